"""What must not be left out: an allergy, and when to come back."""

from __future__ import annotations

import re
from functools import cache

from soapstone.checks.heard import SOURCE, heard
from soapstone.resources import read_toml
from soapstone.types import Finding, Note, Section, Visit

RULE = "omission"


@cache
def _cue(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(read_toml('rules/checks.toml')['cues'][name])})\b", re.IGNORECASE)


def _says_anything(section: Section) -> bool:
    """Whether a section holds more than that nothing was stated, which rests on nothing."""
    return any(sentence.evidence or sentence.author == "person" for sentence in section.sentences)


def omitted(visit: Visit, note: Note) -> list[Finding]:
    """Findings, on the note as a whole, for an allergy or a return precaution that was said and is not written."""
    said = heard(visit.transcript)
    # what a section says, it says under its title: "Allergies: Penicillin."
    text = "\n".join(
        f"{section.title}: {section.text}" for section in note.sections if _says_anything(section)
    )
    found = []
    for name, what in (("allergy", "an allergy"), ("precaution", "when to call or come back")):
        evidence = said.where(_cue(name))
        if evidence and not _cue(name).search(text):
            found.append(
                Finding(rule=f"{RULE}.{name}", severity="amber", message=f"The visit speaks of {what}, the note does not.",
                        evidence=evidence, source=SOURCE)
            )  # fmt: skip
    return found
