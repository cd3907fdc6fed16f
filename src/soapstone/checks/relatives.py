"""Whose it is: a relative in the note whom nobody spoke of."""

from __future__ import annotations

import re
from functools import cache

from soapstone.checks.heard import heard, places
from soapstone.resources import read_toml
from soapstone.types import Finding, Note, Visit

RULE = "contradiction.person"


def relatives(visit: Visit, note: Note) -> list[Finding]:
    """Findings for relatives that the visit never mentions.

    "The patient's sister has a cough" is wrong where only the patient was spoken of.
    """
    said = heard(visit.transcript).text
    absent = [(name, written) for name, written, spoken in _relatives() if not spoken.search(said)]
    return [
        place.finding(RULE, f"The visit speaks of no {name}.")
        for place in places(note)
        for name, written in absent
        if written.search(place.text)
    ]


@cache
def _relatives() -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    """Each relative with how notes write it and how it may be said."""
    return [
        (name, re.compile(rf"\b{name}s?\b", re.IGNORECASE), re.compile(rf"\b(?:{'|'.join(words)})\b"))
        for name, words in read_toml("rules/checks.toml")["relatives"].items()
    ]
