"""Which of the candidate codes a term means: small networks over what term and code have in common."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from soapstone.coding.contrasts import Sides, contrary, sides_taken
from soapstone.coding.index import SAME, TRUST, Candidate
from soapstone.coding.shipped import description_words
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
    "contrary", "verbatim", "exact in mesh", "exact in ontology", "exact former name", "from ontology", "inflamed amiss",
)  # fmt: skip
# How far the one that is named stands above all others: who says a code's very name means that code.
NAMED = 20.0
# What names a code, the surest first: the sources that may, the hedges that must agree, whether in the very words.
_TABULAR = ("description", "term", "includes")
_NAMING = (
    (("author",), ("other", "not"), True),
    (_TABULAR, ("other", "not", "unspecified"), True),
    (_TABULAR, ("other", "not"), True),
    (("author",), ("other", "not", "inflamed"), False),
    (_TABULAR, ("other", "not", "unspecified", "inflamed"), False),
)


def named(said: Specifics, hedged: Container[str], candidates: Sequence[Candidate]) -> int | None:
    """The candidate that has the term as a synonym of ours or as a name in the tabular list.

    Of several that stand below one another it is the lowest (H10.89, not H10.8, is "other conjunctivitis"); of several that
    stand beside one another below one of them it is that one; else it is none.
    `hedged` are the hedges of the term: "migraine, not intractable" is no name of intractable migraine. An Excludes note may
    say a category's name of a code, a thesaurus may mean what is wider or narrower, so neither names a code.
    """
    for kinds, telling, verbatim in _NAMING:
        found = [
            at
            for at, c in enumerate(candidates)
            if c.kind in kinds
            and c.similarity > SAME
            and (c.verbatim or not verbatim)
            and not any((hedge in hedged) != (hedge in c.hedges) for hedge in telling)
            and not conflict(said, _entry(c.code).specifics)
        ]
        if found:
            found.sort(key=lambda at: len(candidates[at].code))
            widest, deepest = candidates[found[0]].code, candidates[found[-1]].code
            if all(deepest.startswith(candidates[at].code) for at in found):
                return found[-1]
            return found[0] if all(candidates[at].code.startswith(widest) for at in found) else None
    return None


class _Entry(NamedTuple):
    """What is read of a code once: its description and that in small letters, the words of it and of those above."""

    specifics: Specifics
    low: str
    sides: Sides
    place: frozenset[str]


@lru_cache(maxsize=60_000)
def _entry(code: str) -> _Entry:
    text = codes()[code].description
    above = frozenset[str]() if len(code) == 3 else _entry(parent(code)).place
    return _Entry(specifics(text), plain(text), sides_taken(plain(text)), above | description_words(code))


def features(
    term: str, candidates: Sequence[Candidate], alike: NDArray[np.float32] | None
) -> NDArray[np.float32]:
    """[candidates, FEATURES] of a term; most lie between 0 and 1.

    `alike` [candidates, 3] is how near the names of each are in meaning (`names.CodeVectors.alike`), if that was asked.
    """
    table = np.zeros((len(candidates), len(FEATURES)), dtype=np.float32)
    if not candidates:
        return table
    said, hedged, near = specifics(term), hedges(term), _Nearby.of(candidates)
    name = named(said, hedged, candidates)
    columns = (
        _of_words(term, candidates, near)
        | _of_specifics(said, hedged, candidates, near)
        | {"named": [at == name for at in range(len(candidates))]}
        | (_of_meaning(near, alike) if alike is not None else {})
    )
    for column, values in columns.items():
        table[:, _COLUMN[column]] = values
    return table


_COLUMN = {name: at for at, name in enumerate(FEATURES)}
Columns = dict[str, Sequence[float] | NDArray[np.float32]]


class _Nearby(NamedTuple):
    """Which candidates [candidates, candidates] are of one category, of one five characters, or differ in one alone."""

    category: NDArray[np.bool_]
    siblings: NDArray[np.bool_]
    twins: NDArray[np.bool_]

    @classmethod
    def of(cls, candidates: Sequence[Candidate]) -> _Nearby:
        whole = np.array([c.code for c in candidates], dtype="S8").view("<u8")
        length = np.array([len(c.code) for c in candidates])
        unlike = whole[:, None] ^ whole[None]
        in_one = [(unlike & ~np.uint64(0xFF << 8 * place)) == 0 for place in range(1, 8)]
        twins = np.logical_or.reduce(in_one) & (unlike > 0) & (length[:, None] == length[None])
        return cls((unlike & _FIRST_3) == 0, (unlike & _FIRST_5) == 0, twins)


_FIRST_3, _FIRST_5 = np.uint64(0xFF_FFFF), np.uint64(0xFF_FFFF_FFFF)


def _best(values: NDArray[np.float32], among: NDArray[np.bool_]) -> NDArray[np.float32]:
    """For each candidate the best of those `among` which it is; -1 for none."""
    found: NDArray[np.float32] = np.where(among, values, np.float32(-1.0)).max(axis=1)
    return found


def _of_words(term: str, candidates: Sequence[Candidate], near: _Nearby) -> Columns:
    """How far the words of the term are those of each candidate's phrase and of its description."""
    low, words = plain(term), keys(term)
    similarity = np.array([c.similarity for c in candidates], dtype=np.float32)
    exact = similarity > SAME
    kinds, trust = np.array([c.kind for c in candidates]), np.array([TRUST[c.kind] for c in candidates])
    asked, entries = frozenset(words), [_entry(c.code) for c in candidates]
    whole = [entry.place.union(c.words) for entry, c in zip(entries, candidates, strict=True)]
    numbers, sides = {word for word in words if word.isdigit()}, sides_taken(low)
    shares = similarity @ near.category
    phrases = [" ".join(c.words) for c in candidates]
    return {
        "similarity": similarity,
        "asked": [c.asked for c in candidates],
        "said": [c.said for c in candidates],
        "similarity squared": similarity**2,
        "exact": exact,
        "exact and trusted": trust / 3 * exact,
        "verbatim": [c.verbatim for c in candidates],
        "contrary": [contrary(sides, entry.sides) for entry in entries],
        "numbers amiss": [len(numbers ^ {w for w in c.words if w.isdigit()}) for c in candidates],
        "letters alike": cdist([low], [entry.low for entry in entries], scorer=fuzz.ratio)[0] / 100,
        "tokens alike": cdist([" ".join(words)], phrases, scorer=fuzz.token_set_ratio)[0] / 100,
        "place asked": [len(entry.place & asked) / len(words) for entry in entries],
        "place amiss": [len(place - asked) / len(place) for place in whole],
        "asked whole": [asked <= place for place in whole],
        "said whole": [c.said > 0.999 for c in candidates],
        "category best": _best(similarity, near.category),
        "category share": shares / (similarity.sum() or 1.0),
        "from description": kinds == "description",
        "from synonym": (trust == 1) | (trust == 3),
        "from excludes": kinds == "excludes",
        "exact in mesh": exact & (kinds == "mesh"),
        "exact in ontology": exact & (kinds == "ontology"),
        "exact former name": exact & (kinds == "former"),
        "from ontology": kinds == "ontology",
        "first": np.arange(len(candidates)) == 0,
    }


def _twin(similarity: NDArray[np.float32], near: _Nearby) -> NDArray[np.float32]:
    """The similarity of the best that differs in one character: E11.21 and E13.21, left and right; its own for none."""
    return np.where(near.twins.any(1), _best(similarity, near.twins), similarity)


def _of_specifics(
    said: Specifics, hedged: frozenset[str], candidates: Sequence[Candidate], near: _Nearby
) -> Columns:
    """What each code says beside naming the condition, held against what the term says."""
    own = [_entry(c.code).specifics for c in candidates]
    amiss = [hedged ^ c.hedges for c in candidates]
    clash = np.array([conflict(said, one) for one in own])
    twin = _twin(np.array([c.similarity for c in candidates], dtype=np.float32), near)
    return {
        "vague": [one.vague for one in own],
        "other": [one.other for one in own],
        "deep": [len(c.code) / 8 for c in candidates],
        "external cause": [c.code[0] in "VWXY" for c in candidates],
        "conflict": clash,
        "presumed": [presumed(said, one) for one in own],
        "vague asked": [one.vague and said.vague for one in own],
        "other asked": [one.other and said.other for one in own],
        "without": [one.without and not said.without for one in own],
        "with": [one.with_ and not said.with_ for one in own],
        "with amiss": [one.with_ != said.with_ for one in own],
        "side right": [bool(said.sides) and one.sides == said.sides for one in own],
        "degree right": [len(said.degrees & one.degrees) for one in own],
        "other amiss": ["other" in one for one in amiss],
        "unspecified amiss": ["unspecified" in one for one in amiss],
        "not amiss": ["not" in one for one in amiss],
        "inflamed amiss": ["inflamed" in one for one in amiss],
        "twin": twin,
        "twin in conflict": twin * (clash > 0),
    }


def _of_meaning(near: _Nearby, alike: NDArray[np.float32]) -> Columns:
    """How near each candidate's names are in meaning, alone and beside the others'."""
    best, average, described = alike.T
    category, siblings = _best(best, near.category), _best(best, near.siblings)
    most, rank = best.max(), np.argsort(np.argsort(-best, kind="stable"), kind="stable")
    return {
        "alike": best,
        "alike squared": best**2,
        "alike on average": average,
        "description alike": described,
        "short of best": best - most,
        "category short of best": category - most,
        "within category": best - category,
        "siblings short of best": siblings - most,
        "within siblings": best - siblings,
        "alike rank": 1 / (1 + rank),
    }


class Ranking(NamedTuple):
    """The networks as one: features less `mean` over `scale`, one inner layer of rectified units, one score a candidate.

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
