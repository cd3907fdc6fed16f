"""Any recording to 16 kHz float samples, block by block, so that hours fit in little memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from soapstone.errors import InputError

if TYPE_CHECKING:
    import av
    import av.container
    import av.stream

RATE = 16_000
BLOCK_SECONDS = 5
GAP_SECONDS = 0.2
LONGEST_GAP_SECONDS = 600
DAMAGED = "parts of the recording are damaged or missing; silence stands for them"
# a "recording" may be a playlist or a session description: it must not make us open a connection
ONLY_FILES = {"protocol_whitelist": "file"}
FORMATS = "wav, flac, mp3, m4a, ogg, webm"

Samples = NDArray[np.float32]
Channel = Literal["mix", "left", "right"]


@dataclass(frozen=True)
class Audio:
    """A recording that can be read; made by `open_audio`.

    `channels` is 1 or 2 (more are mixed to one). `declared` is the length in seconds that the file
    itself claims, if any. `warnings` gains what was wrong with the recording while it is read.
    `channel` says which part of a stereo recording is meant by `mono`.
    """

    file: Path
    channels: int
    declared: float | None = None
    channel: Channel = "mix"
    warnings: list[str] = field(default_factory=list, compare=False)

    def blocks(self) -> Iterator[Samples]:
        """The samples, float32 in [-1, 1] at 16 kHz, shape (channels, n), n at most 5 s; in order.

        A damaged recording gives what can be decoded, and a warning. InputError when that is nothing.
        """
        decoded = 0
        block: list[Samples] = []
        filled = 0
        for samples in _decode(self.file, self.channels, self._warn):
            for piece in _cut(samples, RATE * BLOCK_SECONDS):
                if filled + piece.shape[1] > RATE * BLOCK_SECONDS:
                    yield np.concatenate(block, axis=1)
                    block, filled = [], 0
                block.append(piece)
                filled += piece.shape[1]
                decoded += piece.shape[1]
        if block:
            yield np.concatenate(block, axis=1)
        self._check_length(decoded / RATE)

    def mono(self) -> Iterator[Samples]:
        """The blocks as one channel, shape (n,): the chosen one, or the mean of both."""
        for block in self.blocks():
            if self.channels == 1 or self.channel == "mix":
                yield block.mean(axis=0)
            else:
                yield block[0 if self.channel == "left" else 1]

    def only(self, channel: Channel) -> Audio:
        """The same recording, of which `mono` is this channel; warnings are shared."""
        return Audio(self.file, self.channels, self.declared, channel, self.warnings)

    def _check_length(self, seconds: float) -> None:
        if seconds == 0:
            raise InputError(
                "the recording holds no sound (0 seconds).",
                where=str(self.file),
                fix="Record again, or check that the whole file was copied.",
            )
        if self.declared and seconds < 0.98 * self.declared - 0.5:
            self._warn(
                f"the recording stops after {seconds:.0f} of {self.declared:.0f} seconds; "
                "what follows is lost"
            )

    def _warn(self, warning: str) -> None:
        if warning not in self.warnings:
            self.warnings.append(warning)


def open_audio(file: Path) -> Audio:
    """Look at a recording without decoding it.

    InputError says whether the file is missing, unreadable, empty, no recording, or without sound.
    """
    _check_file(file)
    import av

    try:
        with av.open(str(file), metadata_errors="ignore", options=ONLY_FILES) as container:
            if not container.streams.audio:
                raise _not_audio(file, "there is no sound in it")
            stream = container.streams.audio[0]
            channels = 2 if stream.channels == 2 else 1
            return Audio(file, channels, _declared_seconds(container, stream))
    except av.FFmpegError as error:
        raise _not_audio(file, "it is not a recording that can be read") from error


def _check_file(file: Path) -> None:
    if not file.exists():
        raise InputError("there is no such file.", where=str(file), fix="Check the path.")
    if not file.is_file():
        raise InputError("this is not a file.", where=str(file), fix="Name one recording.")
    try:
        with file.open("rb") as stream:
            empty = not stream.read(1)
    except OSError as error:
        raise InputError(
            f"the file cannot be read: {error.strerror}.", where=str(file), fix="Check its permissions."
        ) from error
    if empty:
        raise InputError("the file is empty (0 bytes).", where=str(file), fix="Copy or record it again.")


def _not_audio(file: Path, why: str) -> InputError:
    return InputError(f"{why}.", where=str(file), fix=f"Recordings may be: {FORMATS}.")


def _declared_seconds(container: av.container.InputContainer, stream: av.stream.Stream) -> float | None:
    if container.duration:
        return float(container.duration / 1_000_000)
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return None


def _decode(file: Path, channels: int, warn: Callable[[str], None]) -> Iterator[Samples]:
    import av

    resampler = av.AudioResampler(format="fltp", layout="stereo" if channels == 2 else "mono", rate=RATE)
    clock = _Clock(channels, warn)
    with av.open(str(file), metadata_errors="ignore", options=ONLY_FILES) as container:
        for frame in _frames(container, warn):
            yield from clock.missing_before(frame)
            yield from (out.to_ndarray() for out in resampler.resample(frame))
        yield from (out.to_ndarray() for out in resampler.resample(None))


def _frames(container: av.container.InputContainer, warn: Callable[[str], None]) -> Iterator[av.AudioFrame]:
    import av

    packets = container.demux(container.streams.audio[0])
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            frames = packet.decode()
        except av.EOFError:
            return
        except av.FFmpegError:
            warn(DAMAGED)
            continue
        yield from frames


class _Clock:
    """Keeps time: where a frame is later than what came before it, sound is missing."""

    def __init__(self, channels: int, warn: Callable[[str], None]) -> None:
        self._channels = channels
        self._warn = warn
        self._expected: float | None = None

    def missing_before(self, frame: av.AudioFrame) -> Iterator[Samples]:
        """Silence for what is missing before this frame, so that later words keep their times."""
        if frame.time is None:
            return
        gap = frame.time - (frame.time if self._expected is None else self._expected)
        self._expected = frame.time + frame.samples / frame.sample_rate
        if gap > GAP_SECONDS:
            self._warn(DAMAGED)
            for _ in range(int(min(gap, LONGEST_GAP_SECONDS) * 10)):
                yield np.zeros((self._channels, RATE // 10), np.float32)


def _cut(samples: Samples, length: int) -> Iterator[Samples]:
    for start in range(0, samples.shape[1], length):
        yield samples[:, start : start + length]
