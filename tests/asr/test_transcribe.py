"""From a recording to a transcript, with the real models."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from soapstone.asr import transcribe
from soapstone.asr.whisper import Whisper
from soapstone.audio import RATE
from soapstone.audio.decode import Samples
from soapstone.errors import InputError, NoSpeechError
from soapstone.settings import settings
from soapstone.types import Transcript, Turn

from ..audio.conftest import encode, write_wav
from ..audio.sounds import SOUNDS
from .conftest import SAMPLE

pytestmark = pytest.mark.model


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch, whisper: Whisper, voice_encoder: None) -> None:
    """With its models in the store, recognition opens no socket."""
    monkeypatch.setattr(settings(), "offline", True)


@pytest.fixture(scope="module")
def heard(whisper: Whisper, voice_encoder: None) -> Transcript:
    return transcribe(SAMPLE, transcriber=whisper)


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", text.lower())


def speaker_at(turns: list[dict[str, Any]], seconds: float) -> str:
    return str(min(turns, key=lambda t: max(t["start"] - seconds, seconds - t["end"], 0))["speaker"])


def test_what_was_said_is_written_down(heard: Transcript) -> None:
    said = plain(" ".join(turn.text for turn in heard.turns))

    phrases = ("dry cough", "no chest pain", "the albuterol", "any allergies", "98", "emergency room")
    missed = [phrase for phrase in phrases if plain(phrase) not in said]
    # the smallest model, whose int8 rounding is the processor's: now and then it mishears one of them
    assert len(missed) <= 1, missed


def test_turns_are_in_order_and_made_of_their_words(heard: Transcript) -> None:
    assert [turn.index for turn in heard.turns] == list(range(len(heard.turns)))
    starts = [turn.start for turn in heard.turns]
    assert starts == sorted(starts)
    for turn in heard.turns:
        assert turn.text == " ".join(word.text for word in turn.words)
        assert turn.start == turn.words[0].start
        assert all(0 <= word.probability <= 1 for word in turn.words)
        assert all(word.start is not None and word.end is not None for word in turn.words)


def test_every_word_is_given_to_the_voice_that_said_it(
    heard: Transcript, truth: list[dict[str, Any]]
) -> None:
    voice = {"Clinician": "voice 1", "Patient": "voice 2"}
    words = [(turn.speaker, word) for turn in heard.turns for word in turn.words]
    right = [
        voice[speaker_at(truth, (word.start + word.end) / 2)] == speaker
        for speaker, word in words
        if word.start is not None and word.end is not None
    ]

    assert sum(right) / len(words) > 0.95


def test_question_and_answer_are_two_turns(heard: Transcript) -> None:
    question = next(turn for turn in heard.turns if "fever" in turn.text and "?" in turn.text)

    answer = heard.turns[question.index + 1]

    assert plain(answer.text).startswith("no")
    assert answer.speaker != question.speaker


def test_the_same_recording_gives_the_same_transcript(heard: Transcript, whisper: Whisper) -> None:
    assert transcribe(SAMPLE, transcriber=whisper) == heard


@pytest.mark.parametrize("sound", list(SOUNDS))
def test_silence_gives_no_words(tmp_path: Path, whisper: Whisper, sound: str) -> None:
    file = write_wav(tmp_path / "minute.wav", SOUNDS[sound]())

    with pytest.raises(NoSpeechError, match="no speech was heard") as caught:
        transcribe(file, transcriber=whisper)

    assert caught.value.exit_code == 4
    assert caught.value.where == str(file)


def test_telephone_audio_is_heard(tmp_path: Path, whisper: Whisper, visit: Samples) -> None:
    file = encode(tmp_path / "call.wav", visit[np.newaxis, : 30 * RATE], "pcm_mulaw", 8_000)

    said = plain(" ".join(turn.text for turn in transcribe(file, transcriber=whisper).turns))

    assert "no chest pain" in said
    assert "dry cough" in said


def test_a_voice_a_channel_names_the_speakers(
    tmp_path: Path, whisper: Whisper, visit: Samples, truth: list[dict[str, Any]]
) -> None:
    short = visit[: 30 * RATE]
    left = np.zeros_like(short)
    right = np.zeros_like(short)
    for turn in truth:
        part = slice(int((turn["start"] - 0.1) * RATE), int((turn["end"] + 0.1) * RATE))
        (left if turn["speaker"] == "Clinician" else right)[part] = short[part]
    noise = np.random.default_rng(0).normal(0, 0.001, (2, len(short))).astype(np.float32)
    crosstalk = np.stack([left + 0.1 * right, right + 0.1 * left]) + noise

    turns = transcribe(write_wav(tmp_path / "visit.wav", crosstalk), transcriber=whisper).turns

    assert {turn.speaker for turn in turns} == {"left", "right"}
    assert [turn.start for turn in turns] == sorted(turn.start or 0 for turn in turns)
    assert _speaker_of("fever or chills", turns) == "left"
    assert _speaker_of("no chest pain", turns) == "right"
    assert sum("fever or chills" in plain(turn.text) for turn in turns) == 1, "crosstalk is not heard twice"


def _speaker_of(phrase: str, turns: tuple[Turn, ...]) -> str:
    return next(turn.speaker for turn in turns if phrase in plain(turn.text))


def test_one_voice_alone_is_not_split(
    tmp_path: Path, whisper: Whisper, visit: Samples, truth: list[dict[str, Any]]
) -> None:
    clinician = [turn for turn in truth if turn["speaker"] == "Clinician"]
    parts = [visit[int(t["start"] * RATE) - 3200 : int(t["end"] * RATE) + 3200] for t in clinician]
    file = write_wav(tmp_path / "dictation.wav", np.concatenate(parts[:8]))

    assert {turn.speaker for turn in transcribe(file, transcriber=whisper).turns} == {""}


def test_a_truncated_mp3_is_heard_as_far_as_it_goes(tmp_path: Path, whisper: Whisper, visit: Samples) -> None:
    whole = encode(tmp_path / "whole.mp3", visit[np.newaxis, : 20 * RATE], "libmp3lame", 44_100)
    cut = tmp_path / "cut.mp3"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    transcript = transcribe(cut, transcriber=whisper)

    assert "what brings you in today" in plain(" ".join(turn.text for turn in transcript.turns))
    assert any("stops after" in warning for warning in transcript.warnings)


def test_progress_is_told_in_seconds_of_the_recording(
    tmp_path: Path, whisper: Whisper, visit: Samples
) -> None:
    told: list[float] = []

    transcribe(write_wav(tmp_path / "a.wav", visit[: 12 * RATE]), transcriber=whisper, progress=told.append)

    assert told == sorted(told)
    assert 8 < told[-1] < 12


def test_without_the_voice_model_there_is_a_transcript_and_a_warning(
    tmp_path: Path, whisper: Whisper, visit: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    from soapstone.asr.voice_encoder import voice_encoder

    voice_encoder.cache_clear()
    monkeypatch.setattr(settings(), "home", tmp_path / "empty")
    transcript = transcribe(write_wav(tmp_path / "a.wav", visit[: 12 * RATE]), transcriber=whisper)
    voice_encoder.cache_clear()

    assert "what brings you in today" in plain(" ".join(turn.text for turn in transcript.turns))
    assert {turn.speaker for turn in transcript.turns} == {""}
    assert any("voices were not told apart" in warning for warning in transcript.warnings)


def test_an_unreadable_recording_is_refused_before_any_model_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        transcribe(tmp_path / "gone.wav", transcriber=Whisper("no-such-model"))
