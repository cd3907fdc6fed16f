"""Support: whether each fact of a sentence was said in the visit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from soapstone.nlp.concepts import Mention, find_concepts
from soapstone.nlp.drugs import find_drugs
from soapstone.nlp.stems import STOPWORDS, Token, tokens
from soapstone.types import Note, Transcript

_SIDES = frozenset(["left", "right", "bilateral"])


class Support(NamedTuple):
    """`sentences` counts those with at least one fact; `supported` those all of whose facts were said.

    `words` is the share of the note's content words whose stems occur in the visit.
    """

    sentences: int
    supported: int
    words: float
    missing: tuple[tuple[str, str], ...]


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


def support(note: Note, transcript: Transcript, known: str = "") -> Support:
    """Trace every fact of the note to the visit, or to `known`, what the record already holds.

    The visit is one bag of facts here: this finds what was never said, not what was said of something else.
    """
    said_text = "\n".join(turn.text for turn in transcript.turns) + "\n" + known
    spoken, mentions = tokens(said_text), find_concepts(said_text)
    said = _facts(said_text, mentions, spoken) | _implied(said_text, mentions, spoken)
    said_stems = {word.stem for word in spoken}
    checked = supported = 0
    missing: list[tuple[str, str]] = []
    words = repeated = 0
    for section in note.sections:
        for sentence in section.sentences:
            for word in tokens(sentence.text):
                if word.text.lower() not in STOPWORDS:
                    words += 1
                    repeated += word.stem in said_stems
            wanted = facts(sentence.text)
            if not wanted:
                continue
            checked += 1
            lost = {fact for fact in wanted - said if not _in_parts(fact, said_stems)}
            supported += not lost
            missing += [(sentence.text, fact) for fact in sorted(lost)]
    return Support(checked, supported, repeated / words if words else 1.0, tuple(missing))


def _in_parts(fact: str, said_stems: set[str]) -> bool:
    """Whether a concept's name was said in parts: "my wrist ... it hurts, such pain" is wrist pain."""
    kind, _, name = fact.partition(":")
    words = tokens(name)
    return (
        kind in ("symptom", "condition") and len(words) > 1 and all(word.stem in said_stems for word in words)
    )


_NUMBER_WORDS = {
    name: str(value)
    for value, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split()
    )
} | {
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "seventy": "70",
    "eighty": "80",
    "ninety": "90",
}


def _implied(text: str, mentions: Sequence[Mention], words: Sequence[Token]) -> set[str]:
    """Numbers spelt out, "both" for bilateral, and each part of a longer concept's name."""
    found = {f"number:{_NUMBER_WORDS[w.text.lower()]}" for w in words if w.text.lower() in _NUMBER_WORDS}
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
