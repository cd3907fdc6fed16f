"""The ways to name a code: its description, what the tabular list says beside it, and synonyms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from soapstone.coding.index import Phrase
from soapstone.coding.references import references
from soapstone.coding.table import codes, notes, split_seventh
from soapstone.resources import read_table

_BRACKETS = re.compile(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]")
NOTE_KINDS = {"term": "term", "includes": "includes", "excludes1": "excludes", "excludes2": "excludes"}


def phrases() -> Iterator[Phrase]:
    """Our synonyms, every phrase of the tabular list, and the synonyms of MeSH."""
    yield from synonyms("author")
    yield from tabular_phrases()
    yield from synonyms("mesh")


def tabular_phrases() -> Iterator[Phrase]:
    """Every phrase of the tabular list: descriptions, inclusion terms, includes, and what Excludes notes name."""
    for code, row in codes().items():
        yield Phrase(row.description, code, "description")
        if "(" in row.description or "[" in row.description:
            yield Phrase(_BRACKETS.sub("", row.description), code, "description")
    for of, kinds in notes().items():
        for kind, texts in kinds.items():
            for text in texts:
                yield from note_phrases(of, kind, text)


def note_phrases(of: str, kind: str, text: str) -> Iterator[Phrase]:
    """The phrases of one note. "gestational diabetes (O24.4-)" under Excludes names O24.4."""
    if NOTE_KINDS.get(kind) in ("term", "includes") and of in codes():
        yield Phrase(text, of, NOTE_KINDS[kind])
        if "(" in text or "[" in text:
            yield Phrase(_BRACKETS.sub("", text), of, NOTE_KINDS[kind])
    elif NOTE_KINDS.get(kind) == "excludes":
        named = references(text)
        if len(named) == 1 and named[0].first == named[0].last and named[0].first in codes():
            yield Phrase(_BRACKETS.sub("", text), named[0].first, "excludes")


def synonyms(source: Literal["author", "mesh"]) -> Iterator[Phrase]:
    """The shipped synonyms of one source, where the code is in the release."""
    name = {"author": "icd10cm/synonyms.tsv", "mesh": "icd10cm/mesh.tsv"}[source]
    for term, code, _ in read_table(name):
        stem, _ = split_seventh(code)
        if stem in codes():
            yield Phrase(term, stem, source)
