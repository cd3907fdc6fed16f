"""Voice activity: which stretches of a recording hold speech, found while it streams by.

Silero VAD (shipped with faster-whisper) gives a probability for each 32 ms; its state is carried from
block to block, so that nothing but the current utterance is held in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soapstone.audio.decode import RATE, Samples

FRAME = 512
CONTEXT = 64
ONSET = 0.5
OFFSET = 0.35
PAD = 8  # frames kept before and after speech: 0.26 s
SHORTEST = 8  # frames: a click or a cough is shorter than 0.26 s
PAUSE = 16  # frames of silence that end an utterance: 0.5 s
LONGEST = 28 * RATE // FRAME


@dataclass(frozen=True)
class Utterance:
    """A stretch of speech: `samples` of shape (n,) at 16 kHz, from `start` seconds; at most 28 s."""

    start: float
    samples: Samples

    @property
    def end(self) -> float:
        """Seconds from the start of the recording."""
        return self.start + len(self.samples) / RATE


class Detector:
    """Speech probability of each frame of 512 samples; holds the model's state of one recording."""

    def __init__(self) -> None:
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(CONTEXT, np.float32)

    def __call__(self, samples: Samples) -> NDArray[np.float32]:
        """Probabilities, shape (n,), for samples of shape (n * 512,) that follow the earlier ones."""
        frames = samples.reshape(-1, FRAME)
        ends = np.concatenate([self._context[None], frames[:-1, -CONTEXT:]])
        self._context = frames[-1, -CONTEXT:].copy()
        inputs = {"input": np.concatenate([ends, frames], axis=1), "h": self._h, "c": self._c}
        speech, self._h, self._c = _session().run(None, inputs)
        return np.asarray(speech, np.float32).reshape(-1)


@cache
def _session() -> Any:
    from faster_whisper.vad import get_vad_model

    return get_vad_model().session


def frames(blocks: Iterable[Samples]) -> Iterator[tuple[Samples, float]]:
    """Each frame of 512 samples with its speech probability; the last one is padded with silence."""
    detector = Detector()
    rest = np.zeros(0, np.float32)
    for block in blocks:
        samples = np.concatenate([rest, block])
        whole = len(samples) // FRAME * FRAME
        rest = samples[whole:]
        if whole:
            yield from zip(
                samples[:whole].reshape(-1, FRAME), detector(samples[:whole]).tolist(), strict=True
            )
    if len(rest):
        last = np.pad(rest, (0, FRAME - len(rest)))
        yield last, float(detector(last)[0])


def utterances(blocks: Iterable[Samples]) -> Iterator[Utterance]:
    """The stretches of speech in mono blocks, in order, padded by a quarter of a second.

    Silence, noise and music give none. Speech without a pause is cut where it is least likely speech.
    """
    held: list[tuple[Samples, float]] = []  # frames since the utterance's padded start
    at = 0  # index of the first held frame
    speaking = False
    for index, frame in enumerate(frames(blocks)):
        held.append(frame)
        if not speaking:
            if frame[1] >= ONSET:
                speaking = True
            elif len(held) > PAD:
                held = held[-PAD:]
                at = index + 1 - PAD
            continue
        silent = _trailing_silence(held)
        if silent >= PAUSE:
            yield from _utterance(held[: len(held) - silent + PAD], at)
            held, at, speaking = held[-PAD:], index + 1 - PAD, False
        elif len(held) >= LONGEST:
            cut = _weakest(held)
            yield from _utterance(held[:cut], at)
            held, at = held[cut:], at + cut
    if speaking:
        yield from _utterance(held[: len(held) - max(0, _trailing_silence(held) - PAD)], at)


def _trailing_silence(held: list[tuple[Samples, float]]) -> int:
    silent = 0
    for _, probability in reversed(held):
        if probability >= OFFSET or silent >= PAUSE:
            break
        silent += 1
    return silent


def _weakest(held: list[tuple[Samples, float]]) -> int:
    half = len(held) // 2
    return half + int(np.argmin([probability for _, probability in held[half:]])) + 1


def _utterance(held: list[tuple[Samples, float]], at: int) -> Iterator[Utterance]:
    if sum(probability >= ONSET for _, probability in held) >= SHORTEST:
        yield Utterance(at * FRAME / RATE, np.concatenate([samples for samples, _ in held]))
