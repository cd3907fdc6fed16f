"""Denied or affirmed: the note against the visit and against itself, finding by finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from soapstone.checks.heard import heard, places
from soapstone.nlp.assertion import Assertion
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.written import rule_on
from soapstone.resources import read_toml
from soapstone.types import Finding, Note, Visit

RULE = "contradiction.negation"


def polarity(visit: Visit, note: Note) -> list[Finding]:
    """Findings for what the note affirms and the visit only denies, or the reverse.

    "Reports chest pain" is wrong after "any chest pain ?" "no .".
    """
    said = heard(visit.transcript)
    own = _of_note(note)
    found = []
    for place in places(note):
        for name, written in _concepts(place.text):
            against = _against(written, said.assertions.get(name, []))
            word = "denied" if written == "present" else "affirmed"
            if against:
                found.append(place.finding(RULE, f"{name} was {word} in the visit.", against[0].evidence))
            elif name not in said.assertions and {"present", "negated"} <= own[name]:
                found.append(place.finding(RULE, f"{name} is both affirmed and denied in this note."))
    return found


def _concepts(text: str) -> Iterator[tuple[str, str]]:
    """Symptoms, conditions and signs of a sentence that can be denied, with what it asserts of each."""
    if re.search(r"\brisks?\b", text):
        return
    for mention in find_concepts(text):
        name = mention.concept.name
        if mention.concept.kind in ("symptom", "condition", "sign") and name not in _open():
            yield name, rule_on(text, mention.start, mention.end).assertion


@cache
def _open() -> frozenset[str]:
    return frozenset(read_toml("rules/checks.toml")["findings"]["open"])


def _of_note(note: Note) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for place in places(note):
        for name, written in _concepts(place.text):
            found.setdefault(name, set()).add(written)
    return found


def _against(written: str, known: list[Assertion]) -> list[Assertion]:
    """What was said, where all of it says the opposite."""
    opposite = {"present": "denied", "negated": "present"}.get(written)
    sure = [assertion for assertion in known if assertion.polarity != "asked"]
    return sure if sure and all(assertion.polarity == opposite for assertion in sure) else []
