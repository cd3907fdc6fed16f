"""Numbers that nobody said: a strength, a blood pressure, a value."""

from __future__ import annotations

import re

from soapstone.checks.heard import heard, places
from soapstone.types import Finding, Note, Visit

RULE = "contradiction.number"
_FIGURE = re.compile(
    r"(?<![\w.,/:-])\d+(?:\.\d+)?(?:[/-]\d+(?:\.\d+)?)?(?![\d,]*\d|\w*[/:]\d)(?!st\b|nd\b|rd\b|th\b)"
)
_GIVEN = re.compile(
    r"\b(?:0?\d|1[012])/(?:[0-3]?\d/)?(?:19|20)?\d\d\b|\b(?:19|20)\d\d\b|(?<=/)10\b|\b[45] quadrants"
)  # dates and scales
_LIST = re.compile(r"^\W*\d{1,2}[.)]\s")


def figures(visit: Visit, note: Note) -> list[Finding]:
    """Findings for numbers that the visit never says, nor the record.

    "Blood pressure 153/88" is wrong where "142 over 88" was said.
    """
    said = heard(visit.transcript).numbers
    patient = visit.patient
    age = {f"{patient.age:g}"} if patient is not None and patient.age is not None else set()
    found = []
    for place in places(note):
        text = _GIVEN.sub(" ", _LIST.sub("", place.text).replace(",000", "000"))
        for match in _FIGURE.finditer(text):
            parts = [f"{float(part):g}" for part in re.split(r"[/-]", match.group())]
            lost = [part for part in parts if part not in said | age]
            if lost:
                found.append(place.finding(RULE, f"{', '.join(lost)} was not said."))
    return found
