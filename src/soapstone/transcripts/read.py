"""Which reader reads a file: by its ending first, by its content where the ending does not say."""

from __future__ import annotations

from pathlib import Path

from soapstone.errors import InputError
from soapstone.transcripts.captions import read_srt, read_vtt
from soapstone.transcripts.documents import read_json, read_jsonl
from soapstone.transcripts.language import language_warning
from soapstone.transcripts.plain import read_plain
from soapstone.transcripts.tables import read_csv
from soapstone.types import Transcript

READERS = {
    ".vtt": read_vtt,
    ".srt": read_srt,
    ".json": read_json,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_plain,
    ".md": read_plain,
    ".text": read_plain,
    "": read_plain,
}
ONE_SPEAKER = "Only one speaker was found; the note may rest on one side of the visit."


def is_transcript(path: Path) -> bool:
    """Whether the file's ending is one of a transcript's."""
    return path.suffix.lower() in READERS


def read_transcript(path: Path) -> Transcript:
    """The transcript in `path`. InputError says what is wrong, with the line where there is one."""
    return read_text(file_text(path), path.suffix.lower(), str(path))


def file_text(path: Path) -> str:
    """The text of a file, decoded. InputError when it is missing, cannot be read, is empty or is no text."""
    where = str(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file.", where=where, fix="Check the path.") from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", where=where, fix="Check the path.") from error
    return decode_text(content, where)


def decode_text(content: bytes, where: str) -> str:
    """UTF-8, or UTF-16 with its byte order mark; anything else is refused."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            f"line {line} is not UTF-8 text.",
            where=where,
            fix="Save the transcript as UTF-8, or name audio by its ending.",
        ) from error
    if not text.strip():
        raise InputError("the file is empty.", where=where, fix="Give a transcript with at least one turn.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(text: str, suffix: str, where: str) -> Transcript:
    """A transcript from text already decoded; `suffix` chooses the reader."""
    if suffix not in READERS:
        known = ", ".join(sorted(filter(None, READERS)))
        raise InputError(f"unknown kind of transcript {suffix!r}.", where=where, fix=f"Known are: {known}.")
    transcript = READERS[suffix](text, where)
    if not transcript.turns:
        raise InputError("holds no words.", where=where, fix="Give a transcript with at least one turn.")
    warnings = list(transcript.warnings)
    language, warning = language_warning(transcript)
    if warning:
        warnings.append(warning)
    if (
        len(transcript.turns) > 1
        and len({turn.speaker for turn in transcript.turns}) == 1
        and transcript.turns[0].speaker
    ):
        warnings.append(ONE_SPEAKER)
    return transcript.model_copy(update={"language": language, "warnings": tuple(warnings)})
