"""What makes one code more specific than its neighbour: side, encounter, trimester, stage, "unspecified"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from soapstone.coding.words import plain

_SIDES = {
    "left": re.compile(
        r"\b(?:left|lt|l(?=\s+(?:knee|hip|eye|ear|arm|leg|foot|hand|shoulder|ankle|wrist|lung)))\b"
    ),
    "right": re.compile(
        r"\b(?:right|rt|r(?=\s+(?:knee|hip|eye|ear|arm|leg|foot|hand|shoulder|ankle|wrist|lung)))\b"
    ),
    "bilateral": re.compile(r"\b(?:bilateral(?:ly)?|both|b/l)\b"),
}
_VAGUE = re.compile(r"\bunspecified\b|\bnos\b|\bnot (?:otherwise )?specified\b|\bstatus unknown\b")
_OTHER = re.compile(r"\bother\b|\bnec\b")
_WITHOUT = re.compile(r"\bwithout\b|\bnot\b|\bnon(?!displaced)\w+|\buncomplicated\b")
_WITH = re.compile(r"\bwith\b")
_ORDINAL = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
}
_DEGREE = re.compile(
    r"\b(stage|type|grade|degree|trimester|class|level)\s+(\d|i{1,3}|iv|v|one|two|three|four)[ab]?\b"
    r"|\b(first|second|third|fourth|1st|2nd|3rd|4th)[- ](trimester|degree|stage)\b"
    r"|\b(\d{1,2})(?:\s*\+?\s*\d?/7)?\s*(?:weeks?|wks?)\b(?:\s+(?:pregnant|gestation|gestational|of))?"
)
_TH = {"first": "1", "second": "2", "third": "3", "fourth": "4"}


class Specifics(NamedTuple):
    """What a text says beside naming the condition. `degrees` are such as ("stage", "4")."""

    sides: frozenset[str]
    vague: bool
    other: bool
    with_: bool
    without: bool
    degrees: frozenset[tuple[str, str]]


@lru_cache(maxsize=60_000)
def specifics(text: str) -> Specifics:
    """The specifics of a term or a description: "Pressure ulcer of left heel, stage 4"."""
    low = plain(text)
    return Specifics(
        frozenset(side for side, pattern in _SIDES.items() if pattern.search(low)),
        bool(_VAGUE.search(low)),
        bool(_OTHER.search(low)),
        bool(_WITH.search(low)),
        bool(_WITHOUT.search(low)),
        frozenset(_degree(match) for match in _DEGREE.finditer(low)),
    )


def _degree(match: re.Match[str]) -> tuple[str, str]:
    if match[1]:
        return match[1], _ORDINAL.get(match[2], match[2])
    if match[4]:
        return match[4], _TH.get(match[3], match[3][:1])
    # ICD-10-CM chapter 15: before 14 weeks 0 days, then before 28 weeks 0 days, then until delivery
    weeks = int(match[5])
    return "trimester", "1" if weeks < 14 else "2" if weeks < 28 else "3"


def conflict(said: Specifics, code: Specifics) -> int:
    """How often a code says what the text contradicts: left for right, stage 3 for stage 4."""
    sides = bool(said.sides) and bool(code.sides) and not said.sides & code.sides
    if not code.degrees:
        return int(sides)
    kinds = {kind for kind, _ in said.degrees}
    return int(sides) + sum(kind in kinds for kind, _ in code.degrees - said.degrees)


def presumed(said: Specifics, code: Specifics) -> int:
    """How often a code says what the text does not: a side or a stage."""
    if not code.sides and not code.degrees:
        return 0
    kinds = {kind for kind, _ in said.degrees}
    return int(bool(code.sides) and not said.sides) + sum(kind not in kinds for kind, _ in code.degrees)
