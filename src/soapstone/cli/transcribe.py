"""`soapstone transcribe`: a recording to a transcript."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soapstone.cli.output import AsJson, OutputFile, progress_bar, reports_errors, write_output

if TYPE_CHECKING:
    from soapstone.asr import Transcriber
    from soapstone.audio import Audio
    from soapstone.types import Patient, Transcript


class Format(StrEnum):
    """How a transcript is written."""

    TEXT = "text"
    JSON = "json"
    VTT = "vtt"
    SRT = "srt"


class Recogniser(StrEnum):
    """Who hears the words."""

    AUTO = "auto"
    WHISPER = "whisper"
    REMOTE = "remote"
    WHISPERX = "whisperx"


Recording = Annotated[Path, typer.Argument(metavar="AUDIO", help="wav, flac, mp3, m4a, ogg or webm.")]
PatientFile = Annotated[
    Path | None,
    typer.Option("--patient", help="What the record knows (JSON): helps to hear the medications right."),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How the transcript is written.")]
With = Annotated[
    Recogniser,
    typer.Option("--with", help="Who hears: auto is the server of the settings, else Whisper here."),
]


@reports_errors
def transcribe(
    audio: Recording,
    patient: PatientFile = None,
    form: FormatOption = Format.TEXT,
    recogniser: With = Recogniser.AUTO,
    output: OutputFile = None,
    as_json: AsJson = False,
) -> None:
    """Write down what was said in a recording: who, when, and how surely."""
    from soapstone.asr.transcribe import transcribe as hear
    from soapstone.audio import open_audio
    from soapstone.cli.inputs import read_patient
    from soapstone.errors import OutputError
    from soapstone.transcripts.write import write_transcript
    from soapstone.types import Patient

    known = read_patient(patient) if patient else Patient()
    if output is not None and not output.parent.is_dir():
        # said now, not after an hour of listening
        raise OutputError("its folder does not exist.", where=str(output), fix="Make it, or name another.")
    recording = open_audio(audio)
    transcriber = _transcriber(recogniser)
    with progress_bar(f"Listening to {audio.name}", total=recording.declared) as advance:
        transcript = hear(audio, transcriber=transcriber, progress=advance)
    with progress_bar("Checking drug names"):
        transcript = _finished(transcript, known, recording, transcriber)
    for warning in transcript.warnings:
        print(f"soapstone: warning: {warning}", file=sys.stderr)
    write_output(write_transcript(transcript, "json" if as_json else form.value), output)


def _transcriber(recogniser: Recogniser) -> Transcriber:
    from soapstone.asr.transcribe import chosen

    if recogniser is Recogniser.WHISPER:
        from soapstone.asr.whisper import Whisper

        return Whisper()
    if recogniser is Recogniser.REMOTE:
        from soapstone.asr.remote import Remote

        return Remote()
    if recogniser is Recogniser.WHISPERX:
        from soapstone.asr.whisperx import WhisperX

        return WhisperX()
    return chosen()


def _finished(transcript: Transcript, patient: Patient, audio: Audio, heard_by: Transcriber) -> Transcript:
    from soapstone.asr.by_ear import repair_heard
    from soapstone.asr.roles import assign_roles

    return repair_heard(assign_roles(transcript), patient, audio, heard_by)
