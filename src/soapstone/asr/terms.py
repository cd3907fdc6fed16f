"""Clinical words that were misheard as no word at all: "weezing" is wheezing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from rapidfuzz import process

from soapstone.asr.changes import Change
from soapstone.asr.drugs import likeness, sound
from soapstone.asr.spoken import tokenise
from soapstone.nlp.concepts import concept_phrases
from soapstone.nlp.words import is_english, is_term
from soapstone.types import Turn

SHORTEST = 5  # letters; shorter words sound like too many others
LIKENESS, SURE = 85.0, 92.0


def term_changes(turn: Turn) -> Iterator[Change]:
    """Words of symptoms, findings and tests to be put right in a recognised turn.

    A typed turn is left alone, and so is every word that is English, a drug or a medical term:
    only what is no word can be a clinical one misheard, and it must sound the same.
    """
    if not turn.words:
        return
    for token in tokenise(turn.text):
        heard = token.text.lower()
        if len(heard) < SHORTEST or not heard.isalpha() or is_term(heard):
            continue
        found = process.extractOne(heard, _by_sound().get(sound(heard), ()), scorer=_likeness)
        if found is not None and found[1] >= LIKENESS:
            written = found[0].capitalize() if turn.text[token.start].isupper() else found[0]
            yield Change(token.start, token.end, written, "term", sure=found[1] >= SURE)


def _likeness(heard: str, name: str, **_: object) -> float:
    return likeness(heard, name)


@cache
def _by_sound() -> dict[str, tuple[str, ...]]:
    """The single words of clinical phrases by their metaphone code."""
    words = {word for phrase in concept_phrases() for word in phrase.lower().split() if word.isalpha()}
    table: dict[str, tuple[str, ...]] = {}
    for word in sorted(words):
        if len(word) >= SHORTEST and (is_english(word) or is_term(word)):
            table[sound(word)] = (*table.get(sound(word), ()), word)
    return table
