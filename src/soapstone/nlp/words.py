"""The shipped word lists: English, medicine, drugs, names. Each is read once, on first use."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from soapstone.resources import read_table


class Drug(NamedTuple):
    """A medicine's name: "lasix" is generically "furosemide"; `common` ones are in everyday use."""

    name: str
    generic: str
    common: bool


@cache
def english() -> frozenset[str]:
    """English words in lower case, without regular plurals."""
    return frozenset(row[0] for row in read_table("lexicons/english.txt"))


@cache
def drugs() -> dict[str, Drug]:
    """Medicines by name in lower case; some names are of two words."""
    return {n: Drug(n, generic, common == "1") for n, generic, _, common in read_table("lexicons/drugs.tsv")}


@cache
def medical() -> frozenset[str]:
    """Words of diseases, of the clinic, and single words of drug names."""
    parts = {part for name in drugs() for part in name.split()}
    lists = (read_table("lexicons/medical.txt"), read_table("lexicons/clinical.txt"))
    return frozenset(row[0] for rows in lists for row in rows) | parts


@cache
def names() -> frozenset[str]:
    """Given and family names in lower case."""
    return frozenset(row[0] for row in read_table("phi/names.tsv"))


def is_english(word: str) -> bool:
    """Whether a lower-case word is English, plurals and contractions included."""
    words = english()
    if "'" in word:
        word = word.removesuffix("n't") if word.endswith("n't") else word.partition("'")[0]
        return word in words or len(word) < 3
    return word in words or (word.endswith("s") and word[:-1] in words)


def one_letter_from_english(word: str) -> bool:
    """Whether an English word of five letters or more is the word with one letter left out, put in or changed."""
    words = english()
    cut = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    near = (
        *(before + after[1:] for before, after in cut if after),
        *(before + letter + after for before, after in cut for letter in letters),
        *(before + letter + after[1:] for before, after in cut if after for letter in letters),
    )
    return any(len(one) > 4 and one != word and one in words for one in near)


def is_term(word: str) -> bool:
    """Whether a lower-case word is English, a medical term or a drug."""
    terms = medical()
    return is_english(word) or word in terms or (word[-1:] == "s" and word.rstrip("s").rstrip("'") in terms)
