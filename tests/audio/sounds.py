"""A minute each of what is not speech, shape (960000,) at 16 kHz, the same at every run."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from soapstone.audio import RATE
from soapstone.audio.decode import Samples

SECONDS = 60
COUNT = SECONDS * RATE
CHORDS = [(220, 277, 330), (196, 247, 294), (175, 220, 262), (165, 208, 247)]


def silence() -> Samples:
    return np.zeros(COUNT, np.float32)


def white_noise() -> Samples:
    return np.random.default_rng(1).normal(0, 0.1, COUNT).astype(np.float32)


def quiet_room() -> Samples:
    return np.random.default_rng(2).normal(0, 0.0005, COUNT).astype(np.float32)


def mains_hum() -> Samples:
    return (0.3 * np.sin(2 * np.pi * 50 * np.arange(COUNT) / RATE)).astype(np.float32)


def music() -> Samples:
    """Plucked chords, a melody with vibrato, and a drum."""
    rng = np.random.default_rng(3)
    beat = RATE // 2
    time = np.arange(beat) / RATE
    fading = np.exp(-3 * time)
    out = np.zeros(COUNT)
    for at in range(0, COUNT, beat):
        bar = out[at : at + beat]
        for root in CHORDS[at // beat // 4 % 4]:
            for harmonic in range(1, 6):
                phase = rng.uniform(0, 2 * np.pi)
                bar += 0.08 / harmonic * fading * np.sin(2 * np.pi * root * harmonic * time + phase)
        note = 440 * 2 ** (rng.integers(-5, 8) / 12)
        bend = time * (1 + 0.002 * np.sin(2 * np.pi * 5 * time))
        for harmonic in range(1, 5):
            bar += 0.1 / harmonic * fading * np.sin(2 * np.pi * note * harmonic * bend)
        if at // beat % 2 == 0:
            bar[:1600] += rng.normal(0, 0.15, 1600) * np.exp(-40 * time[:1600])
    return np.clip(out, -1, 1).astype(np.float32)


SOUNDS: dict[str, Callable[[], Samples]] = {
    "silence": silence,
    "white noise": white_noise,
    "quiet room": quiet_room,
    "mains hum": mains_hum,
    "music": music,
}
