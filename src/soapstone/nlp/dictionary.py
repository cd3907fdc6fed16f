"""Entities by dictionary: the longest phrase of our lexicons and of ICD-10-CM that stands in the text.

It needs no model, and is the baseline that the model is measured against.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from soapstone.nlp.words import drugs, is_english
from soapstone.resources import read_table
from soapstone.types import EntityType

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_GAP = re.compile(r"[\s\-/]*|['’]")
LONGEST = 7
KINDS: dict[str, EntityType] = {
    "symptom": "DIAGNOSIS",
    "condition": "DIAGNOSIS",
    "sign": "DIAGNOSIS",
    "test": "TEST",
    "procedure": "PROCEDURE",
    "anatomy": "ANATOMY",
}
# Phrases of the lexicons that mean something else more often than the entity, found in the training notes.
_AMBIGUOUS = frozenset(
    "fall falls fell cold stress tear burn burns bite mass lump positive negative discharge stable normal "
    "weak tired hot unwell culture temperature weight height pulse complement radiation extraction "
    "operation suture sutures injection back head face mouth trunk radius orbit cortex lip nail drainage "
    "ill water air gas light black blood alcohol tobacco sun wind iron zinc oxygen lead gold silver tin "
    "salt sugar caffeine menthol honey progress contact history complication finding findings sensitive "
    "sharp dull exposure collapse accident injury injuries recall shift pressure pain-free dependence "
    "flow patient patch gel foam ice rest support pace trial relief advance response fit fits anxious "
    "nervous ".split()
)


class Found(NamedTuple):
    """A phrase of the dictionary at characters `start` to `end` (exclusive)."""

    start: int
    end: int
    type: EntityType


class _Word(NamedTuple):
    norm: str
    start: int
    end: int


@lru_cache(maxsize=50_000)
def norm(word: str) -> str:
    """A word as the dictionary keeps it: lower case, without a plural's s or a possessive."""
    low = word.lower().replace("’", "'").removesuffix("'s").rstrip("'")
    if len(low) > 4 and low.endswith("ies"):
        return low[:-3] + "y"
    return low[:-1] if len(low) > 3 and low.endswith("s") and low[-2] not in "suic'" else low


def normal_form(phrase: str) -> str:
    """A phrase as the dictionary keeps it."""
    return " ".join(norm(match.group()) for match in _WORD.finditer(phrase))


@cache
def phrases() -> dict[str, EntityType]:
    """Every phrase of the dictionary in its normal form."""
    found: dict[str, EntityType] = {}
    for phrase, kind in _sources():
        form = normal_form(phrase)
        if len(form) > 1 and phrase not in _AMBIGUOUS and form not in _AMBIGUOUS:
            found.setdefault(form, kind)
    return found


def _sources() -> Iterator[tuple[str, EntityType]]:
    for name, kind, _, others, _ in read_table("lexicons/concepts.tsv")[1:]:
        if kind in KINDS:
            for phrase in (name, *filter(None, others.split("; "))):
                yield phrase, KINDS[kind]
    for term, kind, _ in read_table("lexicons/clinical_terms.tsv"):
        yield term, kind  # type: ignore[misc]
    for name, drug in drugs().items():
        if drug.common or not is_english(name):
            yield name, "MEDICATION"
    for (term,) in read_table("lexicons/diagnoses.txt"):
        yield term, "DIAGNOSIS"


@cache
def _openers() -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrase in phrases())


def find_phrases(text: str) -> list[Found]:
    """The phrases of a text in order, the longest at each place, never overlapping.

    "renal cell carcinoma" is one diagnosis, and not also a carcinoma. A short word that is also English is taken
    only where it is written in capitals: "PE" but not "pe", "ADD" but not "add".
    """
    return list(_find(text))


@lru_cache(maxsize=64)
def _find(text: str) -> tuple[Found, ...]:
    words = [_Word(norm(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]
    known, openers = phrases(), _openers()
    found: list[Found] = []
    at = 0
    while at < len(words):
        taken = 1
        if words[at].norm in openers:
            for length in range(_run(text, words, at), 0, -1):
                kind = known.get(" ".join(word.norm for word in words[at : at + length]))
                if kind and _plausible(text, words[at : at + length]):
                    found.append(Found(words[at].start, words[at + length - 1].end, kind))
                    taken = length
                    break
        at += taken
    return tuple(found)


def _run(text: str, words: list[_Word], at: int) -> int:
    """How many words from `at` stand together, with nothing but space or a hyphen between them."""
    length = 1
    while length < LONGEST and at + length < len(words):
        if not _GAP.fullmatch(text, words[at + length - 1].end, words[at + length].start):
            break
        length += 1
    return length


def _plausible(text: str, words: Iterable[_Word]) -> bool:
    only = list(words)
    if len(only) > 1:
        return True
    word = text[only[0].start : only[0].end]
    short = len(word) <= 3 or (len(word) == 4 and is_english(word.lower()))
    return not short or (
        (word.isupper() or not is_english(word.lower())) and (len(word) > 2 or word.isupper())
    )
