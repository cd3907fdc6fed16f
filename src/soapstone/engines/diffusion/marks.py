"""Pieces with what they are part of: as the network reads a context or a canvas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from soapstone.engines.diffusion.pieces import SEP

SLOTS, STEPS, FAR = 8, 64, 16  # open stretches of a canvas (with none), steps counted in each, and compared


class Marks(NamedTuple):
    """Of each piece its number, its kind (section or speaker), its open stretch (from 1; 0 for none) and its step in it.

    A drafted sentence in the context has the stretch that it was drafted for, so that a step finds its like.
    """

    ids: tuple[int, ...]
    kinds: tuple[int, ...]
    slots: tuple[int, ...]
    steps: tuple[int, ...]

    def cut(self, length: int) -> Marks:
        """The first so many pieces."""
        return Marks(*(part[:length] for part in self))


class Told(NamedTuple):
    """A line of a context: its kind, its pieces, and the open stretch that it is a draft of (0 for none)."""

    kind: int
    pieces: Sequence[int]
    slot: int = 0


def laid(told: Sequence[Told]) -> Marks:
    """The lines of a context one after another. Drafts of one stretch count their steps on."""
    ids, kinds, slots, steps = list[int](), list[int](), list[int](), list[int]()
    reached: dict[int, int] = {}
    for line in told:
        start = reached.get(line.slot, 0)
        for place, piece in enumerate((*line.pieces, SEP)):
            ids.append(piece)
            kinds.append(line.kind)
            slots.append(line.slot)
            steps.append(min(start + place, STEPS - 1) if line.slot else 0)
        reached[line.slot] = start + len(line.pieces)
    return Marks(tuple(ids), tuple(kinds), tuple(slots), tuple(steps))


def nearness(places: Marks, sources: Marks) -> NDArray[np.int64]:
    """[places, sources]: FAR + 1 for the same step of the same stretch, more or less as it is further on or back, 0 for
    another stretch."""
    slots, steps = np.array(places.slots)[:, None], np.array(places.steps)[:, None]
    away = np.clip(np.array(sources.steps)[None] - steps, -FAR, FAR) + FAR + 1
    return np.where((slots == np.array(sources.slots)[None]) & (slots > 0), away, 0).astype(np.int64)


def chosen(marks: Marks, places: NDArray[np.int64]) -> Marks:
    """Those of the pieces at some places."""
    return Marks(*(tuple(part[at] for at in places) for part in marks))


def joined(one: Marks, other: Marks) -> Marks:
    """Two runs of pieces, one after the other."""
    return Marks(*(a + b for a, b in zip(one, other, strict=True)))
