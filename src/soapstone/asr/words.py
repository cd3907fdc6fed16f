"""Whole words out of the pieces that Whisper aligns: "listen", "-opro", "," is one word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from soapstone.types import Word


class Piece(NamedTuple):
    """A piece of text; it begins with a space where a word begins. Times in seconds."""

    text: str
    start: float
    end: float
    probability: float


def whole_words(pieces: Iterable[Piece]) -> list[Word]:
    """The words; a joined word is as probable as the least probable of its lettered pieces."""
    words: list[Word] = []
    for piece in pieces:
        text = piece.text.strip()
        if not text:
            continue
        probability = min(1.0, max(0.0, piece.probability))
        if words and not piece.text.startswith(" "):
            words.append(_joined(words.pop(), text, piece.end, probability))
        else:
            words.append(Word(text=text, start=piece.start, end=piece.end, probability=probability))
    return words


def _joined(word: Word, text: str, end: float, probability: float) -> Word:
    lettered = any(letter.isalnum() for letter in text)
    return Word(
        text=word.text + text,
        start=word.start,
        end=end if lettered else word.end,
        probability=min(word.probability, probability) if lettered else word.probability,
    )
