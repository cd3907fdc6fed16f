"""Items of a data set: a dialogue, the note that a person wrote of it, perhaps a note to be scored."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from soapstone.errors import InputError, UsageError
from soapstone.evaluation.fields import Fields, discover
from soapstone.evaluation.sources import RawRow, located, read_rows
from soapstone.transcripts.read import read_text
from soapstone.types import Patient, Transcript

TEXT_LIMIT = 1_000_000
"""Characters of one text; a longer one is its row's error."""
_KINDS = {int: "a number", float: "a number", bool: "true or false", list: "a list", dict: "an object"}
_SHORT = 400  # characters under which a dialogue is looked into for words at once
LOOKED_AT = 50
"""Rows from which the fields are found."""


class Item(NamedTuple):
    """One visit: what was said, the reference note, the note to be scored, and what the data tells beside.

    Texts are empty where the data has none. `error` says why the row cannot be used; `number` counts from 1.
    """

    number: int
    id: str
    dialogue: str = ""
    note: str = ""
    candidate: str = ""
    section: str = ""
    split: str = ""
    patient: Patient = Patient()
    metadata: Mapping[str, str] = {}
    error: str = ""

    @property
    def transcript(self) -> Transcript:
        """The dialogue as turns; empty when there is none."""
        if not self.dialogue.strip():
            return Transcript()
        return read_text(self.dialogue, ".txt", "dialogue")

    @property
    def digest(self) -> str:
        """The content's hash: two items with the same texts have the same one, whatever their ids."""
        texts = "\0".join((self.dialogue, self.note, self.candidate, self.section))
        return hashlib.sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:24]


class DataSet:
    """A data set on disk, its fields known; iterating gives its items, read as they are asked for."""

    def __init__(
        self,
        path: Path,
        given: Mapping[str, str | None] | None = None,
        *,
        split: str | None = None,
        limit: int | None = None,
        reference: Path | None = None,
    ) -> None:
        path = located(path)
        self.path, self.limit, self.split = path, limit, split
        head = list(itertools.islice((row for row in read_rows(path) if not row.error), LOOKED_AT))
        if not head:
            first = next(read_rows(path), None)
            fault = f"{first.place}: {first.error}" if first else "holds no item"
            raise InputError(f"{fault}.", where=str(path), fix="Give rows with a dialogue and a note.")
        self.columns = list(dict.fromkeys(name for row in head for name in row.fields))
        self.fields = discover([row.fields for row in head], given, str(path))
        self._references = _references(reference) if reference else None
        if reference:
            self.fields = _as_candidate(self.fields, str(path))

    def __iter__(self) -> Iterator[Item]:
        rows = (row for row in read_rows(self.path) if self.split in (None, self._split(row)))
        for number, row in enumerate(itertools.islice(rows, self.limit), start=1):
            yield self._item(row, number)

    def count(self) -> int:
        """How many items there are, by reading them once."""
        return sum(1 for _ in self)

    def _split(self, row: RawRow) -> str:
        column = self.fields.split
        return _short(row.fields.get(column) or row.split) if column else row.split

    def _item(self, row: RawRow, number: int) -> Item:
        if row.error:
            return Item(number, str(number), error=f"{row.place}: {row.error}")
        fields = self.fields
        id = _short(row.fields.get(fields.id) or number) if fields.id else str(number)
        try:
            item = Item(
                number=number,
                id=id,
                dialogue=_dialogue(row.fields, fields.dialogue),
                note=_text(row.fields, fields.note),
                candidate=_text(row.fields, fields.candidate),
                section=_short(row.fields.get(fields.section) or "") if fields.section else "",
                split=self._split(row),
                patient=patient_of(row.fields),
                metadata={
                    name: _short(row.fields[name])
                    for name in fields.metadata
                    if row.fields.get(name) not in (None, "")
                },
            )
        except ValueError as error:
            return Item(number, id, error=f"{row.place}: {error}")
        return self._with_reference(item)

    def _with_reference(self, item: Item) -> Item:
        if self._references is None or item.error:
            return item
        known = self._references.get(item.id)
        if known is None:
            return item._replace(error="the reference file has no item of this id")
        return item._replace(
            dialogue=known.dialogue or item.dialogue,
            note=known.note,
            patient=known.patient,
            error=known.error,
        )


def load_items(path: Path, limit: int | None = None) -> list[Item]:
    """All items of a small data set with its fields found by themselves."""
    return list(DataSet(path, limit=limit))


def _references(path: Path) -> dict[str, Item]:
    items: dict[str, Item] = {}
    for item in DataSet(path):
        if item.id in items:
            raise InputError(
                f"two items have the id {item.id!r}.", where=str(path), fix="Make the ids unique."
            )
        items[item.id] = item
    return items


def _as_candidate(fields: Fields, where: str) -> Fields:
    """With a reference file the data's own note is what is scored."""
    candidate = fields.candidate or fields.note
    if candidate is None or fields.id is None:
        raise UsageError(
            "notes are joined to the reference file by id, so both a note and an id are needed.",
            where=where,
            fix="Name them with --candidate-field and --id-field.",
        )
    return fields.model_copy(update={"candidate": candidate, "note": None})


def _text(row: Mapping[str, Any], column: str | None) -> str:
    if column is None:
        return ""
    value = row.get(column)
    if value is None:
        raise ValueError(f"the field {column!r} is missing")
    if not isinstance(value, str):
        raise ValueError(f"the field {column!r} holds {_KINDS.get(type(value), 'something else')}, not text")
    if not value.strip():
        raise ValueError(f"the field {column!r} is empty")
    return _bounded(value, column)


def _dialogue(row: Mapping[str, Any], column: str | None) -> str:
    """The dialogue as labelled lines, from text or from a list of turns."""
    value = row.get(column) if column else None
    if column is None:
        return ""
    if isinstance(value, list):
        text = _bounded("\n".join(_turn(turn, column) for turn in value), column)
    else:
        text = _text(row, column)
    if len(text) < _SHORT:
        try:
            read_text(text, ".txt", "")
        except InputError:
            raise ValueError(f"the field {column!r} holds no words") from None
    return text


def _turn(turn: Any, column: str) -> str:
    if isinstance(turn, str):
        return turn
    if isinstance(turn, dict):
        text = next((turn[name] for name in ("text", "content", "utterance") if name in turn), None)
        speaker = next((turn[name] for name in ("speaker", "role", "participant") if turn.get(name)), "")
        if isinstance(text, str):
            line = " ".join(text.split())
            return f"[{speaker}] {line}" if speaker else line
    raise ValueError(f"the field {column!r} holds a turn without text")


def _bounded(text: str, column: str) -> str:
    if not _is_unicode(text):
        raise ValueError(f"the field {column!r} holds half a character (a lone surrogate)")
    if len(text) > TEXT_LIMIT:
        raise ValueError(
            f"the field {column!r} holds {len(text):,} characters; at most {TEXT_LIMIT:,} are read"
        )
    return text


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _short(value: Any) -> str:
    """A value for display: its beginning, half characters replaced."""
    return str(value)[:200].encode("utf-8", "replace").decode()


def patient_of(row: Mapping[str, Any]) -> Patient:
    """Age, sex and name as a record would hold them, from a simulated visit or the metadata of ACI-Bench."""
    told = row.get("patient")
    if isinstance(told, Mapping):
        known = {name: told.get(name) for name in ("age", "sex", "name")}
        try:
            return Patient.model_validate(known)
        except ValueError:
            return Patient()
    age = str(row.get("meta_patient_age") or "")
    names = (row.get("meta_patient_firstname") or "", row.get("meta_patient_familyname") or "")
    name = " ".join(str(part).strip().title() for part in names if str(part).strip())
    sexes = {"female": "F", "male": "M"}
    years = float(age) if age.replace(".", "", 1).isdigit() else None
    return Patient(
        age=years if years is not None and years <= 130 else None,
        sex=sexes.get(str(row.get("meta_patient_gender")).lower()),
        name=name or None,
    )
