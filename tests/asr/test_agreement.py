"""Live text: committed words are never rewritten."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soapstone.asr import agreement
from soapstone.asr.agreement import LocalAgreement
from soapstone.asr.whisper import Whisper
from soapstone.audio import RATE
from soapstone.audio.decode import Samples
from soapstone.types import Word

from ..audio.sounds import SOUNDS

VOCABULARY = ["no", "chest", "pain.", "lisinopril", "ten", "mg", "cough", "Any"]


class EverSpeaking:
    """Stands for the voice detector where the sound is made of zeros: all of it is speech but pauses."""

    def __call__(self, samples: Samples) -> Samples:
        return np.where(samples.reshape(-1, agreement.FRAME).max(axis=1) >= 0, 1.0, 0.0).astype(np.float32)


def fickle(seed: int) -> Callable[[Samples], Sequence[Word]]:
    """A look that hears two words a second, and each time hears some of them otherwise."""
    rng = np.random.default_rng(seed)

    def look(samples: Samples) -> list[Word]:
        count = int(len(samples) / RATE * 2)
        moved = rng.normal(0, 0.2, count)
        chosen = rng.integers(0, len(VOCABULARY), count)
        steady = rng.random(count) < 0.7
        return [
            Word(
                text=VOCABULARY[index % len(VOCABULARY) if steady[index] else chosen[index]],
                start=max(0.0, index / 2 + moved[index]),
                end=max(0.0, index / 2 + moved[index]) + 0.4,
            )
            for index in range(count)
        ]

    return look


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    chunks=st.lists(st.tuples(st.floats(0.05, 6), st.booleans()), min_size=1, max_size=25),
)
def test_committed_text_only_ever_grows(seed: int, chunks: list[tuple[float, bool]]) -> None:
    live = LocalAgreement(fickle(seed))
    live._detector = EverSpeaking()  # type: ignore[assignment]
    before: list[Word] = []
    told: list[Word] = []
    for seconds, speech in chunks:
        partial = live.feed(np.full(int(seconds * RATE), 0.1 if speech else -0.1, np.float32))
        assert live.committed[: len(before)] == before
        before = list(live.committed)
        told += partial.committed
        assert len(live._buffer) <= 28 * RATE
    told += live.finish().committed

    assert told == live.committed, "each word is told once, when it is committed"
    starts = [word.start or 0.0 for word in live.committed]
    assert starts == sorted(starts)
    assert all((word.end or 0) >= (word.start or 0) for word in live.committed)


@pytest.mark.parametrize("sound", list(SOUNDS))
def test_silence_noise_and_music_are_not_even_looked_at(sound: str) -> None:
    def look(samples: Samples) -> list[Word]:
        raise AssertionError("nobody speaks")

    live = LocalAgreement(look)
    samples = SOUNDS[sound]()
    for at in range(0, len(samples), RATE // 2):
        assert live.feed(samples[at : at + RATE // 2]) == agreement.Partial()
    assert live.finish() == agreement.Partial()


@pytest.fixture(scope="module")
def feeding(whisper: Whisper, visit: Samples) -> tuple[list[str], list[float], LocalAgreement]:
    """Forty seconds fed live in chunks of 0.25 s: committed text and time of each look, and the end."""
    live = LocalAgreement(whisper.glimpse)
    texts, took = [], []
    for at in range(0, 40 * RATE, RATE // 4):
        start = time.perf_counter()
        live.feed(visit[at : at + RATE // 4])
        took.append(time.perf_counter() - start)
        texts.append(" ".join(word.text for word in live.committed))
    live.finish()
    return texts, took, live


@pytest.mark.model
def test_the_live_text_of_the_sample_visit_is_what_was_said(
    feeding: tuple[list[str], list[float], LocalAgreement],
) -> None:
    texts, _, live = feeding
    said = " ".join(word.text for word in live.committed).lower()

    for phrase in ("what brings you in today", "dry cough", "any fever or chills", "no chest pain"):
        assert phrase in said
    for earlier, later in pairwise(texts):
        assert later.startswith(earlier)


@pytest.mark.model
def test_the_first_words_appear_within_two_seconds_of_speech(whisper: Whisper, visit: Samples) -> None:
    live = LocalAgreement(whisper.glimpse)
    late = 0.0
    for at in range(0, 4 * RATE, RATE // 4):
        start = time.perf_counter()
        partial = live.feed(visit[at : at + RATE // 4])
        late = max(late, (at + RATE // 4) / RATE) + time.perf_counter() - start
        if partial.committed or partial.tentative:
            break

    assert partial.tentative[0].text == "Good"
    assert late - 0.45 < 2.0, "speech begins at 0.45 s"


@pytest.mark.model
def test_live_recognition_keeps_up(feeding: tuple[list[str], list[float], LocalAgreement]) -> None:
    assert sum(feeding[1]) < 40


@pytest.mark.model
def test_one_long_chunk_is_heard_like_many_short_ones(whisper: Whisper, visit: Samples) -> None:
    live = LocalAgreement(whisper.glimpse)

    live.feed(visit[: 30 * RATE])
    live.finish()

    said = " ".join(word.text for word in live.committed).lower()
    assert "what brings you in today" in said
    assert "no chest pain" in said
