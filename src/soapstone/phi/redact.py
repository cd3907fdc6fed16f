"""Find and mask what identifies a person: `<NAME>` where sure, `<UNCERTAIN>` where not quite."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from soapstone.phi.identifiers import Identifier, without_overlaps
from soapstone.types import Noun, Transcript, Turn, Word

# Identifiers surer than this are masked by category; between the two they are masked as uncertain.
THRESHOLD = 0.6
UNCERTAIN_FROM = 0.4
UNCERTAIN = "<UNCERTAIN>"


class Redacted(Noun):
    """A text without identifiers, and where they stood in the original. The originals are not kept."""

    text: str
    identifiers: tuple[Identifier, ...] = ()


def find_identifiers(text: str) -> list[Identifier]:
    """All identifiers of a text in order, without overlaps, the unsure ones included.

    "Seen by Dr. Okafor on 3/5/2024" gives a name and a date. Ages under 90, drugs, eponyms (Lyme,
    Parkinson) and bare years are none. Raises ModelError where the spaCy model is missing.
    """
    from soapstone.phi.recognisers import recognise

    return without_overlaps(i for i in recognise(text) if i.probability >= UNCERTAIN_FROM)


def redact(text: str, *, threshold: float = THRESHOLD) -> Redacted:
    """The text with each identifier masked: "Seen by <NAME> on <DATE>".

    Identifiers below `threshold` (a probability) become `<UNCERTAIN>`: they are masked all the same,
    and a reader sees that the category is a guess.
    """
    found = find_identifiers(text)
    return Redacted(text=_masked(text, found, threshold), identifiers=tuple(found))


def redact_transcript(transcript: Transcript, *, threshold: float = THRESHOLD) -> Transcript:
    """The transcript with every turn redacted, speaker names and recognised words included.

    Words keep their times; a word that is part of an identifier carries its mask. Repairs are
    dropped, since they hold what was heard.
    """
    return transcript.model_copy(update={"turns": tuple(_redact_turn(t, threshold) for t in transcript.turns)})


def mask_of(identifier: Identifier, threshold: float) -> str:
    """What stands in an identifier's place."""
    return identifier.mask if identifier.probability >= threshold else UNCERTAIN


def _masked(text: str, found: Iterable[Identifier], threshold: float) -> str:
    parts: list[str] = []
    end = 0
    for identifier in found:
        parts += [text[end : identifier.start], mask_of(identifier, threshold)]
        end = identifier.end
    return "".join([*parts, text[end:]])


def _redact_turn(turn: Turn, threshold: float) -> Turn:
    found = find_identifiers(turn.text)
    if not found and not turn.speaker:
        return turn
    return turn.model_copy(
        update={
            "text": _masked(turn.text, found, threshold),
            "speaker": _redact_label(turn.speaker, threshold),
            "words": _redact_words(turn, found, threshold) if found else turn.words,
            "repairs": () if found else turn.repairs,
        }
    )


def _redact_label(label: str, threshold: float) -> str:
    """A label may be a name: "Dr. Okafor" becomes "Dr. <NAME>", "SPEAKER_00" stays."""
    if not label:
        return label
    announced = f"name: {label}"
    found = [i for i in find_identifiers(announced) if i.start >= len("name: ")]
    return _masked(announced, found, threshold).removeprefix("name: ")


def _redact_words(turn: Turn, found: list[Identifier], threshold: float) -> tuple[Word, ...]:
    masked: list[Word] = []
    position = 0
    for word in turn.words:
        start = turn.text.find(word.text.strip(), position)
        if start < 0:
            return ()
        position = start + len(word.text.strip())
        hit = next((i for i in found if i.start < position and start < i.end), None)
        masked.append(word if hit is None else word.model_copy(update={"text": mask_of(hit, threshold)}))
    return tuple(masked)
