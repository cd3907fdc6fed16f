"""A whole recording to a transcript."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from soapstone.asr.base import ENGLISH, Transcriber
from soapstone.asr.turns import numbered
from soapstone.asr.voices import can_separate, separate
from soapstone.audio import Audio, open_audio
from soapstone.errors import ModelError, NoSpeechError
from soapstone.settings import settings
from soapstone.types import Transcript, Turn

Progress = Callable[[float], None]
"""Called with the seconds of the recording that were heard so far."""


def transcribe(
    path: Path, *, transcriber: Transcriber | None = None, progress: Progress | None = None
) -> Transcript:
    """What was said in a recording, in turns; one for each uninterrupted voice where voices differ.

    Without a `transcriber` it is the server of the settings if one is set, else Whisper on this machine.
    Raises InputError for a recording that cannot be read, NoSpeechError when nothing was said in it,
    ModelError or RemoteError when it cannot be recognised.
    """
    audio = open_audio(path)
    hearing = (transcriber or chosen()).stream(audio)
    turns: list[Turn] = []
    for turn in numbered(hearing):
        turns.append(turn)
        if progress and turn.end is not None:
            progress(turn.end)
    if not turns:
        raise NoSpeechError(
            "no speech was heard.", where=str(path), fix="Check that the microphone was on and play it back."
        )
    separated = by_voice(turns, audio)
    language = hearing.language
    return Transcript(
        turns=separated, language=language, warnings=(*audio.warnings, *_language_warning(language))
    )


def chosen() -> Transcriber:
    """The transcriber that the settings name."""
    if settings().transcription_url and not settings().offline:
        from soapstone.asr.remote import Remote

        return Remote()
    from soapstone.asr.whisper import Whisper

    return Whisper()


def by_voice(turns: Sequence[Turn], audio: Audio) -> tuple[Turn, ...]:
    """The turns split and labelled by voice; as they are, with a warning, where that cannot be done."""
    if not can_separate(turns):
        return tuple(turns)
    from soapstone.asr.voice_encoder import voice_encoder

    try:
        return separate(turns, audio, voice_encoder().embed)
    except ModelError as error:
        audio.warnings.append(f"voices were not told apart: {error.what}")
        return tuple(turns)


def _language_warning(language: str) -> tuple[str, ...]:
    if language == ENGLISH:
        return ()
    return (f"the visit seems to be in another language ({language}); notes are made from English only",)
