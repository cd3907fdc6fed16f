"""Who the patient is, as far as the record or the visit says: age, sex, and the words for it."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from soapstone.engines.compose.grammar import SUBJECTS, Subject
from soapstone.types import Span, Transcript, Visit

_AGE = re.compile(
    r"\b(?P<age>\d{1,3})[- ]?years?[- ]old(?: (?:[\w-]+ ){0,4}?(?P<sex>male|female|man|woman|gentleman|lady|"
    r"boy|girl))?",
    re.IGNORECASE,
)
_SEX = {
    "male": "M",
    "man": "M",
    "gentleman": "M",
    "boy": "M",
    "female": "F",
    "woman": "F",
    "lady": "F",
    "girl": "F",
}
_TITLE = re.compile(r"\b(?:(?P<m>mr\.?|mister|sir)|(?P<f>mrs\.?|ms\.?|miss|ma'am))\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:(?P<m>he|his|him)|(?P<f>she|her))\b", re.IGNORECASE)
_SEXED = re.compile(
    r"\b(?:my (?:period|pregnan\w+|menstrua\w+|hysterectomy|husband))|(?:are you pregnant|"
    r"last menstrual|your period|pap smear|mammogram)\b",
    re.IGNORECASE,
)


class Who(NamedTuple):
    """Age in years and sex, each with the span that says it; None from the record's own data or when unknown."""

    age: int | None
    sex: str | None
    evidence: tuple[Span, ...]

    @property
    def subject(self) -> Subject:
        """The words for the patient."""
        return SUBJECTS[self.sex if self.sex in SUBJECTS else None]


def who(visit: Visit) -> Who:
    """The record first; then what the clinician says: "a 58 year old male", "Mr. Brown", "she"."""
    age, sex, spans = _stated(visit.transcript)
    if visit.patient.age is not None:
        age = int(visit.patient.age)
    return Who(age, visit.patient.sex or sex or _by_address(visit.transcript), spans)


def _stated(transcript: Transcript) -> tuple[int | None, str | None, tuple[Span, ...]]:
    for turn in transcript.turns[:40]:
        match = _AGE.search(turn.text)
        if (
            match
            and turn.role != "patient"
            and not re.search(
                r"\b(?:my|his|her|your) \w+ (?:is|was)\b",
                turn.text[max(0, match.start() - 15) : match.start()],
            )
        ):
            span = Span(turn=turn.index, start=match.start(), end=match.end())
            return int(match["age"]), _SEX.get((match["sex"] or "").lower()), (span,)
    return None, None, ()


def _by_address(transcript: Transcript) -> str | None:
    """By the title used, else by the pronouns of a clinician who dictates about the patient."""
    votes: Counter[str] = Counter()
    for turn in transcript.turns:
        if turn.role == "patient":
            votes["F"] += 3 * len(_SEXED.findall(turn.text))
            continue
        for match in _TITLE.finditer(turn.text):
            votes["M" if match["m"] else "F"] += 5
        votes["F"] += 3 * len(_SEXED.findall(turn.text))
        if turn.index < 6:
            for match in _PRONOUN.finditer(turn.text):
                votes["M" if match["m"] else "F"] += 1
    best = votes.most_common(2)
    if not best or best[0][1] == 0 or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return best[0][0]
