"""Speech is packed for recognition and its times are found again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapstone.asr.windows import LONGEST, windows
from soapstone.audio import RATE, Utterance
from soapstone.types import Word

lengths = st.lists(st.tuples(st.floats(0.05, 4), st.floats(0.3, 27.9)), min_size=1, max_size=12)


def packed(pairs: list[tuple[float, float]]) -> list[Utterance]:
    """Utterances of (silence before, length) in seconds, each filled with its own number."""
    at, out = 0.0, []
    for number, (silence, length) in enumerate(pairs, start=1):
        at += silence
        out.append(Utterance(at, np.full(int(length * RATE), number, np.float32)))
        at = out[-1].end
    return out


@given(lengths)
def test_no_window_is_longer_than_whisper_sees_and_nothing_is_lost(pairs: list[tuple[float, float]]) -> None:
    spoken = packed(pairs)

    made = list(windows(spoken))

    assert all(len(window.samples) <= LONGEST * RATE for window in made)
    heard = np.concatenate([window.samples for window in made])
    np.testing.assert_array_equal(heard[heard > 0], np.concatenate([u.samples for u in spoken]))


@given(lengths)
def test_every_time_in_a_window_is_found_in_the_recording(pairs: list[tuple[float, float]]) -> None:
    spoken = packed(pairs)
    for window in windows(spoken):
        for inside, outside in window.pieces:
            utterance = spoken[int(window.samples[round(inside * RATE)]) - 1]
            assert outside == utterance.start
            assert window.real_time(inside + 0.1) == pytest.approx(outside + 0.1, abs=2e-3)


def test_a_word_that_seems_to_begin_in_the_silence_belongs_to_the_utterance_it_ends_in() -> None:
    (window,) = windows(packed([(0.0, 2.0), (10.0, 2.0)]))

    word = window.in_recording(Word(text="No,", start=1.9, end=3.2))

    assert (word.start, word.end) == (12.0, pytest.approx(12.7))


def test_a_word_without_times_stays_so() -> None:
    (window,) = windows(packed([(0.0, 2.0)]))

    assert window.in_recording(Word(text="no")).start is None
