"""Speech is found; silence, noise and music are not speech."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from soapstone.audio import RATE, utterances
from soapstone.audio.activity import FRAME, LONGEST
from soapstone.audio.decode import Samples

from .sounds import SOUNDS

NOTHING = list(SOUNDS)


@pytest.mark.parametrize("sound", NOTHING)
def test_a_minute_without_speech_has_no_utterance(sound: str) -> None:
    assert list(utterances([SOUNDS[sound]()])) == []


def test_speech_is_found_where_it_is(speech: Samples) -> None:
    silence = np.zeros(5 * RATE, np.float32)

    found = list(utterances([silence, speech, silence]))

    assert 4.5 < found[0].start < 5.6
    assert 14.5 < found[-1].end < 15.8
    assert sum(len(u.samples) for u in found) / RATE > 8


@pytest.mark.parametrize("size", [100, 511, 512, 4000, 80_000])
def test_the_size_of_the_blocks_changes_nothing(speech: Samples, size: int) -> None:
    whole = list(utterances([speech]))

    pieces = list(utterances(speech[at : at + size] for at in range(0, len(speech), size)))

    assert [u.start for u in pieces] == [u.start for u in whole]
    for piece, one in zip(pieces, whole, strict=True):
        np.testing.assert_array_equal(piece.samples, one.samples)


def test_utterances_do_not_overlap_and_are_the_recording_itself(speech: Samples) -> None:
    found = list(utterances([speech]))

    assert len(found) >= 2, "the question and the answer"
    for earlier, later in pairwise(found):
        assert earlier.end <= later.start + 1e-6
    for utterance in found:
        at = round(utterance.start * RATE)
        np.testing.assert_array_equal(utterance.samples[:1000], speech[at : at + 1000])


def test_speech_without_a_pause_is_cut_into_bearable_pieces(speech: Samples) -> None:
    breathless = np.tile(speech[int(4.0 * RATE) : int(6.6 * RATE)], 30)

    found = list(utterances([breathless]))

    assert max(len(u.samples) for u in found) <= LONGEST * FRAME
    assert sum(len(u.samples) for u in found) > 0.9 * len(breathless)


def test_a_click_is_not_an_utterance(speech: Samples) -> None:
    click = np.zeros(3 * RATE, np.float32)
    click[RATE : RATE + 800] = speech[5 * RATE : 5 * RATE + 800]

    assert list(utterances([click])) == []
