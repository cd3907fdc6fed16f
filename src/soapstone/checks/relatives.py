"""Whose it is: a relative in the note whom nobody spoke of."""

from __future__ import annotations

import re

from soapstone.checks.heard import heard, places
from soapstone.resources import read_toml
from soapstone.types import Finding, Note, Visit

RULE = "contradiction.person"


def relatives(visit: Visit, note: Note) -> list[Finding]:
    """Findings for relatives that the visit never mentions.

    "The patient's sister has a cough" is wrong where only the patient was spoken of.
    """
    said = heard(visit.transcript)
    found = []
    for place in places(note):
        for name, words in read_toml("rules/checks.toml")["relatives"].items():
            pattern = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
            own = re.search(rf"\b{name}s?\b", place.text, re.IGNORECASE)
            if own and not pattern.search(said.text):
                found.append(place.finding(RULE, f"The visit speaks of no {name}."))
    return found
