"""Which of the candidate codes a term means: a small network over what term and code have in common."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from soapstone.coding.index import Candidate
from soapstone.coding.specifics import Specifics, conflict, presumed, specifics
from soapstone.coding.table import codes, parent
from soapstone.coding.words import hedges, keys, plain
from soapstone.resources import read_resource

FEATURES = (
    "vague", "other", "deep", "external cause", "similarity", "asked", "said", "similarity squared", "exact", "conflict",
    "presumed", "vague asked", "other asked", "without", "with", "numbers amiss", "letters alike", "tokens alike",
    "place asked", "category best", "category share", "from description", "from synonym", "from excludes", "first",
    "twin", "twin in conflict", "place amiss", "asked whole", "said whole", "with amiss", "side right", "degree right",
    "other amiss", "unspecified amiss", "not amiss", "exact and trusted", "named",
    "alike", "alike squared", "alike on average", "description alike", "short of best", "category short of best",
    "within category", "siblings short of best", "within siblings", "alike rank",
)  # fmt: skip
LEXICAL = FEATURES.index("alike")
# How far the one that is named stands above all others: who says a code's very name means that code.
NAMED = 20.0
# The cosine above which two names of the same words are one name (99.5 % of the inclusion terms, looked up as they stand).
LITERAL = 0.98
# Sources of names, those to be trusted most first, and the hedges that must agree.
_NAMING = (
    (("author",), ("other", "not")),
    (("description", "term", "includes"), ("other", "not", "unspecified")),
)
_TRUST = {"author": 3, "description": 2, "term": 2, "includes": 2, "mesh": 1, "excludes": 1}


def named(said: Specifics, hedged: Container[str], candidates: Sequence[Candidate]) -> int | None:
    """The candidate that has the term as a synonym of ours or as a name in the tabular list, if it is the only one.

    `hedged` are the hedges of the term: "migraine, not intractable" is no name of intractable migraine.
    """
    for kinds, telling in _NAMING:
        found = [
            at
            for at, c in enumerate(candidates)
            if c.kind in kinds
            and c.similarity > 0.999
            and not any((hedge in hedged) != (hedge in c.hedges) for hedge in telling)
            and not conflict(said, _entry(c.code).specifics)
        ]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def spelled_out(candidates: Sequence[Candidate], alike: NDArray[np.float32]) -> int | None:
    """The candidate that has the term as a name in the same words and in the same order, by its vector [candidates, 3]."""
    same = [at for at, c in enumerate(candidates) if c.similarity > 0.999 and alike[at, 0] > LITERAL]
    return max(same, key=lambda at: float(alike[at, 0]), default=None)


class _Entry(NamedTuple):
    """What is read of a code once: its description and that in small letters, the words of it and of those above.

    `fixed` are the features that are the same for every term.
    """

    specifics: Specifics
    low: str
    place: frozenset[str]
    fixed: tuple[float, ...]


@lru_cache(maxsize=60_000)
def _entry(code: str) -> _Entry:
    text = codes()[code].description
    own = specifics(text)
    above = frozenset[str]() if len(code) == 3 else _entry(parent(code)).place
    fixed = (own.vague, own.other, len(code) / 8, code[0] in "VWXY")
    return _Entry(own, plain(text), above | frozenset(keys(text)), fixed)


def features(
    term: str, words: Sequence[str], candidates: Sequence[Candidate], alike: NDArray[np.float32] | None
) -> NDArray[np.float32]:
    """[candidates, FEATURES] of a term whose `words` are its keys; most lie between 0 and 1.

    `alike` [candidates, 3] is how near the names of each are in meaning (`names.CodeVectors.alike`), if that was asked.
    """
    said, hedged, low, asked = specifics(term), hedges(term), plain(term), frozenset(words)
    numbers, spaced = {word for word in words if word.isdigit()}, " ".join(words)
    best: dict[str, float] = {}
    share: dict[str, float] = {}
    for c in candidates:
        best[c.code[:3]] = max(best.get(c.code[:3], 0.0), c.similarity)
        share[c.code[:3]] = share.get(c.code[:3], 0.0) + c.similarity
    total = sum(share.values()) or 1.0
    name, rows = named(said, hedged, candidates), list[tuple[float, ...]]()
    if name is None and alike is not None:
        name = spelled_out(candidates, alike)
    for at, (c, twin) in enumerate(zip(candidates, _twins(candidates), strict=True)):
        own, plainly, described, fixed = _entry(c.code)
        place, exact, amiss = described.union(c.words), c.similarity > 0.999, hedged ^ c.hedges
        clash, trust, category = conflict(said, own), _TRUST[c.kind], c.code[:3]
        theirs = {word for word in c.words if word.isdigit()}
        rows.append((
            *fixed, c.similarity, c.asked, c.said, c.similarity**2, exact, clash, presumed(said, own),
            own.vague and said.vague, own.other and said.other, own.without and not said.without,
            own.with_ and not said.with_, len(numbers ^ theirs), fuzz.ratio(low, plainly) / 100,
            fuzz.token_set_ratio(spaced, " ".join(c.words)) / 100, len(described & asked) / len(words), best[category],
            share[category] / total, c.kind == "description", trust in (1, 3), c.kind == "excludes", at == 0, twin,
            twin * (clash > 0), len(place - asked) / len(place), asked <= place, c.said > 0.999,
            own.with_ != said.with_, bool(said.sides) and own.sides == said.sides, len(said.degrees & own.degrees),
            "other" in amiss, "unspecified" in amiss, "not" in amiss, trust / 3 * exact, at == name,
        ))  # fmt: skip
    table = np.zeros((len(candidates), len(FEATURES)), dtype=np.float32)
    table[:, :LEXICAL] = np.array(rows, dtype=np.float32).reshape(len(rows), LEXICAL)
    if alike is not None and len(alike):
        table[:, LEXICAL:] = _meaning(candidates, alike)
    return table


def _meaning(candidates: Sequence[Candidate], alike: NDArray[np.float32]) -> NDArray[np.float32]:
    """The features of meaning [candidates, 10]."""
    near, average, described = alike.T
    category, siblings = _best_of(candidates, near, 3), _best_of(candidates, near, 5)
    rank, most = np.argsort(np.argsort(-near, kind="stable"), kind="stable"), near.max()
    return np.stack(
        [
            near, near**2, average, described, near - most, category - most, near - category, siblings - most,
            near - siblings, 1 / (1 + rank),
        ],
        axis=1,
    )  # fmt: skip


def _best_of(
    candidates: Sequence[Candidate], near: NDArray[np.float32], characters: int
) -> NDArray[np.float32]:
    """For each candidate the best of those whose codes begin alike."""
    best: dict[str, float] = {}
    for c, one in zip(candidates, near, strict=True):
        best[c.code[:characters]] = max(best.get(c.code[:characters], -1.0), float(one))
    return np.array([best[c.code[:characters]] for c in candidates], dtype=np.float32)


def _twins(candidates: Sequence[Candidate]) -> list[float]:
    """For each candidate the similarity of the best that differs in one character: E11.21 and E13.21, left and right."""
    alike: dict[tuple[str, str], list[Candidate]] = {}
    for c in candidates:
        for key in _masked(c.code):
            alike.setdefault(key, []).append(c)
    return [
        max((o.similarity for key in _masked(c.code) for o in alike[key] if o is not c), default=c.similarity)
        for c in candidates
    ]


@lru_cache(maxsize=60_000)
def _masked(code: str) -> tuple[tuple[str, str], ...]:
    """A code without each of its characters but the first."""
    return tuple((code[:at], code[at + 1 :]) for at in range(1, len(code)) if code[at] != ".")


class Ranking(NamedTuple):
    """The network: features less `mean` over `scale`, one inner layer of rectified units, one score a candidate.

    `none` is the score of what no candidate fits. `slope` and `offset` are those of `link.calibrated`.
    """

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    inner: NDArray[np.float32]
    inner_offset: NDArray[np.float32]
    outer: NDArray[np.float32]
    none: float
    slope: tuple[float, ...]
    offset: float


@cache
def ranking() -> Ranking:
    """The shipped network."""
    held = json.loads(read_resource("icd10cm/ranking.json"))
    mean, scale, inner, inner_offset, outer = (
        np.array(held[name], dtype=np.float32) for name in ("mean", "scale", "inner", "inner_offset", "outer")
    )
    return Ranking(
        mean, scale, inner, inner_offset, outer, held["none"], tuple(held["slope"]), held["offset"]
    )


def probabilities(table: NDArray[np.float32], by: Ranking) -> NDArray[np.float32]:
    """Softmax over the candidates of one term and `none`, which has the rest."""
    hidden = np.maximum(((table - by.mean) / by.scale) @ by.inner + by.inner_offset, 0)
    scores = hidden @ by.outer
    names = table[:, FEATURES.index("named")] > 0
    if names.any():
        scores[names] += max(float(scores.max()), by.none) - scores[names].max() + NAMED
    most = max(float(scores.max()), by.none)
    powers = np.exp(scores - most)
    return np.asarray(powers / (powers.sum() + np.exp(by.none - most)), dtype=np.float32)
