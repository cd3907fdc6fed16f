"""From the entities of a note to the codes a coder may bill: one list, ranked, without repeats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from soapstone.coding.link import link_cached
from soapstone.types import Code, Entity

# ICD-10-CM Official Guidelines for Coding and Reporting FY 2026, section IV.H (outpatient): "Do not code diagnoses
# documented as 'probable', 'suspected', 'questionable', 'rule out', 'compatible with', 'consistent with', or 'working
# diagnosis'"; what is denied, was long ago, is another person's, or may only come is no diagnosis of the visit.
GUIDELINE = "ICD-10-CM Official Guidelines FY 2026, section IV.H"
CODED = frozenset({"present"})
LEAST = 0.15


def with_codes(entities: Iterable[Entity], text: str, limit: int = 3) -> list[Entity]:
    """The entities, each diagnosis that is asserted as present with its codes. `text` is what they are read from."""
    return [_coded(entity, text, limit) for entity in entities]


def _coded(entity: Entity, text: str, limit: int) -> Entity:
    if entity.type != "DIAGNOSIS" or entity.assertion not in CODED:
        return entity
    found = link_cached(entity.text, _around(text, entity.start, entity.end))
    kept = tuple(
        code.model_copy(update={"evidence": ((entity.start, entity.end),)})
        for code in found[:limit]
        if code.confidence >= LEAST
    )
    return entity.model_copy(update={"codes": kept})


def _around(text: str, start: int, end: int) -> str:
    """The clause that holds a mention, where its side, stage, trimester or encounter may stand."""
    before = max(text.rfind(mark, max(0, start - 120), start) for mark in "\n.;,")
    after = min((at for mark in "\n.;," if (at := text.find(mark, end, end + 120)) >= 0), default=end + 60)
    return text[max(before + 1, start - 120) : after]


def code(entities: Sequence[Entity]) -> list[Code]:
    """The codes of a document, likeliest first, each once with all its evidence.

    Only the best code of each entity counts. Entities must come from `read`, which gives them their codes.
    """
    found: dict[str, list[Code]] = {}
    for entity in entities:
        for best in entity.codes[:1]:
            found.setdefault(best.code, []).append(best)
    merged = [
        same[0].model_copy(
            update={
                "confidence": max(one.confidence for one in same),
                "evidence": tuple(sorted({place for one in same for place in one.evidence})),
            }
        )
        for same in found.values()
    ]
    return sorted(merged, key=lambda one: (-one.confidence, one.evidence[:1], one.code))
