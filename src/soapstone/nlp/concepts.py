"""Clinical concepts in text, found by a lexicon of clinical words and one of what patients say."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from typing import Literal, NamedTuple

from soapstone.nlp.stems import FILLERS, tokens
from soapstone.resources import read_resource, read_table

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


class Phrases(NamedTuple):
    """The phrases that begin with one stem: each by its stems, and the length of the longest in words."""

    concepts: dict[tuple[str, ...], Concept]
    longest: int


@cache
def concept_index() -> dict[str, Phrases]:
    """The lexicon by first stem."""
    found: dict[str, dict[tuple[str, ...], Concept]] = {}
    clinical = ((_stems(phrase), concept) for concept, phrase in _rows())
    lay = ((stems, concept) for concept, pattern in _lay_rows() for stems in spelled_out(pattern))
    for stems, concept in (*lay, *clinical):
        if stems:
            # the first, the lay one, is meant where both have it
            found.setdefault(stems[0], {}).setdefault(stems, concept)
    return {first: Phrases(concepts, max(map(len, concepts))) for first, concepts in found.items()}


@cache
def concept_names() -> dict[str, Concept]:
    """Every concept by its name."""
    return {concept.name: concept for concept, _ in (*_rows(), *_lay_rows())}


def concept_phrases() -> list[str]:
    """Every name and phrase of the clinical lexicon."""
    return [phrase for _, phrase in _rows()]


@cache
def _rows() -> tuple[tuple[Concept, str], ...]:
    """The concepts of lexicons/concepts.tsv with their phrases."""
    text = read_resource("lexicons/concepts.tsv")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        (Concept(row["name"], row["kind"], row["group"]), phrase)  # type: ignore[arg-type]
        for row in csv.DictReader(lines, delimiter="\t")
        for phrase in (row["name"], *filter(None, row["phrases"].split("; ")))
    )


def _lay_rows() -> Iterator[tuple[Concept, str]]:
    """The concepts of lexicons/lay.tsv with their patterns; those of the clinical lexicon have kind and group there."""
    clinical = {concept.name: concept for concept, _ in _rows()}
    for name, group, patterns, _ in read_table("lexicons/lay.tsv")[1:]:
        concept = Concept(name, "symptom", group) if group else clinical[name]
        for pattern in (name, *patterns.split("; ")):
            yield concept, pattern


def with_clinical_names(text: str) -> str:
    """A text with its illnesses in clinical words: "had clogged heart arteries" is "had coronary artery disease".

    What has no lay name stays as it is, "acute bronchitis" and "gout".
    """
    mentions = find_concepts(text)
    for at in reversed(range(len(mentions))):
        mention = mentions[at]
        # of "a sinus cold", where two follow at once, only the first
        alone = at == 0 or text[mentions[at - 1].end : mention.start].strip()
        if alone and _stems(text[mention.start : mention.end]) in _lay_illnesses():
            text = f"{_ARTICLE.sub('', text[: mention.start])}{mention.concept.name}{text[mention.end :]}"
    return text


_ARTICLE = re.compile(r"\b(?:an?|the|some) $", re.IGNORECASE)


@cache
def _lay_illnesses() -> frozenset[tuple[str, ...]]:
    """The stems of every lay name of an illness."""
    patterns = (
        pattern for concept, pattern in _lay_rows() if concept.kind == "condition" and pattern != concept.name
    )
    return frozenset(stems for pattern in patterns for stems in spelled_out(pattern))


_BE = "is|are|was|were|been|has been|have been|get|got|feel|felt|look|turn"
_BE_ALONE = re.compile(r"<be>(?![^{}]*\})")
_GROUP = re.compile(r"\{([^{}]*)\}")


def spelled_out(pattern: str) -> Iterator[tuple[str, ...]]:
    """The stems of every phrase of a pattern: "{sore|stiff} neck" is sore, neck and stiff, neck; <be> any form of it."""
    parts = _GROUP.split(_BE_ALONE.sub(f"{{{_BE}}}", pattern).replace("<be>", _BE))
    slots = [[_stems(a) for a in (part.split("|") if odd % 2 else [part])] for odd, part in enumerate(parts)]
    for chosen in product(*slots):
        yield sum(chosen, ())


@lru_cache(maxsize=10_000)
def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(word.stem for word in tokens(phrase) if word.text.lower() not in FILLERS)


def find_concepts(text: str) -> list[Mention]:
    """The concepts of a text, longest phrase first, never overlapping.

    "my belly hurts" and "pain in the abdomen" are both abdominal pain.
    """
    return list(_found(text))


def concept_at_end(text: str) -> Mention | None:
    """The concept that a text ends with: the headache of "a bad headache"; none of "a headache since Monday"."""
    last = next(reversed(find_concepts(text)), None)
    return last if last and last.end == len(text) else None


@lru_cache(maxsize=256)  # a clause is asked for several times in a row
def _found(text: str) -> tuple[Mention, ...]:
    words = [word for word in tokens(text) if word.text.lower() not in FILLERS]
    stems = tuple(word.stem for word in words)
    mentions: list[Mention] = []
    at = 0
    while at < len(words):
        found = _longest(stems, at)
        if found is None:
            at += 1
            continue
        length, concept = found
        mentions.append(Mention(concept, words[at].start, words[at + length - 1].end))
        at += length
    return tuple(mentions)


def _longest(stems: tuple[str, ...], at: int) -> tuple[int, Concept] | None:
    phrases = concept_index().get(stems[at])
    if phrases is None:
        return None
    for length in range(min(phrases.longest, len(stems) - at), 0, -1):
        if concept := phrases.concepts.get(stems[at : at + length]):
            return length, concept
    return None
