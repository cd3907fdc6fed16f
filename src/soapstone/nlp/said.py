"""What a visit's words hold, as facts: concepts, drugs, numbers and sides, each as "kind:value"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from soapstone.nlp.concepts import Mention, find_concepts
from soapstone.nlp.drugs import find_drugs
from soapstone.nlp.numbers import NUMBER_WORDS, numbers_in
from soapstone.nlp.stems import Token, tokens
from soapstone.nlp.wordings import in_words_of_a_note

_SIDES = frozenset(["left", "right", "bilateral"])


def facts(text: str) -> set[str]:
    """The clinical facts of a text: concepts, drugs, numbers and sides, each as "kind:value"."""
    return _facts(text, find_concepts(text), tokens(text))


def _facts(text: str, mentions: Sequence[Mention], words: Sequence[Token]) -> set[str]:
    found = {f"{m.concept.kind}:{m.concept.name}" for m in mentions}
    drugs = find_drugs(text)
    found |= {f"drug:{dose.name}" for dose in drugs}
    for word in words:
        if word.text[0].isdigit():
            found |= {f"number:{part}" for part in re.split(r"[/:%]", word.text) if part}
        elif word.text.lower() in _SIDES:
            found.add(f"side:{word.stem}")
    return found


_SENTENCES = re.compile(r"(?<=[.?!]) +|\n")


class Said:
    """The facts and the stems of all that was said, one bag: it tells what was never said."""

    def __init__(self, text: str) -> None:
        spoken, mentions = tokens(text), find_concepts(text)
        written = "\n".join(map(in_words_of_a_note, _SENTENCES.split(text)))
        self.facts = _facts(text, mentions, spoken) | _implied(text, mentions, spoken) | facts(written)
        self.stems = {word.stem for word in (*spoken, *tokens(written))}

    def missing(self, wanted: set[str]) -> set[str]:
        """Those of the facts that were not said."""
        return {fact for fact in wanted - self.facts if not self._in_parts(fact)}

    def _in_parts(self, fact: str) -> bool:
        """Whether a concept's name was said in parts: "my wrist ... it hurts, such pain" is wrist pain."""
        kind, _, name = fact.partition(":")
        words = tokens(name)
        in_parts = kind in ("symptom", "condition") and len(words) > 1
        return in_parts and all(word.stem in self.stems for word in words)


def _implied(text: str, mentions: Sequence[Mention], words: Sequence[Token]) -> set[str]:
    """Numbers spelt out, "both" for bilateral, and each part of a longer concept's name."""
    found = {f"number:{NUMBER_WORDS[w.text.lower()]}" for w in words if w.text.lower() in NUMBER_WORDS}
    found |= {f"number:{number}" for number in numbers_in(text)}
    if re.search(r"\bboth\b|\bbilateral", text, re.IGNORECASE):
        found.add("side:bilater")
    for mention in mentions:
        found |= _parts(mention.concept.name, text[mention.start : mention.end].lower())
    return found


@lru_cache(maxsize=10_000)
def _parts(name: str, said: str) -> frozenset[str]:
    """The concepts within a concept's name, and those of single words of the name and of how it was said."""
    texts = [name, *(word.text for word in tokens(f"{name} {said}"))]
    return frozenset(f"{m.concept.kind}:{m.concept.name}" for text in texts for m in find_concepts(text))
