"""The ways to name a code: its description, what the tabular list says beside it, and synonyms."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Literal

from soapstone.coding.index import Phrase
from soapstone.coding.references import references
from soapstone.coding.table import codes, notes, split_seventh
from soapstone.coding.words import BRACKETS, named_thing
from soapstone.resources import read_table

Source = Literal["author", "mesh", "ontology", "former", "drafted"]
THESAURI: tuple[Source, ...] = ("mesh", "ontology", "former")
NOTE_KINDS = {"term": "term", "includes": "includes", "excludes1": "excludes", "excludes2": "excludes"}


def phrases(held: Container[tuple[str, str]] = ()) -> Iterator[Phrase]:
    """Our synonyms, every phrase of the tabular list, and the names that other sources have for its codes.

    What an ontology or ICD-9-CM names by words of the tabular list is left to the tabular list, and what a draft of ours
    names by words that are more there than an Excludes note's. What a thesaurus names otherwise than a draft is left to the
    draft: of a hundred such names the thesaurus was wrong nine times in ten ("vestibular schwannoma" is not
    neurofibromatosis). `held` are texts with their codes that are left out of the tabular list, as if it had never had them.
    """
    yield from synonyms("author")
    excluded, known = set[frozenset[str]](), set[frozenset[str]]()
    for phrase in tabular_phrases():
        if (phrase.text, phrase.code) not in held:
            (excluded if phrase.kind == "excludes" else known).add(named_thing(phrase.text))
            yield phrase
    drafted = [phrase for phrase in synonyms("drafted") if named_thing(phrase.text) not in known]
    codes_of: dict[frozenset[str], list[str]] = {}
    for phrase in drafted:
        codes_of.setdefault(named_thing(phrase.text), []).append(phrase.code)
    listed = known | excluded
    for source in THESAURI:
        for phrase in synonyms(source):
            words = named_thing(phrase.text)
            others = codes_of.get(words)
            agreed = others is None or any(one_line(phrase.code, code) for code in others)
            if agreed and (source == "mesh" or words not in listed):
                yield phrase
    yield from drafted


def one_line(one: str, other: str) -> bool:
    """Whether one code is the other or stands above it: I42 and I42.9."""
    return one.startswith(other) or other.startswith(one)


def tabular_phrases() -> Iterator[Phrase]:
    """Every phrase of the tabular list: descriptions, inclusion terms, includes, and at last what Excludes notes name."""
    for code, row in codes().items():
        yield Phrase(row.description, code, "description")
        if "(" in row.description or "[" in row.description:
            yield Phrase(BRACKETS.sub("", row.description), code, "description")
    found = [
        phrase
        for of, kinds in notes().items()
        for kind, texts in kinds.items()
        for text in texts
        for phrase in note_phrases(of, kind, text)
    ]
    yield from sorted(found, key=lambda phrase: phrase.kind == "excludes")


def note_phrases(of: str, kind: str, text: str) -> Iterator[Phrase]:
    """The phrases of one note. "gestational diabetes (O24.4-)" under Excludes names O24.4."""
    if NOTE_KINDS.get(kind) in ("term", "includes") and of in codes():
        yield Phrase(text, of, NOTE_KINDS[kind])
        if "(" in text or "[" in text:
            yield Phrase(BRACKETS.sub("", text), of, NOTE_KINDS[kind])
    elif NOTE_KINDS.get(kind) == "excludes":
        named = references(text)
        if len(named) == 1 and named[0].first == named[0].last and named[0].first in codes():
            yield Phrase(BRACKETS.sub("", text), named[0].first, "excludes")


def synonyms(source: Source) -> Iterator[Phrase]:
    """The shipped names of one source, where the code is in the release."""
    name = "synonyms" if source == "author" else source
    for term, code, _ in read_table(f"icd10cm/{name}.tsv"):
        stem, _ = split_seventh(code)
        if stem in codes():
            yield Phrase(term, stem, source)
