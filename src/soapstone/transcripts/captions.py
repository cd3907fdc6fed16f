"""WebVTT and SubRip captions, with voices where the file names them."""

from __future__ import annotations

import html
import re

from soapstone.errors import InputError
from soapstone.transcripts.raw import Utterance, known_role, to_transcript
from soapstone.types import Transcript

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_ARROW = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|<\d[\d:.]*>|\{\\[^}]*\}")
_LABEL = re.compile(r"^\s*\[?([A-Za-z][\w .'-]{0,30})\]?:\s+(.*)$", re.S)


def read_vtt(text: str, where: str) -> Transcript:
    """WebVTT: the header is required, cue settings and comments are passed over."""
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        raise InputError(
            "line 1: a WebVTT file starts with WEBVTT.",
            where=where,
            fix="Name a SubRip file .srt, or mend the header.",
        )
    return _read_cues(text, where)


def read_srt(text: str, where: str) -> Transcript:
    """SubRip: numbered blocks with a time line each."""
    return _read_cues(text, where)


def _read_cues(text: str, where: str) -> Transcript:
    utterances: list[Utterance] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        if "-->" not in lines[at]:
            at += 1
            continue
        match = _ARROW.match(lines[at])
        if match is None:
            raise InputError(
                f"line {at + 1}: the time {lines[at].strip()[:40]!r} cannot be read.",
                where=where,
                fix="Write it as 00:00:01.000 --> 00:00:02.500.",
            )
        start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
        if end < start:
            raise InputError(
                f"line {at + 1}: the caption ends before it starts.", where=where, fix="Exchange its times."
            )
        at += 1
        body: list[str] = []
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
            body.append(lines[at])
            at += 1
        utterances.append(_utterance(" ".join(body), start, end))
    if not utterances:
        raise InputError(
            "holds no caption.",
            where=where,
            fix="A caption has a line with times: 00:00:01.000 --> 00:00:02.500.",
        )
    return to_transcript(utterances)


def _seconds(clock: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = clock
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction}")


def _utterance(body: str, start: float, end: float) -> Utterance:
    voice = _VOICE.search(body)
    text = html.unescape(_TAG.sub("", _VOICE.sub("", body)))
    if voice:
        return Utterance(voice[1].strip(), text, start, end)
    label = _LABEL.match(text)
    if label and (known_role(label[1]) != "unknown" or re.match(r"(?i)speaker|spk", label[1])):
        return Utterance(label[1], label[2], start, end)
    return Utterance("", text, start, end)
