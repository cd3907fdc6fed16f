"""From the words for a condition to billable ICD-10-CM codes, ranked, with calibrated confidence."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib.resources import as_file, files

import numpy as np

from soapstone.coding.index import Index
from soapstone.coding.phrases import phrases
from soapstone.coding.ranking import features, probabilities, weights
from soapstone.coding.specifics import billable_for
from soapstone.coding.table import description, is_billable
from soapstone.coding.words import keys
from soapstone.types import Code

CANDIDATES, SHORTLIST = 32, 6


@cache
def index() -> Index:
    """The shipped index; made from the tables where the file is missing (three seconds)."""
    held = files("soapstone.resources") / "icd10cm" / "index.npz"
    if not held.is_file():
        return Index.build(phrases())
    with as_file(held) as file:
        return Index.load(file)


def link(term: str, context: str = "", limit: int = 3) -> tuple[Code, ...]:
    """The billable codes that a term may mean, best first. `context` is its sentence.

    "type 2 diabetes" is E11.9; "fracture of the neck of the right femur" is S72.001A. Only codes that are
    valid for billing are ever given. A term of no known word gives none.
    """
    return tuple(
        Code(code=code, description=description(code), confidence=confidence)
        for code, confidence in rank(index(), term, context, vague=True)[:limit]
    )


def rank(source: Index, term: str, context: str = "", *, vague: bool) -> list[tuple[str, float]]:
    """Billable codes and confidence by any index; as `link`.

    `vague` reads the term as one "not otherwise specified", as a clinician's words are and a coder's seldom.
    """
    words = keys(term)
    candidates = source.find_keys(words, CANDIDATES) if words else []
    if not candidates:
        return []
    weighed, (slope, offset) = weights()
    table = features(f"{term} NOS" if vague else term, words, candidates)
    likely = probabilities(table, weighed)
    found: dict[str, float] = {}
    for at in np.argsort(-likely, kind="stable")[:SHORTLIST]:
        code = billable_for(candidates[at].code, term, context)
        if code and is_billable(code):
            found[code] = found.get(code, 0.0) + float(likely[at])
    near = max(candidate.similarity for candidate in candidates)
    return sorted(
        ((code, calibrated(p, near, slope, offset)) for code, p in found.items()), key=lambda pair: -pair[1]
    )


def calibrated(likely: float, near: float, slope: tuple[float, float], offset: float) -> float:
    """The probability that the code is right, from the ranking's and the best similarity (Platt scaling)."""
    odds = math.log(max(likely, 1e-6) / max(1 - likely, 1e-6))
    return round(1 / (1 + math.exp(-(slope[0] * odds + slope[1] * near + offset))), 4)


@lru_cache(maxsize=4096)
def link_cached(term: str, context: str = "") -> tuple[Code, ...]:
    """`link`, remembered: a note says the same thing many times."""
    return link(term, context)
