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
        (mention.start, mention.end): mention.concept.name
        for mention in find_concepts(text)
        if mention.concept.kind == "condition" or mention.concept.group == "Allergic"
    }
    more = {
        (found.start, found.end): text[found.start : found.end]
        for found in find_phrases(text)
        if found.type == "DIAGNOSIS"
        and not any(start < found.end and found.start < end for start, end in named)
    }
    found: dict[str, Condition] = {}
    for (start, _), name in sorted((named | more).items()):
        if name.lower() not in _NONE:
            found.setdefault(name.lower(), Condition(start, name))
    return list(found.values())


DENIES = re.compile(r"\b(?:no|not|never|nothing)\b|n't\b", re.IGNORECASE)
# "She's generally healthy"
HEALTHY = re.compile(
    r"\b(?<!not )(?:generally|otherwise|pretty|very|perfectly|been|is|am|I'm|she's|he's)(?: like)?,? healthy\b",
    re.IGNORECASE,
)
# What the dictionary takes for an illness and a talk of illnesses does not: "your PCP says ...", "ever been pregnant?"
_NONE = frozenset(["pcp", "pregnancy", "pregnant"])
