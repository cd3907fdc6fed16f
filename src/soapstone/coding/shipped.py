"""The shipped index of the names of codes, and what it tells of a code."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import as_file, files

from soapstone.coding.index import Index
from soapstone.coding.phrases import phrases
from soapstone.coding.table import description
from soapstone.coding.words import keys


@cache
def index() -> Index:
    """The shipped index; made from the tables where the file is missing (three seconds)."""
    held = files("soapstone.resources") / "icd10cm" / "index.npz"
    if not held.is_file():
        return Index.build(phrases())
    with as_file(held) as file:
        return Index.load(file)


@lru_cache(maxsize=60_000)
def description_words(code: str) -> frozenset[str]:
    """The words of a code's description that carry meaning, as `keys` gives them; read from the index, not stemmed anew."""
    held = index()
    phrase = held.described(code)
    return frozenset(held.words_of(phrase) if phrase is not None else keys(description(code)))
