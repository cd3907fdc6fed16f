"""Where sentences end in speech that came without punctuation."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from soapstone.nlp.linear import LinearModel, load

_TOKEN = re.compile(r"\S+")
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
    return [found[int(at) + 1].start() for at in np.flatnonzero(scores > THRESHOLD)]
