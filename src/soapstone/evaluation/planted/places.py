"""The sentences of a note where they stand in its text, each with the topic of its section."""

from __future__ import annotations

from typing import NamedTuple

from soapstone.nlp.sentences import split_sentences
from soapstone.notes.parse import split_parts


class Sentence(NamedTuple):
    """A sentence at characters `start` to `end` of the note; `topic` is empty where the heading is unknown."""

    text: str
    start: int
    end: int
    topic: str


def sentences_of(note: str) -> list[Sentence]:
    """The sentences under headings, in order; headings themselves are left out."""
    found: list[Sentence] = []
    at = 0
    for part in split_parts(note):
        if part.title:
            at = max(note.find(part.title, at), at)
            at += len(part.title)
        for piece in split_sentences(part.text):
            start = note.find(piece.text, at) if piece.text else -1
            if start >= 0:
                at = start + len(piece.text)
                found.append(Sentence(piece.text, start, at, part.topic or ""))
    return found
