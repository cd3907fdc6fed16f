"""Transcripts as JSON or JSONL: our own, lists of turns, WhisperX output, AWS HealthScribe output."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from soapstone.errors import InputError
from soapstone.transcripts.raw import Utterance, to_transcript
from soapstone.transcripts.tables import END, SPEAKER, START, TEXT
from soapstone.types import Transcript, Word

CONTAINERS = ("turns", "transcript", "utterances", "segments", "dialogue", "conversation", "messages", "data")


def read_json(text: str, where: str) -> Transcript:
    """The transcript in a JSON document of any known shape. InputError names the line and column."""
    document = parse_json(text, where)
    if isinstance(document, Mapping) and "Conversation" in document:
        return to_transcript(_healthscribe(document["Conversation"], where))
    if isinstance(document, Mapping) and isinstance(document.get("turns"), list) and "warnings" in document:
        return _own(document, where)
    return to_transcript(_turns(document, where))


def read_jsonl(text: str, where: str) -> Transcript:
    """One turn a line."""
    utterances = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            row = parse_json(line, where, first_line=number)
            utterances.append(_turn(row, f"{where}, line {number}"))
    return to_transcript(utterances)


def parse_json(text: str, where: str, first_line: int = 1) -> Any:
    """A JSON document, or an InputError with the line and column where it breaks."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        line = first_line + error.lineno - 1
        raise InputError(
            f"line {line}, column {error.colno}: not valid JSON: {error.msg}.",
            where=where,
            fix="Mend that line.",
        ) from error
    except RecursionError:
        raise InputError(
            "not a transcript: nested too deeply.", where=where, fix="Give a list of turns."
        ) from None


def _own(document: Mapping[str, Any], where: str) -> Transcript:
    try:
        return Transcript.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"field {field}: {first['msg']}.",
            where=where,
            fix="Write it as `soapstone transcribe --json` does.",
        ) from error


def _turns(document: Any, where: str) -> list[Utterance]:
    if isinstance(document, Mapping):
        name = next((name for name in CONTAINERS if isinstance(document.get(name), list)), None)
        if name is not None:
            document, where = document[name], f"{where}, {name}"
        elif isinstance(document.get("transcript"), str) or isinstance(document.get("dialogue"), str):
            return _embedded(document.get("transcript") or document["dialogue"], where)
        elif _first(document, TEXT) is not None:
            document = [document]
    if isinstance(document, str):
        return _embedded(document, where)
    if not isinstance(document, list):
        raise InputError(
            "holds no list of turns.",
            where=where,
            fix='Give {"turns": [{"speaker": "clinician", "text": "..."}]} or a list of such turns.',
        )
    return [_turn(item, f"{where}, turn {number}") for number, item in enumerate(document)]


def _embedded(text: str, where: str) -> list[Utterance]:
    from soapstone.transcripts.plain import read_plain

    return [Utterance(turn.speaker, turn.text) for turn in read_plain(text, where).turns]


def _turn(item: Any, where: str) -> Utterance:
    if isinstance(item, str):
        return Utterance("", item)
    if not isinstance(item, Mapping):
        raise InputError("is not a turn.", where=where, fix='Write {"speaker": "clinician", "text": "..."}.')
    text = _first(item, TEXT)
    if not isinstance(text, str):
        raise InputError("has no text.", where=where, fix=f"Name the field one of: {', '.join(TEXT[:4])}.")
    speaker = _first(item, SPEAKER)
    return Utterance(
        str(speaker) if speaker is not None else "",
        text,
        _time(_first(item, START), where),
        _time(_first(item, END), where),
        _words(item.get("words"), where),
    )


def _first(item: Mapping[str, Any], names: Sequence[str]) -> Any:
    lower = {str(key).lower(): value for key, value in item.items()}
    return next((lower[name] for name in names if lower.get(name) is not None), None)


def _time(value: Any, where: str) -> float | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        raise InputError(
            f"the time {str(value)[:20]!r} is not a number.", where=where, fix="Give times in seconds."
        ) from None


def _words(items: Any, where: str) -> tuple[Word, ...]:
    """WhisperX words: `word`, `start`, `end`, `score`; the aligner leaves times out where it was lost."""
    if not isinstance(items, list):
        return ()
    words = []
    for item in items:
        if isinstance(item, Mapping) and (item.get("word") or item.get("text")):
            score = item.get("probability", item.get("score", 1.0))
            words.append(
                Word(
                    text=str(item.get("word") or item.get("text")).strip(),
                    start=_time(item.get("start"), where),
                    end=_time(item.get("end"), where),
                    probability=min(1.0, max(0.0, float(score if score is not None else 1.0))),
                )
            )
    return tuple(words)


def _healthscribe(conversation: Any, where: str) -> list[Utterance]:
    """AWS HealthScribe: `TranscriptSegments` with `Content`, `BeginAudioTime`, `ParticipantDetails`."""
    segments = conversation.get("TranscriptSegments") if isinstance(conversation, Mapping) else None
    if not isinstance(segments, list):
        raise InputError(
            "Conversation has no TranscriptSegments.",
            where=where,
            fix="Give the transcript file of the job, not its summary.",
        )
    return [_segment(segment, f"{where}, segment {number}") for number, segment in enumerate(segments)]


def _segment(segment: Mapping[str, Any], where: str) -> Utterance:
    if not isinstance(segment, Mapping) or not isinstance(segment.get("Content"), str):
        raise InputError(
            "has no Content.", where=where, fix="Give the job's transcript file as it was written."
        )
    role = str((segment.get("ParticipantDetails") or {}).get("ParticipantRole") or "")
    return Utterance(
        role.split("_")[0].lower() if role.split("_")[0] in ("CLINICIAN", "PATIENT") else role,
        segment["Content"],
        _time(segment.get("BeginAudioTime"), where),
        _time(segment.get("EndAudioTime"), where),
    )
