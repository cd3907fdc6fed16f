"""Live text by local agreement: a word is committed once two looks in a row agree on it.

LocalAgreement-2 of Machacek et al. 2023, "Turning Whisper into Real-Time Transcription System". What is
committed is never rewritten; what only the latest look heard is the tentative tail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from soapstone.asr.turns import ends_sentence
from soapstone.audio import RATE
from soapstone.audio.activity import FRAME, ONSET, Detector
from soapstone.audio.decode import Samples
from soapstone.types import Word

Look = Callable[[Samples], Sequence[Word]]
"""Samples of shape (n,) at 16 kHz to words, timed from the first sample, as by `Whisper.glimpse`."""

EVERY = 1.0  # seconds of new sound before another look
PAUSE = 0.8  # seconds of silence after which all that was heard is committed
LONGEST = 16.0  # seconds of sound kept; a committed sentence is let go of first
KEPT_SILENCE = 0.4  # seconds kept before speech begins, so that its first sound is not cut off
STEP = 4 * RATE  # a long chunk is taken in steps of 4 s
SLACK = 0.1  # seconds by which a word's time may move between two looks
ECHO = 5  # words at a seam that may be heard twice


@dataclass(frozen=True)
class Partial:
    """What a chunk brought: words newly `committed`, for good, and the `tentative` tail for now."""

    committed: tuple[Word, ...] = ()
    tentative: tuple[Word, ...] = ()


class LocalAgreement:
    """The live text of one recording: feed it sound as it comes, then `finish`.

    `committed` holds all words committed so far, with times in seconds from the first sample; it only
    ever grows. Silence, noise and music are never looked at, so they give no words. At most 16 s of
    sound are held, or 28 s where nothing can be agreed on.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self.committed: list[Word] = []
        self._tentative: list[Word] = []
        self._buffer = np.zeros(0, np.float32)
        self._offset = 0  # index of the buffer's first sample
        self._unseen = 0  # samples since the last look
        self._silent = 0  # samples since speech
        self._speaking = False
        self._detector = Detector()
        self._rest = np.zeros(0, np.float32)

    def feed(self, samples: Samples) -> Partial:
        """Take more sound, shape (n,) at 16 kHz, of any length."""
        before = len(self.committed)
        for step in _steps(samples):
            self._take(step)
        return self._partial(before)

    def finish(self) -> Partial:
        """The recording is over: commit what is left."""
        before = len(self.committed)
        self._close()
        return self._partial(before)

    def _partial(self, before: int) -> Partial:
        return Partial(tuple(self.committed[before:]), tuple(self._tentative))

    def _take(self, samples: Samples) -> None:
        self._hear(samples)
        self._buffer = np.concatenate([self._buffer, samples])
        if not self._speaking:
            self._let_go(len(self._buffer) - int(KEPT_SILENCE * RATE))
            return
        self._unseen += len(samples)
        if self._silent >= PAUSE * RATE:
            self._close()
        elif self._unseen >= EVERY * RATE:
            self._agree(self._words())
            self._trim()

    def _hear(self, samples: Samples) -> None:
        sound = np.concatenate([self._rest, samples])
        whole = len(sound) // FRAME * FRAME
        self._rest = sound[whole:]
        if not whole:
            return
        speech = np.flatnonzero(self._detector(sound[:whole]) >= ONSET)
        if len(speech):
            self._speaking = True
            self._silent = whole - (int(speech[-1]) + 1) * FRAME
        else:
            self._silent += whole

    def _words(self) -> list[Word]:
        """What a look at the buffer shows beyond what is committed, timed in the recording."""
        self._unseen = 0
        at = self._offset / RATE
        last = self.committed[-1].end or 0.0 if self.committed else 0.0
        words = [_later(word, at) for word in self._look(self._buffer)]
        fresh = [word for word in words if (word.end or 0.0) > last + SLACK]
        return _without_echo(self.committed[-ECHO:], fresh, last)

    def _agree(self, words: list[Word]) -> None:
        agreed = 0
        for earlier, now in zip(self._tentative, words, strict=False):
            if _plain(earlier) != _plain(now):
                break
            agreed += 1
        self._commit(words[:agreed])
        self._tentative = words[agreed:]

    def _commit(self, words: list[Word]) -> None:
        for word in words:
            # times only go forward, however a later look moves them
            floor = self.committed[-1].end or 0.0 if self.committed else 0.0
            start = max(floor, word.start or 0.0)
            times = {"start": round(start, 3), "end": round(max(start, word.end or 0.0), 3)}
            self.committed.append(word.model_copy(update=times))

    def _close(self) -> None:
        """Commit all that one last look shows, and begin anew after the pause."""
        if self._speaking:
            self._commit(self._words() if self._unseen else self._tentative)
        self._tentative = []
        self._speaking = False
        self._let_go(len(self._buffer) - int(KEPT_SILENCE * RATE))

    def _trim(self) -> None:
        if len(self._buffer) <= LONGEST * RATE:
            return
        done = [word for word in self.committed if (word.end or 0.0) * RATE > self._offset]
        sentences = [word for word in done if ends_sentence(word)]
        if sentences or done:
            last = (sentences or done)[-1]
            self._let_go(int((last.end or 0.0) * RATE) - self._offset)
        if len(self._buffer) > LONGEST * RATE * 1.5:
            self._close()

    def _let_go(self, samples: int) -> None:
        if samples > 0:
            self._buffer = self._buffer[samples:]
            self._offset += samples


def _steps(samples: Samples) -> Iterator[Samples]:
    for start in range(0, len(samples), STEP):
        yield samples[start : start + STEP]


def _later(word: Word, seconds: float) -> Word:
    return word.model_copy(
        update={"start": (word.start or 0.0) + seconds, "end": (word.end or 0.0) + seconds}
    )


def _without_echo(committed: Sequence[Word], words: list[Word], last: float) -> list[Word]:
    """Words without those that repeat the end of what is committed, where both are about the same time."""
    if not words or (words[0].start or 0.0) > last + 1.0:
        return words
    for size in range(min(ECHO, len(committed), len(words)), 0, -1):
        if [_plain(word) for word in committed[-size:]] == [_plain(word) for word in words[:size]]:
            return words[size:]
    return words


def _plain(word: Word) -> str:
    return "".join(letter for letter in word.text.lower() if letter.isalnum())
