"""Where sentences end in speech that came without punctuation."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from soapstone.nlp.linear import LinearModel, load

_TOKEN = re.compile(r"\S+")
LOOSE, LONG = -2.2, 18  # what is enough within a stretch of more words than LONG
THRESHOLD = -0.7  # log-odds; a border too many costs less than two thoughts in one sentence


@cache
def _model() -> LinearModel:
    return load("speech", "borders.npz")


def border_features(words: list[str], at: int) -> dict[str, float]:
    """What stands around the gap before word `at`: two words on each side, and their pairs."""

    def word(place: int) -> str:
        return words[place] if 0 <= place < len(words) else "|"

    a, b, c, d, e = word(at - 2), word(at - 1), word(at), word(at + 1), word(at + 2)
    names = (
        f"-2{a}",
        f"-1{b}",
        f"+0{c}",
        f"+1{d}",
        f"+2{e}",
        f"-1+0{b} {c}",
        f"-2-1{a} {b}",
        f"+0+1{c} {d}",
        f"-1+0+1{b} {c} {d}",
        f"+0+1+2{c} {d} {e}",
    )
    return dict.fromkeys(names, 1.0)


def borders(text: str) -> list[int]:
    """The characters at which a new sentence seems to start, in order; never the first."""
    found = list(_TOKEN.finditer(text))
    words = [match.group().lower().strip(",.?!") for match in found]
    if len(words) < 2:
        return []
    scores = _model().scores([border_features(words, at) for at in range(1, len(words))])[:, 0]
    cuts = _cut(scores, 0, len(words))
    return [found[at].start() for at in sorted(cuts)]


def _cut(scores: NDArray[np.float32], first: int, last: int) -> set[int]:
    """The words that start a sentence among words `first` to `last`; `scores[i]` is of the gap before word i + 1.

    Clear borders first; then a stretch that is still long is cut at its likeliest gap, again and again.
    """
    inside = scores[first : last - 1]
    if len(inside) == 0:
        return set()
    best = int(inside.argmax())
    needed = THRESHOLD if last - first <= LONG else LOOSE
    if inside[best] <= needed:
        return set()
    at = first + best + 1
    return {at} | _cut(scores, first, at) | _cut(scores, at, last)
