"""`soapstone transcribe`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from soapstone import models
from soapstone.audio import RATE, open_audio
from soapstone.transcripts import read_transcript
from soapstone.types import Patient, Transcript

from ..asr.conftest import EXAMPLES, SAMPLE, fetched
from ..audio.conftest import write_wav
from ..audio.sounds import SOUNDS
from .conftest import Run


def _text(folder: Path) -> Path:
    file = folder / "notes.wav"
    file.write_text("Clinician: any fever?\n" * 50)
    return file


def _empty(folder: Path) -> Path:
    file = folder / "empty.wav"
    file.touch()
    return file


def _no_length(folder: Path) -> Path:
    return write_wav(folder / "nothing.wav", np.zeros(0, np.float32))


def _silence(folder: Path) -> Path:
    return write_wav(folder / "silence.wav", SOUNDS["silence"]())


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        pytest.param(lambda folder: folder / "gone.wav", 3, "there is no such file", id="missing file"),
        pytest.param(_empty, 3, "the file is empty", id="empty file"),
        pytest.param(_text, 3, "not a recording that can be read", id="text file named .wav"),
        pytest.param(_no_length, 3, "holds no sound (0 seconds)", id="zero-length audio"),
        pytest.param(_silence, 4, "no speech was heard", id="silence"),
    ],
)
def test_bad_input_is_refused_with_its_place_and_nothing_is_written(
    run: Run, tmp_path: Path, make: Callable[[Path], Path], code: int, message: str
) -> None:
    file = make(tmp_path)
    out = tmp_path / "out" / "visit.txt"
    out.parent.mkdir()

    done = run("transcribe", file, "-o", out, offline=True)

    assert done.returncode == code
    assert message in done.stderr
    assert str(file) in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(out.parent.iterdir()) == []


def test_errors_are_json_on_request(run: Run, tmp_path: Path) -> None:
    done = run("transcribe", tmp_path / "gone.wav", "--json")

    assert json.loads(done.stderr) == {
        "error": "input",
        "what": "there is no such file.",
        "where": str(tmp_path / "gone.wav"),
        "fix": "Check the path.",
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"age": 58,\n "sex": }', "line 2"),
        ('{"age": 400}', "age: Input should be less than or equal to 130"),
        ('{"shoe_size": 43}', "shoe_size: Extra inputs are not permitted"),
        ("[]", "Input should be a valid dictionary"),
    ],
)
def test_a_patient_file_that_is_wrong_is_refused_with_the_place(
    run: Run, tmp_path: Path, content: str, message: str
) -> None:
    file = tmp_path / "patient.json"
    file.write_text(content)

    done = run("transcribe", SAMPLE, "--patient", file)

    assert done.returncode == 3
    assert message in done.stderr
    assert str(file) in done.stderr


def test_a_folder_that_does_not_exist_is_noticed_before_listening(run: Run, tmp_path: Path) -> None:
    done = run("transcribe", SAMPLE, "-o", tmp_path / "no" / "visit.txt", home=tmp_path, offline=True)

    assert done.returncode == 7
    assert str(tmp_path / "no" / "visit.txt") in done.stderr


def test_the_example_patient_is_valid() -> None:
    patient = Patient.model_validate_json((EXAMPLES / "patient.json").read_text())

    assert patient.allergies == ("penicillin",)


@pytest.mark.model
class TestWithTheRealModels:
    @pytest.fixture(autouse=True)
    def _models(self, need: Callable[[object, str], None]) -> None:
        fetched("whisper-tiny.en", need)
        fetched("voice-encoder", need)

    @pytest.fixture
    def recording(self, tmp_path: Path) -> Path:
        samples = np.concatenate(list(open_audio(SAMPLE).mono()))
        return write_wav(tmp_path / "visit.wav", samples[: 30 * RATE])

    @pytest.mark.parametrize("form", ["text", "json", "vtt", "srt"])
    def test_every_format_is_read_back(self, run: Run, recording: Path, tmp_path: Path, form: str) -> None:
        out = tmp_path / f"visit.{'txt' if form == 'text' else form}"

        done = run(
            *("transcribe", recording, "--format", form, "-o", out),
            asr_model="whisper-tiny.en",
            offline=True,
            home=models.store().home,
        )

        assert done.returncode == 0, done.stderr
        turns = read_transcript(out).turns
        assert "brings you in" in " ".join(turn.text for turn in turns)
        assert {turn.role for turn in turns} == {"clinician", "patient"}

    def test_json_holds_words_times_and_roles(self, run: Run, recording: Path) -> None:
        done = run("transcribe", recording, "--json", asr_model="whisper-tiny.en", offline=True)

        transcript = Transcript.model_validate_json(done.stdout)
        assert transcript.turns[0].role == "clinician"
        assert transcript.turns[1].role == "patient"
        assert all(turn.words for turn in transcript.turns)
