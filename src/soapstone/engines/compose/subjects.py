"""What a question is about, in a word or two: a symptom, a drug, a habit."""

from __future__ import annotations

import re

from soapstone.engines.compose.phrases import habits
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.drugs import find_drugs


def introduced(subject: str, said: str) -> str:
    """An answer that does not name what it is about: "regarding sleep, he wakes up"; "he quit smoking ten years ago"."""
    said = said[0].lower() + said[1:]
    verb, noun = _HABITS.get(subject, ("", ""))
    if verb and re.search(rf"\b{verb}", said):
        return said
    if verb and (left := _LEFT.match(said)):
        return f"{left.group()} {noun}{said[left.end() :]}"
    if verb and (did := _DID.match(said)):
        return f"{did['did']} {verb} {said[did.end() :]}"
    return f"regarding {subject}, {said}"


_HABITS = {"smoking": ("smoke", "smoking"), "alcohol": ("drink", "drinking")}
_LEFT = re.compile(r"(?:he|she|they|the patient) (?:quit|stopped)\b(?! \w+ing)")
_DID = re.compile(
    r"(?P<did>(?:he|she|they|the patient) used to),? (?=(?:but|a|an|about|around|one|two|half|maybe|\d)\b)"
)


def subjects(question: str) -> list[str]:
    """The things that a question asks about, each once: "how often do you use the albuterol" gives albuterol."""
    names = [dose.name for dose in find_drugs(question)]
    names = names or [m.concept.name for m in find_concepts(question) if m.concept.kind != "anatomy"]
    names = names or [
        name for name, pattern in habits().items() if re.search(pattern, question, re.IGNORECASE)
    ]
    return list(dict.fromkeys(names))
