"""What was said, cut into short stretches of one turn: the lines of the context that the model reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from soapstone.engines.diffusion.pieces import KIND, pieces_of
from soapstone.types import Patient, Role, Sentence, Span, Transcript, Turn

LONGEST = 48
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=\S)")
_WORD = re.compile(r"\S+")


class Chunk(NamedTuple):
    """A stretch of a turn: its place, the kind of who said it, and its word pieces (LONGEST at the most)."""

    span: Span
    kind: int
    pieces: tuple[int, ...]


def rests_on(sentence: Sentence, chunk: Chunk) -> bool:
    """Whether a part of the chunk is evidence of the sentence."""
    place = chunk.span
    return any(
        span.turn == place.turn and span.start < place.end and place.start < span.end
        for span in sentence.evidence
    )


def chunks(transcript: Transcript) -> list[Chunk]:
    """The stretches of a visit in order: sentences, and where one is long, runs of its words."""
    return [
        Chunk(span, speaker_of(turn.role), pieces)
        for turn in transcript.turns
        for span, pieces in _cut(turn)
        if pieces
    ]


def speaker_of(role: Role) -> int:
    """The kind of the pieces that somebody says."""
    return KIND[role if role != "unknown" else "other"]


def _cut(turn: Turn) -> Iterator[tuple[Span, tuple[int, ...]]]:
    start = 0
    ends = [match.start() for match in _SENTENCE.finditer(turn.text)]
    for end in (*ends, len(turn.text)):
        yield from _short(turn, start, end)
        start = end


def _short(turn: Turn, start: int, end: int) -> Iterator[tuple[Span, tuple[int, ...]]]:
    """A sentence whole where it is short enough, else halved at a word, again and again."""
    text = turn.text[start:end]
    start += len(text) - len(text.lstrip())
    pieces = tuple(pieces_of(text.strip()))
    words = [match.start() for match in _WORD.finditer(turn.text, start, end)]
    if len(pieces) <= LONGEST or len(words) < 2:
        yield Span(turn=turn.index, start=start, end=start + len(text.strip())), pieces[:LONGEST]
        return
    middle = words[len(words) // 2]
    yield from _short(turn, start, middle)
    yield from _short(turn, middle, end)


def record_text(patient: Patient) -> str:
    """What the record knows, in words: age, sex, name."""
    sex = {"F": "female", "M": "male"}.get(patient.sex or "", "")
    age = f"{patient.age:g} year old" if patient.age is not None else ""
    return " ".join(filter(None, (age, sex, patient.name or "")))


def record_pieces(patient: Patient) -> tuple[int, ...]:
    """The pieces of what the record knows."""
    return tuple(pieces_of(record_text(patient)))
