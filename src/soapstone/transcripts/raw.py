"""What every reader gives: utterances as found, before they become turns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from soapstone.types import Role, Transcript, Turn, Word

ROLES: dict[str, Role] = {
    **dict.fromkeys(
        "clinician doctor dr d physician provider gp md np pa nurse practitioner therapist interviewer "
        "doc prov surgeon consultant medic resident intern".split(),
        "clinician",
    ),
    **dict.fromkeys("patient pt p client subject patient_1".split(), "patient"),
    **dict.fromkeys(
        "other family guest guest_family guest_family_1 guest_family_2 guest_clinician mother mom father "
        "dad wife husband son daughter relative caregiver carer parent interpreter".split(),
        "other",
    ),
}
# Controls but tab and line end, and the marks that turn or hide text: zero-width, bidi, byte order.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]"
)


class Utterance(NamedTuple):
    """Words with the label that stood before them; times in seconds where the source has them."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None
    words: tuple[Word, ...] = ()


def clean(text: str) -> str:
    """Composed Unicode without control characters and direction marks, white space folded to one space."""
    return re.sub(r"\s+", " ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def known_role(label: str) -> Role:
    """The role that a label names outright, else "unknown": "Dr. Smith" is a clinician, "Speaker 1" unknown."""
    name = re.sub(r"[^a-z_ ]+", "", label.lower()).strip()
    if name in ROLES:
        return ROLES[name]
    first = name.split()[0].strip("_") if name.split() else ""
    return (
        ROLES.get(first, "unknown") if first in {"dr", "doctor", "nurse", "patient", "guest"} else "unknown"
    )


def to_transcript(utterances: Iterable[Utterance], warnings: Sequence[str] = ()) -> Transcript:
    """Turns from utterances: empty ones dropped, neighbours of one named speaker kept apart as they came."""
    turns: list[Turn] = []
    for utterance in utterances:
        text = clean(utterance.text)
        if not text:
            continue
        role = known_role(utterance.speaker)
        turns.append(
            Turn(
                index=len(turns),
                text=text,
                role=role,
                role_probability=1.0 if role != "unknown" else 0.0,
                speaker=clean(utterance.speaker),
                start=utterance.start,
                end=utterance.end,
                words=utterance.words,
            )
        )
    return Transcript(turns=tuple(turns), warnings=tuple(warnings))
