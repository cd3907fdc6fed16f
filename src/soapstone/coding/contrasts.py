"""Words that exclude one another: who says "upper" does not mean a code that says "lower" (`contrasts.tsv`)."""

from __future__ import annotations

import re
from functools import cache

from soapstone.resources import read_table

_WORD = re.compile(r"[a-z]+")
Sides = dict[int, frozenset[int]]


@cache
def _contrasts() -> dict[str, tuple[int, int]]:
    """For each word that excludes others its group and its side in that."""
    rows = enumerate(read_table("icd10cm/contrasts.tsv"))
    return {
        word: (group, side) for group, row in rows for side, cell in enumerate(row) for word in cell.split()
    }


def sides_taken(low: str) -> Sides:
    """The sides that a text in small letters takes, by group: "upper", not "lower"."""
    found: dict[int, set[int]] = {}
    for word in _WORD.findall(low):
        if taken := _contrasts().get(word):
            found.setdefault(taken[0], set()).add(taken[1])
    return {group: frozenset(sides) for group, sides in found.items()}


def contrary(said: Sides, code: Sides) -> int:
    """In how many groups a code takes another side than the term."""
    return sum(not sides & code[group] for group, sides in said.items() if group in code)
