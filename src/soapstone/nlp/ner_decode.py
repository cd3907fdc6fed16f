"""From label scores to mentions: the best BIO path, where I-x may only follow B-x or I-x."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FORBIDDEN = -1e4


def bio_labels(types: tuple[str, ...]) -> tuple[str, ...]:
    """O, then B-x and I-x for each type: five types make eleven labels."""
    return ("O", *(f"{mark}-{name}" for name in types for mark in "BI"))


def best_path(scores: NDArray[np.float32]) -> list[int]:
    """The allowed label sequence of the highest total; `scores` [words, labels] are logarithms.

    Viterbi (IEEE Trans Inf Theory 1967). Labels are O, then B and I of each type; only an I asks what came before it.
    """
    words, labels = scores.shape
    if not words:
        return []
    insides = range(2, labels, 2)
    first, *rest = scores.tolist()
    total = [FORBIDDEN + score if at in insides else score for at, score in enumerate(first)]
    back: list[list[int]] = []
    for row in rest:
        most = max(total)
        came = [total.index(most)] * labels
        ways = [most + score for score in row]
        for inside in insides:
            before = inside if total[inside] > total[inside - 1] else inside - 1
            came[inside], ways[inside] = before, total[before] + row[inside]
        back.append(came)
        total = ways
    path = [total.index(max(total))]
    for came in reversed(back):
        path.append(came[path[-1]])
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
