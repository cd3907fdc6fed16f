"""Which of the codes that a note suggests a coder would give: a logistic model over what speaks for each.

For a code speak the mentions that lead to it (`link`), what coders gave for the same words (`usage`), and how often it was
given and was right when suggested. Learned from CodiEsp train by `python -m soapstone.training.icd_choice`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from soapstone.coding.specifics import specifics
from soapstone.coding.table import description
from soapstone.coding.together import excludes
from soapstone.coding.usage import Used
from soapstone.nlp.tagger import before_calibration
from soapstone.resources import read_resource, read_table
from soapstone.types import Entity

FEATURES = (
    "link", "first link", "mentions", "mentions first", "rival", "neighbour", "given", "right", "suggested",
    "share", "seen", "used words", "used", "linked", "present", "entity", "late", "longest", "rank",
    "status code", "symptom", "injury", "circumstance", "malignant", "blood", "vague", "other", "side", "deep",
)  # fmt: skip


class Record(NamedTuple):
    """In how many of the learned cases a code was given, was the first suggestion of a mention, and was that rightly."""

    given: int
    suggested: int
    right: int


NONE = Record(0, 0, 0)


class Option(NamedTuple):
    """A code that a mention may mean: its confidence, its rank there, the mention's number, and where it stands."""

    code: str
    confidence: float
    rank: int
    mention: int
    present: bool
    entity: float
    place: tuple[int, int]


def options(entities: Sequence[Entity]) -> list[Option]:
    """The codes of all entities as options."""
    return [
        Option(one.code, one.confidence, rank, at, e.assertion == "present", sure, one.evidence[0])
        for at, (e, sure) in enumerate((e, before_calibration(e.confidence)) for e in entities)
        for rank, one in enumerate(e.codes)
    ]


def unless_excluded(found: Sequence[Used], listed: Sequence[Option]) -> list[Used]:
    """What coders gave for words, but not where these stand in a mention whose code excludes that one.

    The "diabetes" of "gestational diabetes mellitus" is no type 2 diabetes (Excludes1).
    """
    first = [one for one in listed if one.rank == 0]
    return [
        use
        for use in found
        if not any(
            one.place[0] <= use.start and use.end <= one.place[1] and excludes(use.usage.code, one.code)
            for one in first
        )
    ]


def features(
    listed: Sequence[Option], used: Mapping[str, Used], records: Callable[[str], Record], length: int
) -> tuple[list[str], NDArray[np.float64]]:
    """The codes in question and what speaks for each [codes, FEATURES]. `length` is the note's in characters."""
    by_code: dict[str, list[Option]] = {}
    for one in listed:
        by_code.setdefault(one.code, []).append(one)
    codes = list(dict.fromkeys([*by_code, *used]))
    rivals, near = _rivals(listed), _neighbours(by_code)
    rows = [
        _row(
            code,
            by_code.get(code, ()),
            used.get(code),
            records(code),
            (rivals.get(code, 0.0), near.get(code, 0.0)),
            length,
        )
        for code in codes
    ]
    return codes, np.array(rows, dtype=np.float64).reshape(len(codes), len(FEATURES))


def _row(
    code: str,
    of: Sequence[Option],
    use: Used | None,
    record: Record,
    others: tuple[float, float],
    length: int,
) -> tuple[float, ...]:
    first = [one for one in of if one.rank == 0]
    mentions = {one.mention for one in of}
    own = specifics(description(code))
    sure, (rival, near) = max((one.confidence for one in of), default=0.0), others
    starts = [one.place[0] for one in of] or [use.start if use else 0]
    return (
        _odds(sure), _odds(max((one.confidence for one in first), default=0.0)), math.log1p(len(mentions)),
        math.log1p(len({one.mention for one in first})), rival - sure, near - sure, math.log1p(record.given),
        math.log((record.right + 1.0) / (record.suggested - record.right + 1.5)), math.log1p(record.suggested),
        use.usage.share if use else 0.0, math.log1p(use.usage.seen) if use else 0.0, use.words if use else 0,
        use is not None, bool(of), any(one.present for one in of) or use is not None,
        max((one.entity for one in of), default=0.0), min(starts) / max(length, 1),
        max((one.place[1] - one.place[0] for one in of), default=0) / 20, min((one.rank for one in of), default=3),
        code[0] == "Z", code[0] == "R", code[0] in "ST", code[0] in "VWXY", code[0] == "C", code[0] == "D",
        own.vague, own.other, bool(own.sides), len(code) / 8,
    )  # fmt: skip


def _rivals(listed: Sequence[Option]) -> dict[str, float]:
    """The confidence of the surest other code that the mentions of each code may mean."""
    found: dict[str, float] = {}
    for _, group in groupby(listed, key=lambda one: one.mention):
        same = list(group)
        for one in same:
            other = max((o.confidence for o in same if o.code != one.code), default=0.0)
            found[one.code] = max(found.get(one.code, 0.0), other)
    return found


def _neighbours(by_code: Mapping[str, Sequence[Option]]) -> dict[str, float]:
    """The confidence of the surest other code of each code's category."""
    best = {code: max(one.confidence for one in of) for code, of in by_code.items()}
    categories: dict[str, list[str]] = {}
    for code in best:
        categories.setdefault(code[:3], []).append(code)
    return {
        code: max((best[other] for other in categories[code[:3]] if other != code), default=0.0)
        for code in best
    }


def _odds(share: float) -> float:
    share = min(max(share, 1e-3), 1 - 1e-3)
    return math.log(share / (1 - share))


def probabilities(table: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of each code [codes]; the last weight is the offset."""
    scores = table @ weights[:-1] + weights[-1]
    return np.asarray(1 / (1 + np.exp(-scores)))


@cache
def model() -> tuple[NDArray[np.float64], float]:
    """The learned weights (one a feature, then the offset) and the probability from which a code is listed."""
    held = json.loads(read_resource("icd10cm/choice.json"))
    weights = [*(held["weights"][name] for name in FEATURES), held["offset"]]
    return np.array(weights), held["listed_from"]


@cache
def records() -> dict[str, Record]:
    """What was learned of each code."""
    return {
        code: Record(*(int(count) for count in counts)) for code, *counts in read_table("icd10cm/records.tsv")
    }
