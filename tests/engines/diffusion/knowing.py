"""A network that knows the answer: for tests of the sampler, where what is right must be known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from soapstone.engines.diffusion.filling import Context, Sheet
from soapstone.engines.diffusion.marks import Marks
from soapstone.engines.diffusion.network import Floats, Guess
from soapstone.engines.diffusion.pieces import CLS, MASK, SEP


class Knowing:
    """Gives each place of a canvas its true piece with a set probability, the rest to a second piece.

    A place's state is its number, so that `guess` knows which place it is asked about.
    """

    def __init__(self, answer: Sequence[int], sure: Sequence[float], words: Sequence[int]) -> None:
        self.answer, self.sure = list(answer), list(sure)
        self.words: NDArray[np.int64] = np.array(words, dtype=np.int64)
        self.asked: list[tuple[int, ...]] = []

    def look(self, marks: Marks, time: float, context: Floats) -> Floats:
        self.asked.append(marks.ids)
        return np.arange(len(marks.ids), dtype=np.float32)[:, None]

    def guess(self, chosen: Floats, sources: Floats, near: NDArray[np.int64]) -> Guess:
        places = chosen[:, 0].astype(int)
        words = np.zeros((len(places), len(self.words)), dtype=np.float32)
        for row, place in enumerate(places):
            right = int(np.flatnonzero(self.words == self.answer[place])[0])
            words[row, right] = self.sure[place]
            words[row, (right + 1) % len(self.words)] += 1 - self.sure[place]
        copied = np.full((len(places), len(sources)), 1 / len(sources), dtype=np.float32)
        return Guess(words, copied, np.zeros(len(places), dtype=np.float32))


def canvas(before: Sequence[int], room: int, after: Sequence[int]) -> Sheet:
    """A canvas with one open stretch between locked pieces."""
    ids = (CLS, *before, *[MASK] * room, *after, SEP)
    return Sheet(unmarked(ids), ((1 + len(before), 1 + len(before) + room),))


def unmarked(ids: Sequence[int]) -> Marks:
    """Pieces that are part of nothing."""
    return Marks(tuple(ids), *((0,) * len(ids) for _ in range(3)))


def nothing_said() -> Context:
    """A context of one empty line."""
    return Context(unmarked([SEP]), np.zeros((1, 1), dtype=np.float32), (0,))
