"""Recordings of every common kind become 16 kHz samples; what is no recording is refused."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from soapstone.audio import RATE, open_audio
from soapstone.audio.decode import Samples
from soapstone.errors import InputError

from .conftest import encode

Wav = Callable[..., Path]


def samples_of(file: Path) -> Samples:
    return np.concatenate(list(open_audio(file).mono()))


def alike(heard: Samples, spoken: Samples) -> float:
    """Correlation at the best shift of at most 0.1 s: codecs delay a little."""
    length = min(len(heard), len(spoken)) - RATE // 5
    middle = spoken[RATE // 10 : RATE // 10 + length]
    return max(
        float(np.corrcoef(heard[shift : shift + length], middle)[0, 1]) for shift in range(0, RATE // 5, 2)
    )


@pytest.mark.parametrize(
    ("name", "codec", "rate", "layout"),
    [
        ("visit.wav", "pcm_s16le", 44_100, "stereo"),
        ("visit.wav", "pcm_s16le", 8_000, "mono"),
        ("visit.wav", "pcm_mulaw", 8_000, "mono"),
        ("visit.wav", "pcm_f32le", 96_000, "mono"),
        ("visit.flac", "flac", 48_000, "stereo"),
        ("visit.mp3", "libmp3lame", 44_100, "stereo"),
        ("visit.mp3", "libmp3lame", 22_050, "mono"),
        ("visit.m4a", "aac", 44_100, "stereo"),
        ("visit.ogg", "libopus", 48_000, "stereo"),
        ("visit.ogg", "libopus", 24_000, "mono"),
        ("visit.webm", "libopus", 48_000, "mono"),
    ],
)
def test_every_format_and_rate_is_heard(
    tmp_path: Path, speech: Samples, name: str, codec: str, rate: int, layout: str
) -> None:
    channels = 2 if layout == "stereo" else 1
    file = encode(tmp_path / name, np.tile(speech, (channels, 1)), codec, rate, layout)

    audio = open_audio(file)
    heard = np.concatenate(list(audio.mono()))

    assert audio.channels == channels
    assert audio.warnings == []
    assert abs(len(heard) / RATE - 10) < 0.15
    assert alike(heard, speech) > 0.9


def test_blocks_are_short_and_keep_both_channels(wav: Wav) -> None:
    rng = np.random.default_rng(0)
    sound = rng.uniform(-0.5, 0.5, (2, 33 * RATE)).astype(np.float32)

    blocks = list(open_audio(wav(sound)).blocks())

    assert all(block.shape[0] == 2 and block.shape[1] <= 5 * RATE for block in blocks)
    assert all(block.dtype == np.float32 for block in blocks)
    np.testing.assert_allclose(np.concatenate(blocks, axis=1), sound, atol=1e-4)


@pytest.mark.parametrize(("channel", "level"), [("left", 0.5), ("right", -0.25), ("mix", 0.125)])
def test_a_channel_can_be_chosen(wav: Wav, channel: str, level: float) -> None:
    file = wav(np.stack([np.full(RATE, 0.5, np.float32), np.full(RATE, -0.25, np.float32)]))

    heard = np.concatenate(list(open_audio(file).only(channel).mono()))  # type: ignore[arg-type]

    np.testing.assert_allclose(heard[RATE // 4 : -RATE // 4], level, atol=1e-3)


def _text(folder: Path) -> Path:
    file = folder / "notes.wav"
    file.write_text("The patient reports a cough.\n" * 100)
    return file


def _empty(folder: Path) -> Path:
    file = folder / "empty.wav"
    file.touch()
    return file


def _picture(folder: Path) -> Path:
    file = folder / "picture.mp3"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    return file


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda folder: folder / "gone.wav", "there is no such file", id="missing"),
        pytest.param(lambda folder: folder, "this is not a file", id="a folder"),
        pytest.param(_empty, "the file is empty", id="empty"),
        pytest.param(_text, "not a recording", id="text named .wav"),
        pytest.param(_picture, "not a recording|no sound in it", id="a picture named .mp3"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, make: Callable[[Path], Path], message: str) -> None:
    file = make(tmp_path)

    with pytest.raises(InputError, match=message) as caught:
        list(open_audio(file).blocks())

    assert caught.value.where == str(file)
    assert caught.value.fix


def test_a_recording_of_no_length_is_refused(wav: Wav) -> None:
    file = wav(np.zeros(0, np.float32))

    with pytest.raises(InputError, match=r"holds no sound \(0 seconds\)"):
        list(open_audio(file).blocks())


@pytest.mark.parametrize(
    ("name", "codec"), [("visit.mp3", "libmp3lame"), ("visit.ogg", "libopus"), ("visit.flac", "flac")]
)
def test_a_truncated_recording_is_heard_as_far_as_it_goes_and_says_so(
    tmp_path: Path, speech: Samples, name: str, codec: str
) -> None:
    whole = encode(tmp_path / f"whole-{name}", speech[np.newaxis], codec, 48_000)
    cut = tmp_path / name
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])

    audio = open_audio(cut)
    heard = np.concatenate(list(audio.mono()))

    assert 4 < len(heard) / RATE < 8
    if name != "visit.ogg":  # an Ogg file does not say how long it was meant to be
        assert any("stops after" in w or "damaged" in w for w in audio.warnings)


def test_a_damaged_middle_is_left_out_with_a_warning(tmp_path: Path, speech: Samples) -> None:
    file = encode(tmp_path / "visit.flac", speech[np.newaxis], "flac", 16_000)
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4000] = bytes(4000)
    file.write_bytes(content)

    audio = open_audio(file)
    heard = np.concatenate(list(audio.mono()))

    assert abs(len(heard) / RATE - 10) < 0.3, "what follows the damage keeps its time"
    assert any("damaged" in warning for warning in audio.warnings)
    end = slice(-3 * RATE, -RATE // 2)
    assert alike(heard[end], speech[end]) > 0.9


def test_mp3_with_a_broken_start_is_still_heard(tmp_path: Path, speech: Samples) -> None:
    file = encode(tmp_path / "visit.mp3", speech[np.newaxis], "libmp3lame", 16_000)
    file.write_bytes(file.read_bytes()[5_000:])

    assert len(samples_of(file)) / RATE > 7


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "visit.wav",
            "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n",
        ),
        (
            "visit.m3u8",
            "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n",
        ),
        ("visit.ogg", "ffconcat version 1.0\nfile 'http://127.0.0.1:{port}/a.wav'\n"),
    ],
)
def test_a_playlist_that_poses_as_a_recording_opens_no_connection(
    tmp_path: Path, name: str, content: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        file = tmp_path / name
        file.write_text(content.format(port=server.getsockname()[1]))

        with pytest.raises(InputError):
            list(open_audio(file).blocks())

        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()
