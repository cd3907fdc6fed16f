"""What is measured: an engine of ours that drafts, or the notes that the data already holds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from soapstone.errors import InputError
from soapstone.evaluation.data import DataSet, Item
from soapstone.evaluation.metrics.pair import Pair
from soapstone.evaluation.section_labels import section_text, section_topics
from soapstone.notes import render
from soapstone.types import Note, Visit

if TYPE_CHECKING:
    from soapstone.scribe import Scribe


class Written(NamedTuple):
    """A note ready to be scored; `note` holds its sentences with confidence and evidence, if an engine wrote it."""

    pair: Pair
    text: str
    note: Note | None = None


class System(Protocol):
    """Gives the note of an item. A system is sent to worker processes, so it loads its models on first use."""

    @property
    def name(self) -> str:
        """The name in every table."""
        ...

    def write(self, item: Item) -> Written:
        """The note of one item. SoapstoneError when it cannot be written."""
        ...


class GivenNotes:
    """Scores notes that someone else wrote: those of the data itself, or `notes` by item id."""

    def __init__(
        self, name: str, template: str = "outpatient", *, notes: Mapping[str, str] | None = None
    ) -> None:
        self.name, self.template, self.notes = name, template, notes

    def write(self, item: Item) -> Written:
        """The item's note under test. InputError when there is none."""
        text = item.candidate if self.notes is None else self.notes.get(item.id, "")
        if not text:
            raise InputError("there is no note of this item to score.", where=self.name)
        return Written(Pair(item, text, template=self.template), text)


def notes_of(path: Path) -> dict[str, str]:
    """The notes of a file by id, to be scored against another file's references. InputError for an id twice."""
    notes: dict[str, str] = {}
    for item in DataSet(path):
        if item.id in notes:
            raise InputError(
                f"two notes have the id {item.id!r}.", where=str(path), fix="Make the ids unique."
            )
        if not item.error:
            notes[item.id] = item.candidate or item.note
    return notes


class DraftedNotes:
    """Drafts with one of our engines.

    Without `record`, nothing but the dialogue is given to the engine; with it also the age, sex and
    name that the data tells, as a patient record would.
    """

    def __init__(
        self, engine: str, template: str = "outpatient", *, memory: Path | None = None, record: bool = True
    ) -> None:
        self.name, self.template, self.memory, self.record = engine, template, memory, record
        self._scribe: Scribe | None = None

    def ready(self) -> DraftedNotes:
        """Self, once the engine and the template are known to exist. UsageError otherwise."""
        from soapstone.scribe import Scribe

        Scribe(self.template, self.name, memory=self.memory)
        return self

    def write(self, item: Item) -> Written:
        """A draft from the item's dialogue, timed."""
        from soapstone.scribe import Scribe

        if self._scribe is None:
            self._scribe = Scribe(self.template, self.name, memory=self.memory)
            self._scribe.draft(self._scribe.understand(item.transcript))  # models load before the clock runs
        visit = self._scribe.understand(item.transcript, item.patient if self.record else None)
        begun = time.perf_counter()
        note = self._scribe.draft(visit)
        spent = 1000 * (time.perf_counter() - begun)
        known = item if self.record else item._replace(patient=visit.patient)
        return drafted(known, visit, note, spent)


def drafted(item: Item, visit: Visit, note: Note, milliseconds: float) -> Written:
    """A note that an engine wrote of an item's visit, ready to be scored: of an item that is one section, that section."""
    topics = section_topics(item.section)
    text = section_text(note, topics) if topics else render(note, "text", evidence=False)
    pair = Pair(
        item,
        text,
        note=None if topics else note,
        transcript=visit.transcript,
        template=visit.template,
        milliseconds=milliseconds,
    )
    return Written(pair, text, note)
