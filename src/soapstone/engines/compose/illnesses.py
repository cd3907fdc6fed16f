"""The conditions that a clause names, in the words of a note."""

from __future__ import annotations

import re
from typing import NamedTuple

from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.dictionary import find_phrases


class Condition(NamedTuple):
    """A condition that a clause names, and where."""

    start: int
    name: str


def conditions(text: str) -> list[Condition]:
    """The conditions that a clause names, each once, in the words of our lexicon or of ICD-10-CM."""
    named = {
        (mention.start, mention.end): _CALLED.get(mention.concept.name, mention.concept.name)
        for mention in find_concepts(text)
        if mention.concept.kind == "condition" or mention.concept.group == "Allergic"
    }
    more = {
        (found.start, found.end): text[found.start : found.end]
        for found in find_phrases(text)
        if found.type == "DIAGNOSIS"
        and not _COMPLAINED_OF.search(text[: found.start])
        and not any(start < found.end and found.start < end for start, end in named)
    }
    found: dict[str, Condition] = {}
    for (start, _), name in sorted((named | more).items()):
        if name.lower() not in _NONE:
            found.setdefault(name.lower(), Condition(start, name))
    return list(found.values())


def illnesses_told(text: str) -> list[Condition]:
    """The conditions of an answer about illnesses, where "cholesterol and some thyroid problems" are two."""
    named = conditions(text)
    told = {condition.name.lower() for condition in named}
    short = [
        Condition(match.start(), _SHORT_FOR.get(match["of"].lower(), match.group().lower()))
        for match in _PROBLEMS_OF.finditer(text)
        if match["kind"] or match["of"].lower() in _SHORT_FOR
        if not any(match.start() <= condition.start < match.end() for condition in named)
    ]
    more = [
        one
        for one in short
        if one.name not in told and not any(one.name in name or name in one.name for name in told)
    ]
    return sorted([*named, *more])


_CALLED = {"seasonal allergies": "allergic rhinitis"}
_SHORT_FOR = {"blood pressure": "hypertension", "cholesterol": "hyperlipidemia"}
_PROBLEMS_OF = re.compile(
    r"\b(?<!family )(?P<of>blood pressure|cholesterol|heart|kidney|liver|lung|thyroid|prostate|stomach|bowel|skin|back|"
    r"joint|nerve|eye|hearing|mental health|sinus|breathing)(?P<kind> (?:problems?|issues?|trouble|disease))?\b"
    r"(?! (?:medic\w+|pills?|attack|surgery|test|level|doctor|infection|pain|cuff|check))",
    re.IGNORECASE,
)
# "Only this cough"
_COMPLAINED_OF = re.compile(r"\b(?:the|this|that|these) $", re.IGNORECASE)
DENIES = re.compile(r"\b(?:no|not|never|nothing)\b|n't\b", re.IGNORECASE)
# "She's generally healthy"
HEALTHY = re.compile(
    r"\b(?<!not )(?:generally|otherwise|pretty|very|perfectly|been|is|am|I'm|she's|he's)(?: like)?,? healthy\b",
    re.IGNORECASE,
)
# What the dictionary takes for an illness and a talk of illnesses does not: "your PCP says ...", "ever been pregnant?"
_NONE = frozenset(["pcp", "pregnancy", "pregnant"])
