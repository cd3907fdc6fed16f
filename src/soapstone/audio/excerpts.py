"""Short stretches of a long recording, read in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from soapstone.audio.decode import RATE, Audio, Samples

SHORTEST = RATE // 10  # samples
KEPT = RATE  # samples kept behind, for a stretch that begins before the last one did


def excerpts(audio: Audio, stretches: Sequence[tuple[float, float]]) -> Iterator[Samples]:
    """The sound of each stretch (start, end in seconds, in order of start), shape (n,), at least 0.1 s.

    The recording is read to its end. What lies beyond it is silence.
    """
    blocks = audio.mono()
    held = np.zeros(0, np.float32)
    at = 0  # index of the first held sample
    for begins, ends in stretches:
        start = max(at, int(begins * RATE))
        end = max(start + SHORTEST, int(ends * RATE))
        while at + len(held) < end and (block := next(blocks, None)) is not None:
            drop = max(0, min(len(held), start - KEPT - at))
            held, at = np.concatenate([held[drop:], block]), at + drop
        sound = held[start - at : end - at]
        yield np.pad(sound, (0, max(0, SHORTEST - len(sound))))
    for _ in blocks:
        pass
