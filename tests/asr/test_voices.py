"""Voices are told apart by how alike their phrases sound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from soapstone.asr.torch_weights import Array, read_tensors
from soapstone.asr.turns import turn_of
from soapstone.asr.voice_encoder import mel
from soapstone.asr.voices import can_separate, separate
from soapstone.audio import RATE, open_audio
from soapstone.audio.decode import Samples
from soapstone.errors import ModelError
from soapstone.types import Turn, Word

from ..audio.conftest import write_wav


def by_pitch(sounds: Sequence[Samples]) -> Array:
    """Stands for the encoder: a sound's level is its voice."""
    levels = [round(float(np.median(sound)), 1) for sound in sounds]
    return np.array([{0.2: (1, 0, 0), 0.6: (0, 1, 0), 0.9: (0, 0, 1)}[level] for level in levels], np.float32)


@pytest.fixture
def said(tmp_path: Path) -> Path:
    """Twelve seconds: 0.2, 0.6, 0.2, 0.9 for 3 s each."""
    levels = np.repeat(np.array([0.2, 0.6, 0.2, 0.9], np.float32), 3 * RATE)
    return write_wav(tmp_path / "voices.wav", levels)


def phrases(*times: tuple[float, float], sentence: bool = True) -> Turn:
    words = [Word(text=f"w{start}" + ("." if sentence else ""), start=start, end=end) for start, end in times]
    return turn_of(words)


def test_a_turn_is_split_where_the_voice_changes(said: Path) -> None:
    turns = [phrases((0.1, 2.9), (3.1, 5.9), (6.1, 8.9), (9.1, 11.9))]

    separated = separate(turns, open_audio(said), by_pitch)

    assert [turn.speaker for turn in separated] == ["voice 1", "voice 2", "voice 1", "voice 3"]
    assert [turn.index for turn in separated] == [0, 1, 2, 3]


def test_sentences_of_one_voice_become_one_turn(said: Path) -> None:
    turns = [phrases((0.1, 1.4)), phrases((1.5, 2.9)), phrases((3.1, 4.4)), phrases((4.5, 5.9))]

    separated = separate(turns, open_audio(said), by_pitch)

    assert [(turn.speaker, len(turn.words)) for turn in separated] == [("voice 1", 2), ("voice 2", 2)]


def test_no_word_is_lost_or_moved(said: Path) -> None:
    turns = [phrases((0.1, 2.9), (3.1, 5.9)), phrases((6.1, 8.9), (9.1, 11.9))]

    separated = separate(turns, open_audio(said), by_pitch)

    assert [w for t in separated for w in t.words] == [w for t in turns for w in t.words]


def test_one_voice_leaves_the_turns_as_they_are(said: Path) -> None:
    turns = [phrases((0.1, 1.4)), phrases((1.5, 2.9))]

    assert separate(turns, open_audio(said), by_pitch) == tuple(turns)


@pytest.mark.parametrize(
    ("turn", "possible"),
    [
        (Turn(index=0, text="no pain", words=(Word(text="no", start=0, end=1),)), True),
        (Turn(index=0, text="no", words=(Word(text="no", start=0, end=1),), speaker="left"), False),
        (Turn(index=0, text="no", words=(Word(text="no"),)), False),
        (Turn(index=0, text="no"), False),
    ],
)
def test_voices_need_times_and_given_speakers_are_kept(turn: Turn, possible: bool) -> None:
    assert can_separate([turn]) is possible


@pytest.mark.model
def test_one_voice_is_more_like_itself_than_like_another(
    voice_encoder: None, visit: Samples, truth: list[dict[str, float]]
) -> None:
    sounds = [visit[int(t["start"] * RATE) : int(t["end"] * RATE)] for t in truth]

    from soapstone.asr.voice_encoder import voice_encoder as encoder

    vectors = encoder().embed(sounds)

    alike = vectors @ vectors.T
    same = np.equal.outer([t["speaker"] for t in truth], [t["speaker"] for t in truth])
    assert alike[same].min() > alike[~same].max() + 0.1
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)


@pytest.mark.model
def test_a_voice_is_the_same_whatever_else_is_embedded_with_it(voice_encoder: None, visit: Samples) -> None:
    from soapstone.asr.voice_encoder import voice_encoder as encoder

    one, other = visit[: 2 * RATE], visit[4 * RATE : 9 * RATE]

    np.testing.assert_allclose(encoder().embed([one, other])[0], encoder().embed([one])[0], atol=1e-5)


def test_the_mel_spectrogram_has_a_frame_each_ten_milliseconds() -> None:
    assert mel(np.zeros(RATE, np.float32)).shape == (101, 40)


def test_a_checkpoint_that_would_run_code_is_refused(tmp_path: Path) -> None:
    import os
    import pickle

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {tmp_path}/owned",)

    file = tmp_path / "pretrained.pt"
    file.write_bytes(pickle.dumps(Evil()) * 5)

    with pytest.raises(ModelError, match="is not a part of a tensor"):
        read_tensors(file, "model_state")
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("content", [b"", b"not a pickle", b"\x80\x02K\x01."])
def test_a_damaged_checkpoint_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "pretrained.pt"
    file.write_bytes(content)

    with pytest.raises(ModelError, match="weights cannot be read"):
        read_tensors(file, "model_state")
