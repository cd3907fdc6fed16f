"""What nobody spoke of: a drug, a diagnosis, a finding of the examination."""

from __future__ import annotations

import re
from collections.abc import Iterator

from soapstone.checks.heard import Heard, Place, heard, places
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.dictionary import find_phrases
from soapstone.nlp.drugs import find_drugs
from soapstone.nlp.stems import STOPWORDS, Token, tokens
from soapstone.nlp.words import drugs
from soapstone.types import Finding, Note, Visit

RULE = "unsaid"
_RISK = re.compile(r"\brisks?\b|\bprevent|\bno\b|\bdenies\b|\bwithout\b", re.IGNORECASE)


def unsaid(visit: Visit, note: Note) -> list[Finding]:
    """Findings for drugs that the visit never names and for sentences none of whose content was said.

    "Pupils are equal, round and reactive to light" is unsaid where nobody spoke of eyes.
    """
    said = heard(visit.transcript)
    found = []
    for place in places(note):
        for dose in find_drugs(place.text):
            generic = drugs()[dose.name].generic
            if generic not in said.doses and not any(t.stem in said.stems for t in tokens(dose.name)):
                found.append(place.finding(f"{RULE}.drug", f"{dose.name} was not said."))
        found += _conditions(said, place)
        if place.section.key == "exam":
            found += _exam(said, place)
    return found


def _conditions(said: Heard, place: Place) -> Iterator[Finding]:
    """Diagnoses none of whose words was said; a risk that was explained is none."""
    if _RISK.search(place.text):
        return
    names = {
        m.concept.name for m in find_concepts(place.text) if m.concept.kind == "condition"
    } - said.assertions.keys()
    if "assessment" in place.section.key:
        names |= {
            place.text[start:end] for start, end, kind in find_phrases(place.text) if kind == "DIAGNOSIS"
        }
    for name in sorted(names):
        mentions = find_concepts(name)
        if not any(m.concept.name in said.assertions for m in mentions) and not any(
            _is_heard(said, word) for word in tokens(name)
        ):
            yield place.finding(f"{RULE}.diagnosis", f"{name} was not said.")


def _is_heard(said: Heard, word: Token) -> bool:
    """Whether the word was said, or one within it: thyroid within hypothyroidism."""
    return word.stem in said.stems or any(len(stem) > 4 and stem in word.stem for stem in said.stems)


def _exam(said: Heard, place: Place) -> list[Finding]:
    content = [token for token in tokens(place.text) if token.text.lower() not in STOPWORDS | _USUAL]
    if len(content) > 2 and not any(_is_heard(said, token) for token in content):
        return [place.finding(f"{RULE}.exam", "nothing of this was said.")]
    return []


_USUAL = frozenset("normal no not well without there is are patient".split())
