"""A second listen: which of several wordings does the sound itself support?

A recogniser writes "listen-opro" where "lisinopril" was said, since it knows few drugs. Asked which of
the two the sound supports, it answers well, even in noise: the probability of the words given the
sound is set against that of the same words given no sound, so that a rare word is not held against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soapstone.asr.whisper import Whisper
from soapstone.audio import RATE, Audio
from soapstone.audio.decode import Samples
from soapstone.audio.excerpts import excerpts
from soapstone.types import Turn

CONTEXT = 5  # words on either side that are listened to as well
MARGIN = 0.25  # seconds
LONGEST = 20.0  # seconds


@dataclass(frozen=True)
class Question:
    """What was said in place of `turn.words[first:last]`? One of `wordings`, say.

    For instance the words "listen-opro" of "let's increase the listen-opro to 20 milligrams", and
    the wordings "listen-opro", "lisinopril", "losartan".
    """

    turn: Turn
    first: int
    last: int
    wordings: tuple[str, ...]

    @property
    def stretch(self) -> tuple[float, float]:
        """Start and end in seconds of what is listened to; (0, 0) where the times are unknown."""
        words = self.turn.words[self._from : self._to]
        start, end = words[0].start, words[-1].end
        if start is None or end is None:
            return 0.0, 0.0
        return max(0.0, start - MARGIN), min(end + MARGIN, start + LONGEST)

    @property
    def texts(self) -> tuple[str, ...]:
        """The words around, with each wording in its place."""
        before = [word.text for word in self.turn.words[self._from : self.first]]
        after = [word.text for word in self.turn.words[self.last : self._to]]
        return tuple(" ".join([*before, wording, *after]) for wording in self.wordings)

    @property
    def _from(self) -> int:
        return max(0, self.first - CONTEXT)

    @property
    def _to(self) -> int:
        return min(len(self.turn.words), self.last + CONTEXT)


def listen_again(audio: Audio, questions: Sequence[Question], whisper: Whisper) -> list[tuple[float, ...]]:
    """How much the sound supports each wording of each question: log odds in nats, more is better.

    They compare within one question only. The recording is read once more; a question takes about
    0.1 s and 0.02 s a wording. Where the words have no times, all wordings get 0.
    """
    order = sorted(range(len(questions)), key=lambda i: questions[i].stretch)
    asked = [questions[i] for i in order]
    found = dict(zip(order, _supports(audio, asked, whisper), strict=True))
    return [found[i] for i in range(len(questions))]


def _supports(audio: Audio, asked: Sequence[Question], whisper: Whisper) -> Iterator[tuple[float, ...]]:
    for question, sound in zip(asked, excerpts(audio, [q.stretch for q in asked]), strict=True):
        if question.stretch == (0.0, 0.0):
            yield (0.0,) * len(question.wordings)
            continue
        given_sound = whisper.likelihoods(sound, question.texts)
        given_none = whisper.likelihoods(_no_sound(len(sound) // RATE + 1), question.texts)
        yield tuple((given_sound - given_none).round(2).tolist())


def _no_sound(seconds: int) -> Samples:
    """A quiet room: to Whisper, digital silence is stranger than any word."""
    quiet: NDArray[np.float64] = np.random.default_rng(RATE).normal(0, 0.001, seconds * RATE)
    return quiet.astype(np.float32)
