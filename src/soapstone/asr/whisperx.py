"""Recognition by WhisperX (forced alignment), run as a program of its own.

WhisperX needs another torch than Soapstone's training does, so it lives in its own environment; we
run its command and read the JSON that it writes.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from soapstone.asr.base import Hearing
from soapstone.asr.turns import numbered
from soapstone.audio import Audio, utterances
from soapstone.errors import InputError, MissingExtraError, RemoteError
from soapstone.settings import settings
from soapstone.transcripts import read_transcript
from soapstone.types import Transcript, Turn

LAST_WORDS = 300  # characters of the program's own complaint that are shown


class WhisperX:
    """The `whisperx` command; `command` may hold further options, for instance "--diarize".

    Raises MissingExtraError when the command is absent, RemoteError when it fails.
    """

    def __init__(self, command: str | None = None, *, model: str = "base") -> None:
        self.command = shlex.split(command or settings().whisperx_command)
        self.model = model

    def stream(self, audio: Audio) -> Hearing:
        """Listen to a recording; turns come when the program is done with all of it."""
        return Hearing(self._heard(audio))

    def _heard(self, audio: Audio) -> Iterator[tuple[Turn, str]]:
        if shutil.which(self.command[0]) is None:
            raise MissingExtraError(
                f"the WhisperX program {self.command[0]!r} was not found.",
                where="SOAPSTONE_WHISPERX_COMMAND",
                fix="Install it in an environment of its own (python -m venv whisperx; "
                "whisperx/bin/pip install 'whisperx>=3.8') and set this to its whisperx/bin/whisperx.",
            )
        if next(utterances(audio.mono()), None) is None:
            return  # no speech: WhisperX would be asked in vain, and might invent some
        with tempfile.TemporaryDirectory() as folder:
            transcript = self._run(audio.file, Path(folder))
            for turn in numbered(transcript.turns):
                yield turn, transcript.language

    def _run(self, recording: Path, folder: Path) -> Transcript:
        options = ["--model", self.model, "--compute_type", "int8", "--device", "cpu"]
        options += ["--output_format", "json", "--output_dir", str(folder)]
        done = subprocess.run([*self.command, str(recording), *options], capture_output=True, text=True)
        if done.returncode:
            raise self._failed(f"it ended with {done.returncode}: ...{done.stderr.strip()[-LAST_WORDS:]}")
        written = folder / f"{recording.stem}.json"
        try:
            return read_transcript(written)
        except InputError as error:
            raise self._failed(f"its output cannot be used: {error.what}") from error

    def _failed(self, why: str) -> RemoteError:
        return RemoteError(
            f"WhisperX failed; {why}",
            where=" ".join(self.command),
            fix="Run the same command by hand to see all that it says.",
        )
