"""From the entities of a note to the codes a coder may bill: one list, ranked, without repeats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from soapstone.coding.link import link_cached
from soapstone.nlp.dictionary import Found, find_phrases
from soapstone.nlp.entities import read
from soapstone.types import Code, Entity

# ICD-10-CM Official Guidelines for Coding and Reporting FY 2026, section IV.H (outpatient): "Do not code diagnoses
# documented as 'probable', 'suspected', 'questionable', 'rule out', 'compatible with', 'consistent with', or 'working
# diagnosis'"; what is denied, was long ago, is another person's, or may only come is no diagnosis of the visit.
GUIDELINE = "ICD-10-CM Official Guidelines FY 2026, section IV.H"
CODED = frozenset({"present"})
# Section IV.I: "Chronic diseases treated on an ongoing basis may be coded and reported as many times as the patient
# receives treatment and care for the condition(s)". "History of hypertension" is hypertension; categories written by us.
CHRONIC = frozenset(
    "B18 B20 D57 E03 E04 E05 E10 E11 E13 E66 E78 F10 F17 F20 F25 F31 F32 F33 F41 F84 G20 G30 G35 G40 G43 I10 I11 I12 I13 "
    "I20 I25 I27 I42 I48 I50 I70 I73 J41 J42 J43 J44 J45 J47 J84 K21 K50 K51 K58 K70 K73 K74 K76 L20 L40 M05 M06 M10 "
    "M15 M16 M17 M19 M32 M35 M45 M79 M81 N18 N40 Q21 Z87 Z94 Z95".split()
)
# Below LEAST a code is not worth a coder's look; from LIKELY on it stands in the list of the document (the best micro F1
# on CodiEsp train is had between 0.4 and 0.5: bench/coding.py --only thresholds).
LEAST, LIKELY = 0.15, 0.45
# Words that the model found but no list of conditions has are linked less surely (CodiEsp train).
UNLISTED = 0.65
# What a bare word brings ("tumor", "carcinoma", "metastases", "trauma", "wound", "swelling"): codes that say neither what
# nor where. Section I.B.2 asks for the highest level of detail, so they are listed only where a note says no more.
BARE = frozenset(
    "D49.9 C80.1 C79.9 T14.90XA T14.8XXA T14.91XA R22.9 Q89.9 T65.91XA H53.149 R68.89 R69 T07.XXXA".split()
)
# A name within a longer mention says less than the mention: "anemia" in "normocytic anemia".
NAME = 0.8


def with_codes(entities: Iterable[Entity], text: str, limit: int = 3) -> list[Entity]:
    """The entities, each diagnosis that is asserted as present with its codes. `text` is what they are read from."""
    names = [found for found in find_phrases(text) if found.type == "DIAGNOSIS"]
    coded, at = list[Entity](), 0
    for entity in entities:
        while at < len(names) and names[at].end <= entity.start:
            at += 1
        near = [found for found in names[at : at + 3] if found.start < entity.end]
        coded.append(_coded(entity, text, limit, near))
    return coded


def read_and_code(text: str, limit: int = 3) -> list[Entity]:
    """The entities of a note with their codes: `read`, then `with_codes`."""
    return with_codes(read(text), text, limit)


def _coded(entity: Entity, text: str, limit: int, near: Sequence[Found]) -> Entity:
    """An entity with its codes. A longer name of a condition around it, in `near`, says more than it alone:

    in "pain in the left knee" the entity may be "pain".
    """
    if entity.type != "DIAGNOSIS" or entity.assertion not in CODED | {"historical"}:
        return entity
    kept = tuple(
        one
        for one in _likeliest(entity, text, near)[:limit]
        if one.confidence >= LEAST and (entity.assertion in CODED or one.code[:3] in CHRONIC)
    )
    return entity.model_copy(update={"codes": kept})


def _likeliest(entity: Entity, text: str, near: Sequence[Found]) -> tuple[Code, ...]:
    """The codes of the mention with the names around it; of one such name, where those are not likely."""
    whole = (min([entity.start, *(f.start for f in near)]), max([entity.end, *(f.end for f in near)]))
    ways = {whole: 1.0 if near else UNLISTED} | {
        (f.start, f.end): NAME for f in near if (f.start, f.end) != whole
    }
    best: tuple[Code, ...] = ()
    for place, trust in ways.items():
        found = tuple(
            one.model_copy(update={"confidence": round(one.confidence * trust, 4), "evidence": (place,)})
            for one in link_cached(text[slice(*place)], _around(text, *place))
        )
        if found and (not best or found[0].confidence > best[0].confidence):
            best = found
        if best and best[0].confidence >= LIKELY:
            break
    return best


def _around(text: str, start: int, end: int) -> str:
    """The clause that holds a mention, where its side, stage, trimester or encounter may stand."""
    before = max(text.rfind(mark, max(0, start - 120), start) for mark in "\n.;,")
    after = min((at for mark in "\n.;," if (at := text.find(mark, end, end + 120)) >= 0), default=end + 60)
    return text[max(before + 1, start - 120) : after]


def code(entities: Sequence[Entity], text: str = "") -> list[Code]:
    """The codes of a document, likeliest first, each once with all its evidence.

    Codes of BARE give way to any other. Only the best code of each entity counts, if it is likely. Entities without
    codes are given them first; `text`, from which they were read, then tells side, stage, trimester and encounter.
    """
    if not any(entity.codes for entity in entities):
        entities = with_codes(entities, text)
    found: dict[str, list[Code]] = {}
    for entity in entities:
        for best in (one for one in entity.codes[:1] if one.confidence >= LIKELY):
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
    if any(one.code not in BARE for one in merged):
        merged = [one for one in merged if one.code not in BARE]
    return sorted(merged, key=lambda one: (-one.confidence, one.evidence[:1], one.code))
