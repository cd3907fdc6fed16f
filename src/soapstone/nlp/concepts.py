"""Clinical concepts in text, found by one lexicon of clinical and lay words."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from soapstone.nlp.stems import FILLERS, Token, stem, tokens
from soapstone.resources import read_resource

Kind = Literal["symptom", "condition", "sign", "test", "procedure", "anatomy"]


class Concept(NamedTuple):
    """A clinical concept: its written name, its kind, and the body system it is listed under."""

    name: str
    kind: Kind
    group: str


class Mention(NamedTuple):
    """A concept at characters `start` to `end` (exclusive) of a text."""

    concept: Concept
    start: int
    end: int


Index = dict[str, list[tuple[tuple[str, ...], Concept]]]


@cache
def concept_index() -> Index:
    """The lexicon by first stem; longer phrases first."""
    index: Index = {}
    for concept, phrase in _rows():
        stems = tuple(stem(word.text) for word in tokens(phrase) if word.text.lower() not in FILLERS)
        if stems:
            index.setdefault(stems[0], []).append((stems, concept))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


@cache
def concept_names() -> dict[str, Concept]:
    """Every concept by its name."""
    return {concept.name: concept for concept, _ in _rows()}


def concept_phrases() -> list[str]:
    """Every name and phrase of the lexicon."""
    return [phrase for _, phrase in _rows()]


def _rows() -> Iterator[tuple[Concept, str]]:
    text = read_resource("lexicons/concepts.tsv")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines, delimiter="\t"):
        concept = Concept(row["name"], row["kind"], row["group"])  # type: ignore[arg-type]
        for phrase in (row["name"], *filter(None, row["phrases"].split("; "))):
            yield concept, phrase


def find_concepts(text: str) -> list[Mention]:
    """The concepts of a text, longest phrase first, never overlapping.

    "my belly hurts" and "pain in the abdomen" are both abdominal pain.
    """
    words = [word for word in tokens(text) if word.text.lower() not in FILLERS]
    index = concept_index()
    mentions: list[Mention] = []
    at = 0
    while at < len(words):
        found = _longest(words, at, index)
        if found is None:
            at += 1
            continue
        length, concept = found
        mentions.append(Mention(concept, words[at].start, words[at + length - 1].end))
        at += length
    return mentions


def _longest(words: list[Token], at: int, index: Index) -> tuple[int, Concept] | None:
    for stems, concept in index.get(words[at].stem, ()):
        if len(stems) <= len(words) - at and all(words[at + i].stem == s for i, s in enumerate(stems)):
            return len(stems), concept
    return None
