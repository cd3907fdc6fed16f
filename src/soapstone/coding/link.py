"""From the words for a condition to billable ICD-10-CM codes, ranked, with calibrated confidence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from soapstone.coding.billable import billable_for
from soapstone.coding.index import KINDS, Candidate, Index
from soapstone.coding.names import CodeVectors, Meanings, load_vectors
from soapstone.coding.ranking import Ranking, features, named, probabilities, ranking
from soapstone.coding.shipped import index
from soapstone.coding.specifics import specifics
from soapstone.coding.table import description, is_billable
from soapstone.coding.words import hedges, keys
from soapstone.errors import ModelError
from soapstone.types import Code

CANDIDATES, SHORTLIST = 16, 6
# A candidate less probable than this says nothing of a term that has a likelier one.
UNLIKELY = 0.01
# By meaning alone, no word of it being known, a code less sure than this is a guess at a misspelling or at no condition.
GUESS = 0.15


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
    valid for billing are ever given. Words of no condition give none.
    """
    found: dict[str, float] = {}
    likeliest = likely(term)
    for above, probability in likeliest.codes:
        if found and probability < UNLIKELY:
            break
        code = billable_for(above, term, context)
        if code and is_billable(code):
            found[code] = found.get(code, 0.0) + probability
    rated = [(code, calibrated(p, likeliest.near, ranking())) for code, p in found.items()]
    return tuple(
        Code(code=code, description=description(code), confidence=confidence)
        for code, confidence in sorted(rated, key=lambda pair: -pair[1])[:limit]
        if likeliest.near > 0 or confidence >= GUESS
    )


class Likely(NamedTuple):
    """The likeliest codes of a term, billable or not, each with its probability; and how near the nearest words come."""

    codes: tuple[tuple[str, float], ...]
    near: float


@lru_cache(maxsize=4096)
def likely(term: str) -> Likely:
    """What a term may mean wherever it stands; remembered, for a note says the same thing many times.

    It is read as "not otherwise specified", as a clinician's words are and a coder's seldom.
    """
    candidates, table = offered(index(), meanings(), term, vague=True)
    if not candidates:
        return Likely((), 0.0)
    each = probabilities(table, ranking())
    first = np.argsort(-each, kind="stable")[:SHORTLIST]
    return Likely(
        tuple((candidates[at].code, float(each[at])) for at in first),
        max(candidate.similarity for candidate in candidates),
    )


def read_meanings(terms: Iterable[str]) -> None:
    """Read at once what many terms mean, so that `link` is quicker; those that are names of codes need it not."""
    meanings().read([term for term in dict.fromkeys(terms) if not _is_name(term)])


def _is_name(term: str) -> bool:
    read = f"{term} NOS"
    return not keys(term) or _named(read, index().find(read, CANDIDATES)) is not None


def _named(term: str, candidates: Sequence[Candidate]) -> int | None:
    return named(specifics(term), hedges(term), candidates)


def offered(
    source: Index, by: Meanings, term: str, *, vague: bool
) -> tuple[list[Candidate], NDArray[np.float32]]:
    """The candidates for a term, by its words and by its meaning, and their features.

    Meaning is not asked of a term that is the name of a code; it is of a word that no name has ("laryngoplegia").
    """
    read = f"{term} NOS" if vague else term
    candidates = source.find(read, CANDIDATES)
    name = _named(read, candidates)
    if name is not None:
        candidates = [candidates[name], *candidates[:name], *candidates[name + 1 :]][:SHORTLIST]
    if name is not None or not keys(term):
        return candidates, features(read, candidates, None)
    meaning = by[term]
    there = {candidate.code for candidate in candidates}
    candidates += source.compare(read, (code for code in meaning.near if code not in there))
    alike = by.of.alike(meaning.vector, [candidate.code for candidate in candidates])
    return candidates, features(read, candidates, alike)


def calibrated(likely: float, near: float, by: Ranking) -> float:
    """The probability that the code is right, from the ranking's and the best similarity (Platt scaling)."""
    score = sum(slope * fact for slope, fact in zip(by.slope, platt(likely, near), strict=True)) + by.offset
    return round(1 / (1 + math.exp(-score)), 4)


def platt(likely: float, near: float) -> tuple[float, float, float]:
    """What the scaling looks at: the log odds within bounds, the probability, and how near the words come where it is."""
    bounded = min(max(likely, 0.01), 0.99)
    return math.log(bounded / (1 - bounded)), likely, likely * near
