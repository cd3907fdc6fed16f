"""The word lists of de-identification: names, places, ordinary and medical words, cues."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from soapstone.nlp import words
from soapstone.resources import read_table, read_toml


@dataclass(frozen=True)
class Lexicon:
    """Sets of words in lower case without accents removed; `*_words` are English words as well."""

    given: frozenset[str]
    family: frozenset[str]
    name_words: frozenset[str]
    us_names: frozenset[str]
    cities: frozenset[str]
    city_words: frozenset[str]
    states: frozenset[str]
    countries: frozenset[str]
    english: frozenset[str]
    medical: frozenset[str]
    cues: dict[str, dict[str, frozenset[str]]]

    def is_term(self, word: str) -> bool:
        """Whether a word is English, a medical term or a drug and so says nothing of a person."""
        return (
            word in self.english or word in self.medical or (word.endswith("s") and word[:-1] in self.english)
        )

    def is_name(self, word: str) -> bool:
        """Whether a word is a given or family name, whatever else it means."""
        return word in self.given or word in self.family


@cache
def lexicon() -> Lexicon:
    """The shipped lists, read once."""
    names = read_table("phi/names.tsv")
    cues = {part: {key: frozenset(listed) for key, listed in rows.items()} for part, rows in _cues().items()}
    places = read_table("phi/places.tsv")
    return Lexicon(
        given=frozenset(name for name, kind, *_ in names if kind == "given"),
        family=frozenset(name for name, kind, *_ in names if kind == "family"),
        name_words=frozenset(name for name, _, word, _ in names if word == "1")
        - cues["names"]["seldom_words"],
        us_names=frozenset(name for name, _, _, common in names if common == "1"),
        cities=frozenset(name for name, kind, _ in places if kind == "city"),
        city_words=frozenset(name for name, kind, word in places if kind == "city" and word == "1"),
        states=frozenset(name for name, kind, _ in places if kind == "state"),
        countries=frozenset(name for name, kind, _ in places if kind == "country"),
        english=words.english(),
        medical=words.medical(),
        cues={
            part: {key: frozenset(listed) for key, listed in cues.items()} for part, cues in _cues().items()
        },
    )


def _cues() -> dict[str, Any]:
    return read_toml("phi/cues.toml")
