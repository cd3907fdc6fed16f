"""Which of the candidate codes a term means: a linear model over what term and code have in common."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from soapstone.coding.index import Candidate
from soapstone.coding.specifics import Specifics, conflict, presumed, specifics
from soapstone.coding.table import codes, parent
from soapstone.coding.words import keys, plain
from soapstone.resources import read_resource

FEATURES = (
    "similarity", "asked", "said", "similarity squared", "exact", "conflict", "presumed", "vague", "vague asked",
    "other", "other asked", "without", "with", "numbers amiss", "letters alike", "tokens alike", "place asked",
    "category best", "category share", "from description", "from synonym", "deep", "external cause", "first",
    "twin", "twin in conflict", "place amiss", "asked whole", "said whole", "with amiss", "side right",
    "degree right", "named",
)  # fmt: skip


NAMED = 20.0  # the fixed weight of "named": who says a code's very name means that code
_TRUST = {"author": 3, "description": 2, "term": 2, "includes": 2, "mesh": 1, "excludes": 1}


def named(said: Specifics, candidates: Sequence[Candidate]) -> list[bool]:
    """Which candidates have the term, word for word, as a name in the source to be trusted most."""
    trust = [
        _TRUST[c.kind]
        if c.similarity > 0.999 and not conflict(said, specifics(codes()[c.code].description))
        else 0
        for c in candidates
    ]
    most = max(trust, default=0)
    return [most > 0 and one == most for one in trust]


@lru_cache(maxsize=60_000)
def _place_words(code: str) -> frozenset[str]:
    """The words of a code's description and of those above it."""
    words = set[str]()
    while True:
        words.update(keys(codes()[code].description))
        if len(code) == 3:
            return frozenset(words)
        code = parent(code)


def features(term: str, words: Sequence[str], candidates: Sequence[Candidate]) -> NDArray[np.float32]:
    """[candidates, FEATURES] of a term whose `words` are its keys; most lie between 0 and 1."""
    said, low = specifics(term), plain(term)
    numbers = {word for word in words if word.isdigit()}
    table = np.zeros((len(candidates), len(FEATURES)), dtype=np.float32)
    best: dict[str, float] = {}
    share: dict[str, float] = {}
    for c in candidates:
        best[c.code[:3]] = max(best.get(c.code[:3], 0.0), c.similarity)
        share[c.code[:3]] = share.get(c.code[:3], 0.0) + c.similarity
    total = sum(share.values()) or 1.0
    asked = frozenset(words)
    names = named(said, candidates)
    for at, c in enumerate(candidates):
        text = codes()[c.code].description
        own, phrase = specifics(text), " ".join(c.words)
        place = _place_words(c.code) | frozenset(c.words)
        theirs = {word for word in c.words if word.isdigit()}
        table[at] = (
            c.similarity, c.asked, c.said, c.similarity**2, c.similarity > 0.999, conflict(said, own),
            presumed(said, own), own.vague, own.vague and said.vague, own.other, own.other and said.other,
            own.without and not said.without, own.with_ and not said.with_, len(numbers ^ theirs),
            fuzz.ratio(low, plain(text)) / 100, fuzz.token_set_ratio(" ".join(words), phrase) / 100,
            len(_place_words(c.code) & frozenset(words)) / len(words), best[c.code[:3]],
            share[c.code[:3]] / total, c.kind == "description", c.kind in ("author", "mesh"),
            len(c.code) / 8, c.code[0] in "VWXY", at == 0,
            twin := max((o.similarity for o in candidates if _twins(o.code, c.code)), default=c.similarity),
            twin * (conflict(said, own) > 0), len(place - asked) / len(place), asked <= place, c.said > 0.999,
            own.with_ != said.with_, bool(said.sides) and own.sides == said.sides, len(said.degrees & own.degrees),
            names[at],
        )  # fmt: skip
    return table


def _twins(code: str, other: str) -> bool:
    """Whether two codes differ in one character before the last: E11.21 and E13.21, left and right."""
    if len(code) != len(other) or code[0] != other[0]:
        return False
    return sum(a != b for a, b in zip(code, other, strict=True)) == 1


@cache
def weights() -> tuple[NDArray[np.float32], tuple[tuple[float, float], float]]:
    """The model: one weight a feature, and the slopes and offset that `link.calibrated` takes."""
    held = json.loads(read_resource("icd10cm/ranking.json"))
    ordered = [held["weights"].get(name, 0.0) for name in FEATURES]
    return np.array(ordered, dtype=np.float32), ((held["slope"][0], held["slope"][1]), held["offset"])


def probabilities(table: NDArray[np.float32], weighed: NDArray[np.float32]) -> NDArray[np.float32]:
    """Softmax over the candidates of one term."""
    scores = table @ weighed
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum(), dtype=np.float32)
