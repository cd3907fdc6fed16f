"""The codes of a note: one list, ranked, without repeats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from soapstone.coding.choice import (
    NONE,
    Option,
    features,
    model,
    options,
    probabilities,
    records,
    unless_excluded,
)
from soapstone.coding.coder import listed, with_codes
from soapstone.coding.table import description
from soapstone.coding.usage import Used, surest, usages, used
from soapstone.types import Code, Entity


def code(entities: Sequence[Entity], text: str = "") -> list[Code]:
    """The codes of a document, likeliest first, each once with all its evidence.

    Codes of a bare word ("swelling") give way to any other, and of neighbours that the same words may mean only the
    likelier is given. Entities without codes are given them first; `text`, from which they were read, then tells side,
    stage, trimester and encounter, and which codes coders give to its words.
    """
    if not any(entity.codes for entity in entities):
        entities = with_codes(entities, text)
    found = options(entities)
    usage = surest(unless_excluded(used(text, usages()), found))
    weights, least = model()
    # how late a code is named counts
    length = len(text) or max((entity.end for entity in entities), default=0)
    names, table = features(found, usage, lambda code: records().get(code, NONE), length)
    likely = dict(zip(names, (float(p) for p in probabilities(table, weights)), strict=True))
    beaten = _beaten(found, likely)
    codes = [_code(code, p, found, usage) for code, p in likely.items() if p >= least and code not in beaten]
    said = [one for one in codes if one.code not in listed("bare")]
    return sorted(said or codes, key=lambda one: (-one.confidence, one.evidence[:1], one.code))


def _beaten(found: Iterable[Option], likely: Mapping[str, float]) -> set[str]:
    """Codes that wherever they may be meant have a likelier neighbour: E11.40 where the same words may be E11.9."""
    by_mention: dict[tuple[int, str], set[str]] = {}
    for one in found:
        by_mention.setdefault((one.mention, one.code[:3]), set()).add(one.code)
    best = {max(codes, key=lambda code: likely[code]) for codes in by_mention.values()}
    return {code for codes in by_mention.values() for code in codes} - best


def _code(code: str, likely: float, found: Iterable[Option], usage: Mapping[str, Used]) -> Code:
    """A code with its evidence: the mentions that mean it first of all, or else any that may, and the words of usage."""
    of = [one for one in found if one.code == code]
    first = [one for one in of if one.rank == 0] or of
    places = {one.place for one in first}
    if code in usage and not any(start <= usage[code].start < end for start, end in places):
        places.add((usage[code].start, usage[code].end))
    return Code(
        code=code,
        description=description(code),
        confidence=round(likely, 4),
        evidence=tuple(sorted(places)),
    )
