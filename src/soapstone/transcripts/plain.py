"""Plain text in the usual label styles: `Doctor: ...`, `[doctor] ...`, `D: ...`, `DR SMITH - ...`, times in front."""

from __future__ import annotations

import re
from collections import Counter

from soapstone.transcripts.raw import Utterance, known_role, to_transcript
from soapstone.types import Transcript

_CLOCK = r"[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])]?"
_TIME = rf"(?:{_CLOCK}\s*(?:-->?\s*{_CLOCK})?\s*)?"
_BRACKETED = re.compile(rf"^\s*{_TIME}\[(?P<label>[A-Za-z][\w .'-]{{0,40}})\]:?\s*(?P<text>.*)$")
_BOLD = re.compile(rf"^\s*{_TIME}\*\*(?P<label>[A-Za-z][\w .'-]{{0,40}}):?\*\*:?\s*(?P<text>.*)$")
_COLON = re.compile(
    rf"^\s*{_TIME}(?P<label>[A-Za-z][\w.'-]*(?: [\w.'-]+){{0,3}})\s*(?:[\[(][\d:.]+[\])])?\s*:\s*(?P<text>.*)$"
)
_DASH = re.compile(rf"^\s*{_TIME}(?P<label>[A-Z][A-Z0-9 .'-]{{0,30}}?)\s+[-–—]\s+(?P<text>.*)$")
_STYLES = (_BRACKETED, _BOLD, _COLON, _DASH)


def read_plain(text: str, where: str) -> Transcript:
    """Turns from labelled lines; a line without a label goes on with the turn before it.

    A label counts when it names a role or stands at the start of two lines, so that
    "My advice: rest" in the middle of a turn stays text. Without any label each line, or in a single
    line each sentence, is a turn of an unknown speaker.
    """
    lines = text.split("\n")
    matches = [_label(line) for line in lines]
    counts = Counter(_family(label) for label, _ in filter(None, matches))
    utterances: list[Utterance] = []
    for line, match in zip(lines, matches, strict=True):
        if match and (known_role(match[0]) != "unknown" or counts[_family(match[0])] > 1):
            utterances.append(Utterance(*match))
        elif utterances and utterances[-1].speaker:
            last = utterances[-1]
            utterances[-1] = last._replace(text=f"{last.text} {line}")
        elif line.strip():
            utterances.append(Utterance("", line))
    if len(utterances) == 1 and not utterances[0].speaker:
        utterances = [Utterance("", part) for part in _sentences(utterances[0].text)]
    return to_transcript(utterances)


def _family(label: str) -> str:
    """A label without its number: "Speaker 1" and "Speaker 2" are of one kind."""
    return label.lower().rstrip("0123456789 _")


def _label(line: str) -> tuple[str, str] | None:
    for style in _STYLES:
        match = style.match(line)
        if match:
            return match["label"].strip(), match["text"]
    return None


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s+", text)
