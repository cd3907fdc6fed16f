"""Transcripts as CSV or TSV: a row a turn, the columns found by their usual names."""

from __future__ import annotations

import csv
import io

from soapstone.errors import InputError
from soapstone.transcripts.raw import Utterance, to_transcript
from soapstone.types import Transcript

TEXT = ("text", "utterance", "content", "transcript", "sentence", "value", "words", "speech", "message")
SPEAKER = ("speaker", "role", "label", "speaker_label", "participant", "participant_role", "who", "name")
START = ("start", "start_time", "begin", "beginaudiotime", "begin_time", "from", "onset")
END = ("end", "end_time", "stop", "endaudiotime", "to", "offset")


def read_csv(text: str, where: str) -> Transcript:
    """Comma, semicolon or tab separated; the header names at least a text column."""
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(
            text.split("\n", 1)[0], delimiters=",;\t|"
        )
    except csv.Error:
        dialect = csv.excel
    reader = csv.DictReader(io.StringIO(text), dialect=dialect, strict=True)
    columns = {(name or "").strip().lower(): name for name in reader.fieldnames or []}
    text_column = _column(columns, TEXT)
    if text_column is None:
        raise InputError(
            "line 1: no column holds the text.",
            where=where,
            fix=f"Name one of the columns: {', '.join(TEXT[:4])}.",
        )
    speaker, start, end = (_column(columns, names) for names in (SPEAKER, START, END))
    try:
        utterances = [
            Utterance(
                row.get(speaker or "") or "",
                row[text_column] or "",
                _number(row.get(start or ""), reader.line_num, where),
                _number(row.get(end or ""), reader.line_num, where),
            )
            for row in reader
        ]
    except csv.Error as error:
        raise InputError(
            f"line {reader.line_num + 1}: {error}.", where=where, fix="Close the quotes on that line."
        ) from error
    return to_transcript(utterances)


def _column(columns: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((columns[name] for name in names if name in columns), None)


def _number(value: str | None, line: int, where: str) -> float | None:
    if value is None or not value.strip():
        return None
    try:
        return float(value)
    except ValueError:
        raise InputError(
            f"line {line}: the time {value[:20]!r} is not a number.",
            where=where,
            fix="Give times in seconds, as 12.5.",
        ) from None
