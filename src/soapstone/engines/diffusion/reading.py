"""How much a note wants of each clause, as the network reads it: in windows of the visit that overlap by half."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from soapstone.engines.compose.features import Seen
from soapstone.engines.diffusion.chunks import LONGEST, speaker_of
from soapstone.engines.diffusion.marks import Told, laid
from soapstone.engines.diffusion.network import Floats, Network
from soapstone.engines.diffusion.pieces import pieces_of
from soapstone.nlp.speech import Clause

WINDOW = 224  # pieces


def line_of(clause: Clause) -> Told:
    """A clause as the network reads it."""
    return Told(speaker_of(clause.role), tuple(pieces_of(clause.text))[:LONGEST])


def windows(lines: Sequence[Told], first: int = 0, step: float = 0.5) -> list[slice]:
    """Runs of lines from line `first` on that fit into WINDOW; each begins where `step` of the one before is past."""
    found: list[slice] = []
    while first < len(lines) and not (found and found[-1].stop == len(lines)):
        last, size = first, 0
        while last < len(lines) and (last == first or size + len(lines[last].pieces) < WINDOW):
            size += len(lines[last].pieces) + 1
            last += 1
        found.append(slice(first, last))
        first += max(1, int(step * (last - first)))
    return found


def worth(network: Network, seen: Sequence[Seen]) -> Floats:
    """How much of each clause [clauses] a note of the visit would repeat, 0 to 1.

    Where windows overlap the one that has more on both sides of a clause counts for more.
    """
    lines = [line_of(item.clause) for item in seen]
    total = np.zeros(len(lines), dtype=np.float32)
    weight = np.zeros(len(lines), dtype=np.float32)
    for window in windows(lines):
        here = lines[window]
        ends = np.cumsum([len(line.pieces) + 1 for line in here])
        states = network.read(laid(here))
        means = np.stack([part.mean(axis=0) for part in np.split(states, ends[:-1])])
        inside = np.minimum(np.arange(len(here)) + 1, len(here) - np.arange(len(here))).astype(np.float32)
        total[window] += inside * network.worth(means)
        weight[window] += inside
    return np.asarray(total / np.maximum(weight, 1.0), dtype=np.float32)
