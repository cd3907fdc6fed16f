"""Stereo recordings: do the two channels carry one voice each?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from soapstone.audio.decode import RATE, Audio, Channel, Samples

FRAME = RATE // 50  # 20 ms
AUDIBLE = 1e-6  # mean square: -60 dBFS
APART = 4.0  # a voice is this much stronger in its own channel: 6 dB
SHARE = 0.15  # of the audible frames, that each channel must lead by itself


def voices_apart(audio: Audio) -> bool:
    """Whether left and right are two voices, for instance one microphone each.

    True when each channel leads the other by 6 dB for at least 15 % of the audible time. A mix copied
    to both channels, a room recorded in stereo, and a dead channel are all False.
    """
    if audio.channels != 2:
        return False
    left = right = audible = 0
    for block in audio.blocks():
        power = _power(block)
        heard = power.max(axis=0) > AUDIBLE
        left += int(np.sum(heard & (power[0] > APART * power[1])))
        right += int(np.sum(heard & (power[1] > APART * power[0])))
        audible += int(np.sum(heard))
    return audible > 0 and min(left, right) >= SHARE * audible


def own_voice(audio: Audio, channel: Channel) -> Iterator[Samples]:
    """One channel, shape (n,), silent wherever the other one leads: no word is heard twice."""
    own, other = (0, 1) if channel == "left" else (1, 0)
    for block in audio.blocks():
        power = _power(block)
        theirs = np.repeat(power[other] > APART * power[own], FRAME)[: block.shape[1]]
        yield np.where(theirs, np.float32(0), block[own])


def _power(block: Samples) -> NDArray[np.float32]:
    """Mean square of each 20 ms, shape (2, n)."""
    short = -block.shape[1] % FRAME
    padded = np.pad(block, ((0, 0), (0, short)))
    return np.asarray((padded.reshape(2, -1, FRAME) ** 2).mean(axis=2), np.float32)
