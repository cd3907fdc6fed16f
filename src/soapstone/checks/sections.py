"""Where it belongs: what the patient tells stands in the history, not among the findings of the examination."""

from __future__ import annotations

import re
from functools import cache

from soapstone.checks.heard import places
from soapstone.resources import read_toml
from soapstone.types import Finding, Note, Visit

RULE = "contradiction.section"


@cache
def _told() -> re.Pattern[str]:
    return re.compile("|".join(read_toml("rules/checks.toml")["cues"]["told"]), re.IGNORECASE)


def sections(visit: Visit, note: Note) -> list[Finding]:
    """Findings for told history under the examination or the results.

    "The patient reports a cough" is no finding of an examination.
    """
    return [
        place.finding(RULE, f"This is told, not found: {told.group()}.")
        for place in places(note)
        if place.section.key in ("exam", "results") and (told := _told().search(place.text))
    ]
