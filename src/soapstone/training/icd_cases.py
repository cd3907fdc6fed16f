"""CodiEsp's evidence in English: its codes stand in the Spanish cases, the sentence that says the same is found here.

Sentences are aligned by length and shared words (Gale and Church 1993; medical words begin alike in both languages).
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from soapstone.coding.billable import billable_for
from soapstone.coding.table import codes, description, is_billable

Place = tuple[int, int]
_SPANISH_END = re.compile(r"(?<=[.;:?!])\s+(?=[A-ZÁÉÍÓÚÑ¿\"(\-\d])|\n+")
_STEPS = ((1, 1), (1, 2), (2, 1), (1, 0), (0, 1), (1, 3), (3, 1), (2, 2))
_LONE = 3.0  # the cost of a sentence without a counterpart


class Case(NamedTuple):
    """A case in English, its codes as CodiEsp gives them, and where in the text each is said (code, place)."""

    id: str
    text: str
    codes: frozenset[str]
    evidence: tuple[tuple[str, Place], ...]


@cache
def cases(data: Path, split: str) -> tuple[Case, ...]:
    """The cases of one split of CodiEsp."""
    lines = (data / "icd10_codiesp" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_case(json.loads(line)) for line in lines)


def _case(row: dict[str, object]) -> Case:
    english, spanish = str(row["text_en"]), str(row["text_es"])
    pairs = list(aligned(english, spanish))
    evidence = []
    for one in row["evidence"]:  # type: ignore[attr-defined]
        at = int(one["pos_es"].split()[0])
        here = next((place for place, (start, end) in pairs if start <= at < end), None)
        if one["label"] == "DIAGNOSTICO" and here:
            evidence.append((one["code"], here))
    return Case(str(row["id"]), english, frozenset(row["icd10cm"]), tuple(evidence))  # type: ignore[call-overload]


# Depression that is not called major left F32.9 in FY 2022 (ICD-10-CM Tabular List of Diseases, Addenda FY 2022).
_MOVED = {"F32.9": "F32.A"}


def successor(old: str) -> str:
    """A code of the 2018 edition in today's: R51 became R51.9.

    The annotators left out 7th characters too: T14.90 is T14.90XA, W19.XXX is W19.XXXA. A code that is no more stays.
    """
    if is_billable(old):
        return _MOVED.get(old, old)
    stem = old.rstrip("X").rstrip(".")
    return (billable_for(stem, description(stem)) or old) if stem in codes() else old


def aligned(english: str, spanish: str) -> Iterator[tuple[Place, Place]]:
    """Places of the English text with the place of the Spanish that says the same, in order."""
    ours, theirs = _sentences(english, re.compile(r"\n")), _sentences(spanish, _SPANISH_END)
    cost = {(0, 0): 0.0}
    back: dict[Place, Place] = {}
    for i in range(len(ours) + 1):
        for j in range(len(theirs) + 1):
            for k, n in _STEPS:
                to = (i + k, j + n)
                if (i, j) not in cost or to[0] > len(ours) or to[1] > len(theirs):
                    continue
                now = cost[i, j] + _apart(english, ours[i : i + k], spanish, theirs[j : j + n])
                if now < cost.get(to, math.inf):
                    cost[to], back[to] = now, (i, j)
    at, found = (len(ours), len(theirs)), []
    while at != (0, 0):
        i, j = back[at]
        if i < at[0] and j < at[1]:
            found.append(((ours[i][0], ours[at[0] - 1][1]), (theirs[j][0], theirs[at[1] - 1][1])))
        at = (i, j)
    yield from reversed(found)


def _sentences(text: str, end: re.Pattern[str]) -> list[Place]:
    starts = [0, *(match.end() for match in end.finditer(text))]
    stops = [*(match.start() for match in end.finditer(text)), len(text)]
    return [(a, b) for a, b in zip(starts, stops, strict=True) if text[a:b].strip()]


def _apart(english: str, ours: list[Place], spanish: str, theirs: list[Place]) -> float:
    """How little two stretches have in common: their lengths and the beginnings of their words."""
    if not ours or not theirs:
        return _LONE
    one, other = english[ours[0][0] : ours[-1][1]], spanish[theirs[0][0] : theirs[-1][1]]
    words, terms = _openings(one), _openings(other)
    shared = len(words & terms) / max(1, min(len(words), len(terms)))
    longer = abs(math.log((len(one) + 10) / (len(other) + 10)))
    many = len(ours) + len(theirs)
    return (1.2 * longer + 2.0 * (1 - shared)) * many / 2 + 0.3 * (many - 2)


@cache
def _openings(text: str) -> frozenset[str]:
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    words = re.findall(r"[a-z]+|\d+", folded)
    return frozenset(
        word if word[0].isdigit() else word[:5] for word in words if len(word) > 3 or word[0].isdigit()
    )
