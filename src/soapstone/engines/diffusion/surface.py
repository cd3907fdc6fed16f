"""From pieces back to text: spaces, and the capitals that the model does not know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from soapstone.engines.diffusion.pieces import words_of
from soapstone.nlp.words import is_english
from soapstone.resources import read_table

_WORD = re.compile(r"[^\W_]+")
_NO_SPACE_BEFORE = frozenset(".,;:?!)%]'’\"/-")
_NO_SPACE_AFTER = frozenset("([/-'’\n")
_STARTS = re.compile(r"(?:^|[.?!]\s+|\n|• |: )[\"'(]*$")


class Written(NamedTuple):
    """A text, and for each of its characters the place of the piece that it comes from (-1 for spaces)."""

    text: str
    places: tuple[int, ...]


def spell(pieces: Sequence[int], sources: Iterable[str]) -> Written:
    """The text of a run of pieces. Words take the capitals that they have in `sources`, or that clinicians give them."""
    capitals = {**_short_forms(), **_capitals(sources)}
    text, places = "", list[int]()
    for word, at in words_of(pieces):
        gap = "" if _joined(text, word) else " "
        shape = capitals.get(word, word)
        if _STARTS.search(text + gap) and shape[:1].islower():
            shape = shape[0].upper() + shape[1:]
        text += gap + shape
        places += [-1] * len(gap) + [at[0]] * len(shape)
    return Written(text, tuple(places))


def _joined(text: str, word: str) -> bool:
    """Whether a word follows without a space: "5", ".", "5" is 5.5, "x", "-", "ray" is x-ray."""
    if not text or word == "\n" or text.endswith(tuple(_NO_SPACE_AFTER)):
        return True
    if word[0] in _NO_SPACE_BEFORE:
        return True
    return bool(word[0].isdigit() and re.search(r"\d[.,:]$", text) and not re.search(r"\d, $", text))


def _capitals(sources: Iterable[str]) -> dict[str, str]:
    """How the words of the sources are written where they do not begin a sentence."""
    seen: dict[str, Counter[str]] = {}
    for text in sources:
        for match in _WORD.finditer(text):
            if not _STARTS.search(text[: match.start()]) or match.group().isupper():
                seen.setdefault(match.group().lower(), Counter())[match.group()] += 1
    common = {low: counts.most_common(1)[0][0] for low, counts in seen.items()}
    return {low: shape for low, shape in common.items() if shape != low and low not in ("a", "i")}


@cache
def _short_forms() -> dict[str, str]:
    """Short forms that are written in capitals: "MRI", "BP"."""
    forms = {row[0] for row in read_table("lexicons/abbreviations.tsv")}
    return {
        form.lower(): form
        for form in forms
        if form.isupper() and form.isalpha() and not is_english(form.lower())
    }
