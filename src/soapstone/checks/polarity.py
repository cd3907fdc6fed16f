"""Denied or affirmed: the note against the visit and against itself, finding by finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from soapstone.checks.heard import Heard, Place, heard, places
from soapstone.nlp.assertion import Assertion, is_question
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.stems import content_stems
from soapstone.nlp.written import clauses, rule_on
from soapstone.resources import read_toml
from soapstone.types import Finding, Note, Span, Visit

RULE = "contradiction.negation"
_NOT = re.compile(
    r"\b(?:no|not|never|none|without|denie[sd]|deny|negative|nor|neither|cannot|unable|\w+n['’ ]?t)\b",
    re.IGNORECASE,
)
_ALIKE, _ENOUGH = 0.8, 4
"""A clause is the same statement when so large a share of at least so many content words was said in one place."""


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
        found += _statements(said, place)
    return found


def _concepts(text: str) -> Iterator[tuple[str, str]]:
    """Symptoms, conditions and signs of a sentence that can be denied, with what it asserts of each."""
    if re.search(r"\brisks?\b", text):
        return
    for mention in find_concepts(text):
        name = mention.concept.name
        if mention.concept.kind in ("symptom", "condition", "sign") and name not in _open():
            yield name, rule_on(text, mention.start, mention.end).assertion


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


class _Statement(NamedTuple):
    stems: frozenset[str]
    negated: bool
    span: Span


@lru_cache(maxsize=8)
def _said(said: Heard) -> list[_Statement]:
    return [
        _Statement(frozenset(content_stems(clause.text)), bool(_NOT.search(clause.text)), clause.span)
        for clause in said.clauses
        if not (is_question(clause) and clause.role != "patient")
    ]


def _statements(said: Heard, place: Place) -> Iterator[Finding]:
    """Clauses that were said nearly word for word, but with a "not" more or less."""
    for start, end in clauses(place.text):
        text = place.text[start:end]
        stems = content_stems(text)
        if len(stems) < _ENOUGH:
            continue
        near = (statement for statement in _said(said) if len(statement.stems) <= len(stems) + 2)
        alike = [statement for statement in near if len(stems & statement.stems) >= _ALIKE * len(stems)]
        if alike and all(statement.negated != bool(_NOT.search(text)) for statement in alike):
            yield place.finding(RULE, "the visit says the opposite.", [alike[0].span])
