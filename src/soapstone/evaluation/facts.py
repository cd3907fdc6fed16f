"""The fact score's concepts: an open stand-in for MEDCON (ACI-Bench, Nature Scientific Data 10, 586).

One frozen lexicon (`resources/evaluation/facts-1.tsv`: conditions, symptoms, signs, tests, procedures,
anatomy, drugs) is matched on stems, longest phrase first. It knows nothing of negation: as in MEDCON, a
concept counts as soon as it is named.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import snowballstemmer

from soapstone.resources import read_table

VERSION = "1"
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)*|\d+", re.IGNORECASE)
_FILLERS = frozenset("a an the my your his her their our its of this that any some".split())
_STEMMER = snowballstemmer.stemmer("english")


class Fact(NamedTuple):
    """A concept at characters `start` to `end` (exclusive) of a text; `kind` is "drug", "condition", ..."""

    name: str
    kind: str
    start: int
    end: int


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word.lower().replace("’", "'").removesuffix("'s")))


def stems_of(phrase: str) -> list[str]:
    """The stems by which the lexicon compares: "pain in the knees" is pain, in, knee."""
    return [_stem(word) for word in _WORD.findall(phrase) if word.lower() not in _FILLERS]


@cache
def _lexicon() -> dict[str, dict[tuple[str, ...], tuple[str, str]]]:
    """Concept and kind by all stems, within the phrases of one first stem."""
    index: dict[str, dict[tuple[str, ...], tuple[str, str]]] = {}
    for stems, name, kind, _ in read_table(f"evaluation/facts-{VERSION}.tsv"):
        key = tuple(stems.split())
        index.setdefault(key[0], {})[key] = (name, kind)
    return index


@cache
def _longest(first: str) -> int:
    return max(map(len, _lexicon()[first]))


def find_facts(text: str) -> list[Fact]:
    """The clinical concepts that a text names, in order, never overlapping."""
    index = _lexicon()
    words = [
        (_stem(m.group()), m.start(), m.end())
        for m in _WORD.finditer(text)
        if m.group().lower() not in _FILLERS
    ]
    found: list[Fact] = []
    at = 0
    while at < len(words):
        phrases = index.get(words[at][0])
        length = 0
        if phrases:
            for length in range(min(_longest(words[at][0]), len(words) - at), 0, -1):
                known = phrases.get(tuple(word[0] for word in words[at : at + length]))
                if known:
                    found.append(Fact(*known, words[at][1], words[at + length - 1][2]))
                    break
            else:
                length = 0
        at += length or 1
    return found


def fact_names(text: str) -> frozenset[str]:
    """The distinct concepts of a text."""
    return frozenset(fact.name for fact in find_facts(text))
