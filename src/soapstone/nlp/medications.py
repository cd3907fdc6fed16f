"""The medications of a note as fields: name, generic, strength, unit, dose, route, frequency, duration, status.

"Increase lisinopril to 20 mg PO daily for 30 days" is lisinopril, 20 mg, by mouth, daily, for 30 days, changed.
Cues are data (`resources/rules/medications.toml`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pydantic import Field

from soapstone.nlp.drugs import find_drugs
from soapstone.nlp.rxnorm import RxNormName, rxnorm
from soapstone.nlp.words import drugs
from soapstone.nlp.written import clauses, rule_on
from soapstone.resources import read_toml
from soapstone.types import AssertionKind, Noun

Status = Literal["start", "stop", "continue", "change", "unknown"]


class Medication(Noun):
    """A medication as written; a field that is not said is empty. `start` and `end` are the name's characters."""

    name: str
    generic: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    strength: str = Field(default="", description='a number as written, "2.5" or "5/325"')
    unit: str = Field(default="", description="mg, mcg, g, units, mL, mEq, % or puffs")
    form: str = Field(default="", description="tablet, capsule, patch and so on, with its count")
    route: str = ""
    frequency: str = ""
    duration: str = ""
    as_needed: bool = False
    status: Status = "unknown"
    assertion: AssertionKind = "present"
    rxcui: str = Field(default="", description="of the product if all of it is said, else of the ingredient")
    rxnorm_name: str = Field(default="", description="what that number stands for in RxNorm")


Rules = dict[str, list[tuple[re.Pattern[str], str]]]


@cache
def _rules() -> Rules:
    return {
        field: [
            (re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), written)
            for written, patterns in values.items()
            for pattern in patterns
        ]
        for field, values in read_toml("rules/medications.toml").items()
    }


def read_medications(text: str) -> list[Medication]:
    """The medications of a note in order, with what its clause says of each."""
    found: list[Medication] = []
    names = [(dose.start, dose.start + len(dose.name), dose.name) for dose in find_drugs(text)]
    places = list(clauses(text))
    for at, (start, end, name) in enumerate(names):
        clause = next((c for c in places if c[0] <= start < c[1]), (0, len(text)))
        limit = min(clause[1], names[at + 1][0] if at + 1 < len(names) else len(text))
        earlier = max(clause[0], names[at - 1][1] if at else 0)
        found.append(_medication(text, name, start, end, text[earlier:start], text[end:limit], clause))
    return found


def _medication(
    text: str, name: str, start: int, end: int, before: str, after: str, clause: tuple[int, int]
) -> Medication:
    said = _first("strength", after)
    generic, form = drugs()[name].generic, _form(after)
    strength = said["number"].replace(" ", "") if said else ""
    unit = _written("unit", said["unit"]) if said else ""
    status = _status(before, text[clause[0] : start], after)
    numbered = _numbered(generic, strength, unit, "" if _RELEASE.search(after) else form)
    return Medication(
        name=text[start:end],
        generic=generic,
        start=start,
        end=end,
        strength=strength,
        unit=unit,
        form=form,
        route=_written("route", after),
        frequency=_frequency(after),
        duration=_duration(after),
        as_needed=bool(_written("as_needed", after)),
        status=status,
        assertion=rule_on(text, start, end, clause).assertion,
        rxcui=numbered.rxcui,
        rxnorm_name=numbered.name,
    )


# A tablet of such a kind is another product.
_RELEASE = re.compile(
    r"\b(?:[EX]R|XL|SR|CR|DR|EC|ODT|extended|delayed|sustained|controlled|enteric|chewable|disintegrating)\b",
    re.I,
)


def _numbered(generic: str, strength: str, unit: str, form: str) -> RxNormName:
    """What RxNorm calls it, where the clinic has RxNorm; "1 tablet", "2 tab" and "tab" are tablets."""
    known = rxnorm()
    plain = next((whole for whole in ("tablet", "capsule") if whole[:3] in form), "")
    return known.find(generic, strength, unit, plain) if known else RxNormName()


def _first(field: str, text: str) -> re.Match[str] | None:
    matches = [match for pattern, _ in _rules()[field] if (match := pattern.search(text))]
    return min(matches, key=lambda match: match.start(), default=None)


def _written(field: str, text: str) -> str:
    """What the earliest cue of a field is written as; of two at one place, the one named first in the data."""
    hits = [
        (match.start(), at, written)
        for at, (p, written) in enumerate(_rules()[field])
        if (match := p.search(text))
    ]
    return min(hits)[2] if hits else ""


def _frequency(text: str) -> str:
    hits = [(m.start(), at, m, w) for at, (p, w) in enumerate(_rules()["frequency"]) if (m := p.search(text))]
    if not hits:
        return ""
    _, _, match, written = min(hits, key=lambda hit: hit[:2])
    return written.replace("{n}", match.groupdict().get("n") or "")


def _duration(text: str) -> str:
    match = _first("duration", text)
    return f"{match['number']} {match['unit'].lower().rstrip('s')}s" if match else ""


def _form(text: str) -> str:
    match = _first("form", text)
    return f"{match['count'] or '1'} {match['form'].lower().rstrip('s')}" if match else ""


def _status(near: str, before: str, after: str) -> Status:
    """The last cue before the name decides; a cue of the whole list ("Continue a, b and c") holds for each."""
    for text in (near, before):
        hits = [(m.end(), w) for p, w in _rules()["status"] for m in p.finditer(text)]
        if hits:
            return max(hits)[1]  # type: ignore[return-value]
    hits = [(m.start(), w) for p, w in _rules()["status_after"] if (m := p.search(after[:60]))]
    return min(hits)[1] if hits else "unknown"  # type: ignore[return-value]
