"""From the words for a condition to billable ICD-10-CM codes, ranked, with calibrated confidence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from soapstone.coding.index import KINDS, Candidate, Index
from soapstone.coding.names import CodeVectors, Meanings, load_vectors
from soapstone.coding.ranking import Ranking, features, named, probabilities, ranking
from soapstone.coding.shipped import index
from soapstone.coding.specifics import billable_for, specifics
from soapstone.coding.table import description, is_billable
from soapstone.coding.words import hedges, keys
from soapstone.errors import ModelError
from soapstone.types import Code

CANDIDATES, SHORTLIST = 16, 6
# A candidate less probable than this says nothing of a term that has a likelier one.
UNLIKELY = 0.01


@cache
def meanings() -> Meanings:
    """The meanings of terms by the shipped vectors."""
    with as_file(files("soapstone.resources") / "icd10cm" / "names.npz") as file:
        vectors = load_vectors(file)
    if len(vectors) != len(index().code_of):
        raise ModelError("the vectors of names are of another index.", fix="Install soapstone again.")
    held = index()
    return Meanings(
        CodeVectors(vectors, held.code_of, held.kind_of == KINDS.index("description"), held.codes)
    )


def link(term: str, context: str = "", limit: int = 3) -> tuple[Code, ...]:
    """The billable codes that a term may mean, best first. `context` is its sentence.

    "type 2 diabetes" is E11.9; "fracture of the neck of the right femur" is S72.001A. Only codes that are
    valid for billing are ever given. A term of no known word gives none.
    """
    return tuple(
        Code(code=code, description=description(code), confidence=confidence)
        for code, confidence in rank(index(), meanings(), term, context, vague=True)[:limit]
    )


def rank(
    source: Index, by: Meanings, term: str, context: str = "", *, vague: bool
) -> list[tuple[str, float]]:
    """Billable codes and confidence by any index; as `link`.

    `vague` reads the term as one "not otherwise specified", as a clinician's words are and a coder's seldom.
    """
    words = keys(term)
    candidates, table = offered(source, by, term, words, vague=vague)
    if not candidates:
        return []
    likely = probabilities(table, ranking())
    found: dict[str, float] = {}
    for at in np.argsort(-likely, kind="stable")[:SHORTLIST]:
        if found and likely[at] < UNLIKELY:
            break
        code = billable_for(candidates[at].code, term, context)
        if code and is_billable(code):
            found[code] = found.get(code, 0.0) + float(likely[at])
    near = max(candidate.similarity for candidate in candidates)
    return sorted(
        ((code, calibrated(p, near, ranking())) for code, p in found.items()),
        key=lambda pair: -pair[1],
    )


def read_meanings(terms: Iterable[str]) -> None:
    """Read at once what many terms mean, so that `link` is quicker; those that are names of codes need it not."""
    meanings().read([term for term in dict.fromkeys(terms) if not _is_name(term)])


def _is_name(term: str) -> bool:
    words = keys(term)
    return not words or _named(f"{term} NOS", index().find_keys(words, CANDIDATES)) is not None


def _named(term: str, candidates: Sequence[Candidate]) -> int | None:
    return named(specifics(term), hedges(term), candidates)


def offered(
    source: Index, by: Meanings, term: str, words: Sequence[str], *, vague: bool
) -> tuple[list[Candidate], NDArray[np.float32]]:
    """The candidates for a term, by its words and by its meaning, and their features.

    Meaning is not asked of a term that is, word for word, the name of a code, nor of one without any known word.
    """
    read = f"{term} NOS" if vague else term
    candidates = source.find_keys(words, CANDIDATES) if words else []
    name = _named(read, candidates)
    if name is not None:
        candidates = [candidates[name], *candidates[:name], *candidates[name + 1 :]][:SHORTLIST]
    if name is not None or not candidates:
        return candidates, features(read, words, candidates, None)
    meaning = by[term]
    there = {candidate.code for candidate in candidates}
    candidates += source.compare(words, (code for code in meaning.near if code not in there))
    alike = by.of.alike(meaning.vector, [candidate.code for candidate in candidates])
    return candidates, features(read, words, candidates, alike)


def calibrated(likely: float, near: float, by: Ranking) -> float:
    """The probability that the code is right, from the ranking's and the best similarity (Platt scaling)."""
    score = sum(slope * fact for slope, fact in zip(by.slope, platt(likely, near), strict=True)) + by.offset
    return round(1 / (1 + math.exp(-score)), 4)


def platt(likely: float, near: float) -> tuple[float, float, float]:
    """What the scaling looks at: the log odds within bounds, the probability, and how near the words come where it is."""
    bounded = min(max(likely, 0.01), 0.99)
    return math.log(bounded / (1 - bounded)), likely, likely * near


@lru_cache(maxsize=4096)
def link_cached(term: str, context: str = "") -> tuple[Code, ...]:
    """`link`, remembered: a note says the same thing many times."""
    return link(term, context)
