"""From label scores to mentions: the best BIO path, where I-x may only follow B-x or I-x."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

FORBIDDEN = -1e4


def bio_labels(types: tuple[str, ...]) -> tuple[str, ...]:
    """O, then B-x and I-x for each type: five types make eleven labels."""
    return ("O", *(f"{mark}-{name}" for name in types for mark in "BI"))


@cache
def _steps(types: int) -> NDArray[np.float32]:
    """[labels, labels]: 0 where the second label may follow the first, else FORBIDDEN."""
    steps = np.zeros((2 * types + 1, 2 * types + 1), dtype=np.float32)
    for inside in range(2, 2 * types + 1, 2):
        steps[:, inside] = FORBIDDEN
        steps[[inside - 1, inside], inside] = 0.0
    return steps


def best_path(scores: NDArray[np.float32]) -> list[int]:
    """The allowed label sequence of the highest total; `scores` [words, labels] are logarithms.

    Viterbi (IEEE Trans Inf Theory 1967).
    """
    words, labels = scores.shape
    if not words:
        return []
    steps = _steps((labels - 1) // 2)
    back = np.zeros((words, labels), dtype=np.int64)
    total = scores[0].copy()
    total[2::2] += FORBIDDEN
    for at in range(1, words):
        ways = total[:, None] + steps
        back[at] = ways.argmax(axis=0)
        total = ways[back[at], np.arange(labels)] + scores[at]
    path = [int(total.argmax())]
    for at in range(words - 1, 0, -1):
        path.append(int(back[at, path[-1]]))
    return path[::-1]


def mentions(path: list[int]) -> list[tuple[int, int, int]]:
    """(first word, word after the last, type number) of each mention on an allowed path."""
    found: list[tuple[int, int, int]] = []
    for at, label in enumerate(path):
        if label % 2:
            found.append((at, at + 1, label // 2))
        elif label:
            first, _, kind = found[-1]
            found[-1] = (first, at + 1, kind)
    return found
