"""What a question is about, in a word or two: a symptom, a drug, a habit."""

from __future__ import annotations

import re

from soapstone.engines.compose.phrases import habits
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.drugs import find_drugs


def subjects(question: str) -> list[str]:
    """The things that a question asks about, each once: "how often do you use the albuterol" gives albuterol."""
    names = [dose.name for dose in find_drugs(question)]
    names = names or [m.concept.name for m in find_concepts(question) if m.concept.kind != "anatomy"]
    names = names or [
        name for name, pattern in habits().items() if re.search(pattern, question, re.IGNORECASE)
    ]
    return list(dict.fromkeys(names))
