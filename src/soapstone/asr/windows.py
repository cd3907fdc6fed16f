"""Speech packed into windows of at most 28 s, since recognition costs the same for 1 s as for 30."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from soapstone.audio import RATE, Utterance
from soapstone.audio.decode import Samples
from soapstone.types import Word

LONGEST = 28.0  # seconds; Whisper sees 30
GAP = 0.5  # seconds of silence put between two utterances, at most


@dataclass(frozen=True)
class Window:
    """Sound of shape (n,) at 16 kHz; `pieces` are pairs of (seconds in the window, in the recording)."""

    samples: Samples
    pieces: tuple[tuple[float, float], ...]

    def piece(self, seconds: float) -> int:
        """Which utterance of the window a time falls in."""
        return max(0, bisect_right([inside for inside, _ in self.pieces], seconds) - 1)

    def real_time(self, seconds: float) -> float:
        """A time in the window as time in the recording."""
        inside, outside = self.pieces[self.piece(seconds)]
        return round(outside + seconds - inside, 3)

    def in_recording(self, word: Word) -> Word:
        """The word with its times in the recording."""
        if word.start is None or word.end is None:
            return word
        # a word belongs to the utterance where it ends: Whisper starts words early, in the silence
        piece = self.piece((word.start + word.end) / 2)
        inside, outside = self.pieces[piece]
        start = max(outside, outside + word.start - inside)
        return word.model_copy(
            update={"start": round(start, 3), "end": round(max(start, outside + word.end - inside), 3)}
        )


def windows(utterances: Iterable[Utterance]) -> Iterator[Window]:
    """Pack utterances in order; what lies between them is left out but for half a second."""
    held: list[Utterance] = []
    for utterance in utterances:
        if held and _length(held) + GAP + len(utterance.samples) / RATE > LONGEST:
            yield _pack(held)
            held = []
        held.append(utterance)
    if held:
        yield _pack(held)


def _length(held: list[Utterance]) -> float:
    return sum(len(u.samples) / RATE + GAP for u in held) - GAP


def _pack(held: list[Utterance]) -> Window:
    samples: list[Samples] = []
    pieces = []
    at = 0
    for utterance, following in zip(held, [*held[1:], None], strict=True):
        pieces.append((at / RATE, utterance.start))
        samples.append(utterance.samples)
        at += len(utterance.samples)
        if following:
            gap = round(min(GAP, max(0.0, following.start - utterance.end)) * RATE)
            samples.append(np.zeros(gap, np.float32))
            at += gap
    return Window(np.concatenate(samples), tuple(pieces))
