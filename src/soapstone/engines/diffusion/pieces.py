"""Text as the diffusion model reads and writes it: uncased word pieces, with marks for a new line and an end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from soapstone.nlp.ner_words import load_tokenizer
from soapstone.notes.templates import TOPICS

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# BERT's unused places serve as marks of our own.
END, NEW_LINE, CLS, SEP, MASK = 1, 2, 101, 102, 103

# What a piece is part of: a section of the note by its topic, or a line of the context by who said it.
SPEAKERS = ("clinician", "patient", "other", "record", "draft")
KINDS = ("unknown", *TOPICS, *SPEAKERS)
KIND: dict[str, int] = {name: at for at, name in enumerate(KINDS)}

_LINE = re.compile(r"\n+")


@cache
def tokenizer() -> Tokenizer:
    """The word-piece tokenizer that the entity model ships."""
    with as_file(files("soapstone.resources") / "ner" / "tokenizer.json") as file:
        return load_tokenizer(file)


def pieces_of(text: str) -> list[int]:
    """The numbers of a text's pieces; one NEW_LINE for each break of lines."""
    return list(_pieces(text))


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[int, ...]:
    found: list[int] = []
    for at, line in enumerate(_LINE.split(text)):
        found += [NEW_LINE] if at else []
        found += tokenizer().encode(line, add_special_tokens=False).ids
    return tuple(found)


@cache
def _names() -> list[str]:
    by_number = {number: name for name, number in tokenizer().get_vocab().items()}
    return [by_number[number] for number in range(len(by_number))]


def name_of(piece: int) -> str:
    """The characters of a piece, "##" in front where it goes on a word."""
    return _names()[piece]


def words_of(pieces: Sequence[int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The words of a run of pieces, each with the places of its pieces; "\\n" for a new line; marks are passed over."""
    word, places = "", list[int]()
    for at, piece in enumerate(pieces):
        if piece in (END, CLS, SEP, MASK, 0):
            continue
        name = "\n" if piece == NEW_LINE else name_of(piece)
        if name.startswith("##") and places and word != "\n":
            word, places = word + name[2:], [*places, at]
            continue
        if places:
            yield word, tuple(places)
        word, places = name.removeprefix("##"), [at]
    if places:
        yield word, tuple(places)
