"""Stereo: one voice a channel is told from a mere stereo picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from soapstone.audio import RATE, open_audio
from soapstone.audio.channels import own_voice, voices_apart
from soapstone.audio.decode import Samples

Wav = Callable[..., Path]


@pytest.fixture
def dialogue(speech: Samples) -> Samples:
    """Clinician (first 3.7 s) on the left, patient on the right, each faintly in the other's microphone."""
    turn = int(3.7 * RATE)
    left, right = speech.copy(), speech.copy()
    left[turn:] *= 0.1
    right[:turn] *= 0.1
    return np.stack([left, right])


def test_a_voice_a_channel_is_noticed(wav: Wav, dialogue: Samples) -> None:
    assert voices_apart(open_audio(wav(dialogue)))


@pytest.mark.parametrize(
    "mix",
    [
        pytest.param(lambda s: s, id="mono"),
        pytest.param(lambda s: np.stack([s, s]), id="the same twice"),
        pytest.param(lambda s: np.stack([s, 0.7 * s]), id="off centre"),
        pytest.param(lambda s: np.stack([s, np.zeros_like(s)]), id="a dead channel"),
        pytest.param(lambda s: np.zeros((2, len(s)), np.float32), id="silence"),
    ],
)
def test_one_picture_of_the_room_is_not_two_voices(
    wav: Wav, speech: Samples, mix: Callable[[Samples], Samples]
) -> None:
    assert not voices_apart(open_audio(wav(mix(speech))))


def test_crosstalk_is_silenced(wav: Wav, dialogue: Samples) -> None:
    audio = open_audio(wav(dialogue))
    turn = int(3.7 * RATE)

    left = np.concatenate(list(own_voice(audio, "left")))
    right = np.concatenate(list(own_voice(audio, "right")))

    def power(sound: Samples) -> float:
        return float(np.mean(sound**2))

    assert power(left[turn + 3200 :]) < 0.01 * power(left[:turn])
    assert power(right[: turn - 3200]) < 0.01 * power(right[turn:])
