"""The entities of a note with the codes that each may mean; `document` chooses from them for the note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Literal

from soapstone.coding.link import link, read_meanings
from soapstone.nlp.abbreviations import expand, spelled
from soapstone.nlp.dictionary import Found, find_phrases
from soapstone.nlp.entities import read
from soapstone.nlp.senses import KINDS, Sense, is_in, other_senses
from soapstone.resources import read_toml
from soapstone.types import Code, Entity

# ICD-10-CM Official Guidelines for Coding and Reporting FY 2026, section IV.H (outpatient): "Do not code diagnoses
# documented as 'probable', 'suspected', 'questionable', 'rule out', 'compatible with', 'consistent with', or 'working
# diagnosis'"; what is denied, was long ago, is another person's, or may only come is no diagnosis of the visit.
GUIDELINE = "ICD-10-CM Official Guidelines FY 2026, section IV.H"
CODED = frozenset({"present"})
# Below LEAST a code is not worth a coder's look; at LIKELY the other names around a mention need no trial.
LEAST, LIKELY = 0.15, 0.6
# Words that the model found but no list of conditions has are linked less surely (CodiEsp train).
UNLISTED = 0.65
# A name within a longer mention says less than the mention: "anemia" in "normocytic anemia".
NAME = 0.8
# A finding with the part of the body beside it.
SITED = 0.9
_BESIDE = re.compile(r"[\s-]{1,3}")
_AT = re.compile(
    r"\s+(?:of|in|on|at|over|to|involving|affecting)\s+(?:(?:the|his|her|both|a|an)\s+)*", re.IGNORECASE
)
_COMMA, _ENDED = re.compile(r",\s*"), re.compile(r"\s*(?:[,.;\n]|$)")
# What is said of a finding after a comma: "distal radius fracture, left", "pressure ulcer, right heel, stage 2".
_AFTER_COMMA = re.compile(
    r",\s*(?:(?:left|right|bilateral)(?:\s+\w+)?|(?:stage|grade|type)\s+\w+|(?:initial|subsequent)\s+encounter|sequela)"
    r"(?=\s*(?:[,.;\n]|$))",
    re.IGNORECASE,
)
Place = tuple[int, int]


@cache
def listed(kind: Literal["chronic", "bare"]) -> frozenset[str]:
    """Categories that stay once they are there, and codes that say neither what nor where (`rules/coding.toml`)."""
    return frozenset(read_toml("rules/coding.toml")[kind])


def with_codes(entities: Iterable[Entity], text: str, limit: int = 3) -> list[Entity]:
    """The entities, each diagnosis that is asserted as present with its codes. `text` is what they are read from."""
    senses, every = other_senses(text), list(entities)
    names = [found for found in find_phrases(text) if _names_condition(found, text, senses)]
    ways, at = list[dict[Place, float]](), 0
    for number, entity in enumerate(every):
        while at < len(names) and names[at].end <= entity.start:
            at += 1
        near = [found for found in names[at : at + 3] if found.start < entity.end]
        uncoded = is_in(senses, "uncoded", text, entity.start, entity.end)
        coded = entity.type == "DIAGNOSIS" and entity.assertion in CODED | {"historical"} and not uncoded
        ways.append(_ways(entity, text, near, _with_site(every, number, text)) if coded else {})
    read_meanings(spelled(text, *place) for places in ways for place in places)
    return [_coded(entity, text, limit, places) for entity, places in zip(every, ways, strict=True)]


def _with_site(entities: Sequence[Entity], number: int, text: str) -> Place | None:
    """A finding with the part of the body named right before or after it.

    "fracture of the left femur", "kidney mass", "pressure ulcer, left heel, stage 2".
    """
    entity = entities[number]
    before = entities[number - 1] if number else None
    after = entities[number + 1] if number + 1 < len(entities) else None
    start, end = entity.start, entity.end
    if before and before.type == "ANATOMY" and _BESIDE.fullmatch(text, before.end, start):
        start = before.start
    if after and after.type == "ANATOMY":
        apart = _COMMA.fullmatch(text, end, after.start) and _ENDED.match(text, after.end)
        if apart or _AT.fullmatch(text, end, after.start):
            end = after.end
    return None if (start, end) == (entity.start, entity.end) else (start, end)


def _names_condition(found: Found, text: str, senses: Sequence[Sense]) -> bool:
    """Whether a phrase of the dictionary means a condition here: not the RA of "dilated RA", nor "depression" of ST."""
    expansion = expand(text, found.start, found.end)
    return (
        found.type == "DIAGNOSIS"
        and (expansion is None or expansion.chosen.type == "DIAGNOSIS")
        and not any(is_in(senses, kind, text, found.start, found.end) for kind in KINDS)
    )


def read_and_code(text: str, limit: int = 3) -> list[Entity]:
    """The entities of a note with their codes: `read`, then `with_codes`."""
    return with_codes(read(text), text, limit)


def _coded(entity: Entity, text: str, limit: int, ways: Mapping[Place, float]) -> Entity:
    """An entity with its codes, if it may be read in any of the `ways`."""
    if not ways:
        return entity
    kept = tuple(
        one
        for one in _likeliest(text, ways)[:limit]
        if one.confidence >= LEAST and (entity.assertion in CODED or one.code[:3] in listed("chronic"))
    )
    return entity.model_copy(update={"codes": kept})


def _ways(entity: Entity, text: str, near: Sequence[Found], site: Place | None) -> dict[Place, float]:
    """The places whose words may say what is meant, each with how far it is trusted.

    A longer name of a condition around a mention, in `near`, says more than it alone: in "pain in the left knee" the
    entity may be "pain".
    """
    whole = (min([entity.start, *(f.start for f in near)]), max([entity.end, *(f.end for f in near)]))
    known = near or spelled(text, *whole) != text[slice(*whole)]
    ways = {(min(whole[0], site[0]), max(whole[1], site[1])): SITED} if site else {}
    ways |= {whole: 1.0 if known else UNLISTED}
    return ways | {(f.start, f.end): NAME for f in near if (f.start, f.end) != whole}


def _likeliest(text: str, ways: Mapping[Place, float]) -> tuple[Code, ...]:
    """The codes of the first of the places that has a likely one, or of that with the likeliest."""
    best: tuple[Code, ...] = ()
    for place, trust in ways.items():
        found = tuple(
            one.model_copy(update={"confidence": round(one.confidence * trust, 4), "evidence": (place,)})
            for one in link(spelled(text, *place), _around(text, *place))
        )
        if found and (not best or found[0].confidence > best[0].confidence):
            best = found
        if best and best[0].confidence >= LIKELY:
            break
    return best


def _around(text: str, start: int, end: int) -> str:
    """The clause that holds a mention, where its side, stage, trimester or encounter may stand, after a comma too."""
    before = max(text.rfind(mark, max(0, start - 120), start) for mark in "\n.;,")
    after = min((at for mark in "\n.;," if (at := text.find(mark, end, end + 120)) >= 0), default=end + 60)
    while said := _AFTER_COMMA.match(text, after):
        after = said.end()
    return text[max(before + 1, start - 120) : after]
