"""A transcript as text, JSON, WebVTT or SRT; the readers of this package read each of them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from soapstone.errors import UsageError
from soapstone.types import Transcript, Turn, Word

CUE_WORDS = 14
UNKNOWN_SECONDS = 2.0  # how long a caption stands where the input had no times


def write_transcript(transcript: Transcript, form: str) -> str:
    """The transcript in one of "text", "json", "vtt", "srt". UsageError for another form."""
    writers = {"text": _text, "json": _json, "vtt": _vtt, "srt": _srt}
    if form not in writers:
        raise UsageError(f"unknown format {form!r}.", fix=f"Known are: {', '.join(writers)}.")
    return writers[form](transcript)


def label(turn: Turn) -> str:
    """Who speaks: the role where it is known, else the input's label, else "Speaker"."""
    if turn.role != "unknown":
        return turn.role.capitalize()
    return turn.speaker.capitalize() or "Speaker"


def _text(transcript: Transcript) -> str:
    return "".join(f"{label(turn)}: {turn.text}\n" for turn in transcript.turns)


def _json(transcript: Transcript) -> str:
    return transcript.model_dump_json(indent=2) + "\n"


def _vtt(transcript: Transcript) -> str:
    cues = (
        f"{_time(start, '.')} --> {_time(end, '.')}\n<v {label(turn)}>{_escaped(text)}\n"
        for turn, text, start, end in _cues(transcript.turns)
    )
    return "\n".join(["WEBVTT\n", *cues])


def _srt(transcript: Transcript) -> str:
    cues = (
        f"{number}\n{_time(start, ',')} --> {_time(end, ',')}\n{label(turn)}: {text}\n"
        for number, (turn, text, start, end) in enumerate(_cues(transcript.turns), start=1)
    )
    return "\n".join(cues)


def _cues(turns: Iterable[Turn]) -> Iterator[tuple[Turn, str, float, float]]:
    """Captions short enough to read; a turn that was repaired stays whole, as its words are not its text."""
    at = 0.0
    for turn in turns:
        if turn.repairs or not turn.words or " ".join(word.text for word in turn.words) != turn.text:
            groups = [(turn.text, turn.start, turn.end)]
        else:
            groups = [(_joined(group), group[0].start, group[-1].end) for group in _groups(turn.words)]
        for text, start, end in groups:
            begins = at if start is None else start
            at = max(begins, begins + UNKNOWN_SECONDS if end is None else end)
            yield turn, text, begins, at


def _groups(words: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    for start in range(0, len(words), CUE_WORDS):
        yield words[start : start + CUE_WORDS]


def _joined(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words)


def _time(seconds: float, mark: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}{mark}{rest % 1000:03d}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
