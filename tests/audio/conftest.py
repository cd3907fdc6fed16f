"""Recordings in all formats, made from the sample visit."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from soapstone.audio import RATE, open_audio
from soapstone.audio.decode import Samples

SAMPLE = Path(__file__).parents[2] / "examples" / "visit.ogg"


@pytest.fixture(scope="session")
def speech() -> Samples:
    """The first ten seconds of the sample visit: a question and an answer, shape (160000,)."""
    return next_seconds(10)


def next_seconds(seconds: int) -> Samples:
    samples = np.concatenate(list(open_audio(SAMPLE).mono()))
    return samples[: seconds * RATE]


def write_wav(file: Path, samples: Samples, rate: int = RATE) -> Path:
    """A 16-bit file of samples of shape (n,) or (channels, n)."""
    shaped = np.atleast_2d(samples)
    with wave.open(str(file), "wb") as stream:
        stream.setnchannels(len(shaped))
        stream.setsampwidth(2)
        stream.setframerate(rate)
        stream.writeframes((np.clip(shaped.T, -1, 1) * 32767).astype("<i2").tobytes())
    return file


def encode(file: Path, samples: Samples, codec: str, rate: int, layout: str = "mono") -> Path:
    """Any other format, through PyAV; samples of shape (channels, n) at 16 kHz."""
    import av

    with av.open(str(file), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=layout)
        frame.rate = RATE
        size = stream.codec_context.frame_size or 1024
        resampler = av.AudioResampler(format=stream.format.name, layout=layout, rate=rate, frame_size=size)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return file


@pytest.fixture
def wav(tmp_path: Path) -> Callable[..., Path]:
    """Write samples to a WAV file of the test's own."""

    def write(samples: Samples, name: str = "visit.wav", rate: int = RATE) -> Path:
        return write_wav(tmp_path / name, samples, rate)

    return write
