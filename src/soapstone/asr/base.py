"""The seam: a transcriber turns a recording into turns, as it goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from soapstone.audio import Audio
from soapstone.types import Turn, Word

ENGLISH = "en"


@dataclass(frozen=True)
class Heard:
    """What was recognised in one stretch of sound: words with times in seconds, and the language."""

    words: tuple[Word, ...]
    language: str = ENGLISH


class Hearing(Iterator[Turn]):
    """Turns as they are heard; `language` (ISO 639-1) is that of the latest one."""

    def __init__(self, heard: Iterable[tuple[Turn, str]]) -> None:
        self._heard = iter(heard)
        self.language = ENGLISH

    def __next__(self) -> Turn:
        turn, self.language = next(self._heard)
        return turn


class Transcriber(Protocol):
    """Whatever can hear words: a model on this machine, or a server.

    Turns come in order of time with `index` 0, 1, ...; each is a sentence or a stretch between
    pauses, with its words, their times and probabilities. A recording without speech gives no turns.
    """

    def stream(self, audio: Audio) -> Hearing:
        """Listen to a recording; turns are yielded while it is read, in bounded memory."""
        ...
