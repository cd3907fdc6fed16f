"""WhisperX as a program of its own. The program itself is another environment's; its output is real in form."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from soapstone.asr import transcribe
from soapstone.asr.whisperx import WhisperX
from soapstone.audio import RATE
from soapstone.audio.decode import Samples
from soapstone.errors import MissingExtraError, NoSpeechError, RemoteError

from ..audio.conftest import write_wav
from ..audio.sounds import SOUNDS

OUTPUT = {
    "segments": [
        {
            "start": 0.5,
            "end": 3.5,
            "text": " What brings you in today?",
            "speaker": "SPEAKER_00",
            "words": [
                {"word": "What", "start": 0.5, "end": 0.7, "score": 0.98, "speaker": "SPEAKER_00"},
                {"word": "brings", "start": 0.7, "end": 1.0, "score": 0.9, "speaker": "SPEAKER_00"},
                {"word": "you", "start": 1.0, "end": 1.1, "score": 0.9},
                {"word": "in", "start": 1.1, "end": 1.2, "score": 0.9},
                {"word": "today?"},
            ],
        },
        {
            "start": 4.0,
            "end": 5.0,
            "text": " A cough.",
            "speaker": "SPEAKER_01",
            "words": [
                {"word": "A", "start": 4.0, "end": 4.1, "score": 0.8},
                {"word": "cough.", "start": 4.2, "end": 4.9, "score": 0.8},
            ],
        },
    ],
    "language": "en",
}


def program(folder: Path, output: Any, *, status: int = 0) -> str:
    """A program with WhisperX's options that writes `output` where WhisperX would."""
    script = folder / "whisperx.py"
    script.write_text(
        "import argparse, json, pathlib, sys\n"
        "parser = argparse.ArgumentParser()\n"
        "parser.add_argument('audio')\n"
        "for name in ('model', 'compute_type', 'device', 'output_format', 'output_dir'):\n"
        "    parser.add_argument('--' + name, required=True)\n"
        "parser.add_argument('--diarize', action='store_true')\n"
        "given = parser.parse_args()\n"
        "assert given.output_format == 'json'\n"
        f"if {status}:\n"
        "    print('no such model', file=sys.stderr)\n"
        f"    sys.exit({status})\n"
        "file = pathlib.Path(given.output_dir) / (pathlib.Path(given.audio).stem + '.json')\n"
        f"file.write_text({output if isinstance(output, str) else json.dumps(output)!r})\n"
    )
    return f"{sys.executable} {script} --diarize"


@pytest.fixture
def recording(tmp_path: Path, visit: Samples) -> Path:
    return write_wav(tmp_path / "visit.wav", visit[: 6 * RATE])


def test_its_turns_words_and_speakers_are_taken_over(tmp_path: Path, recording: Path) -> None:
    transcript = transcribe(recording, transcriber=WhisperX(program(tmp_path, OUTPUT)))

    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        ("SPEAKER_00", "What brings you in today?"),
        ("SPEAKER_01", "A cough."),
    ]
    assert transcript.turns[0].words[0].probability == 0.98
    assert transcript.turns[0].words[-1].start is None, "the aligner lost this word"


def test_a_missing_program_says_how_to_install_it(recording: Path) -> None:
    with pytest.raises(MissingExtraError, match="was not found") as caught:
        transcribe(recording, transcriber=WhisperX("no-such-whisperx --diarize"))

    assert "whisperx/bin/pip install" in caught.value.fix
    assert "SOAPSTONE_WHISPERX_COMMAND" in caught.value.where
    assert caught.value.exit_code == 6


def test_a_program_that_fails_is_quoted(tmp_path: Path, recording: Path) -> None:
    with pytest.raises(RemoteError, match=r"ended with 3: \.\.\.no such model"):
        transcribe(recording, transcriber=WhisperX(program(tmp_path, OUTPUT, status=3)))


def test_output_that_is_no_transcript_is_refused(tmp_path: Path, recording: Path) -> None:
    with pytest.raises(RemoteError, match="its output cannot be used"):
        transcribe(recording, transcriber=WhisperX(program(tmp_path, "'{broken'")))


def test_silence_is_not_given_to_it(tmp_path: Path) -> None:
    silence = write_wav(tmp_path / "silence.wav", SOUNDS["silence"]())

    with pytest.raises(NoSpeechError):
        transcribe(silence, transcriber=WhisperX(program(tmp_path, OUTPUT, status=3)))
