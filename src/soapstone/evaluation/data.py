"""Dialogues with reference notes, as the evaluation reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from soapstone.errors import InputError
from soapstone.transcripts.read import read_text
from soapstone.types import Patient, Transcript


class Item(NamedTuple):
    """One visit with the note that a person wrote of it, and what the data tells of the patient."""

    id: str
    transcript: Transcript
    note: str
    patient: Patient


def load_items(path: Path, limit: int | None = None) -> list[Item]:
    """The items of a JSONL file with `dialogue` and `note`. InputError names the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise InputError(
            "there is no such file.",
            where=str(path),
            fix="Put a public data set there: see the README, Measured.",
        ) from None
    items = []
    for number, line in enumerate(filter(str.strip, lines), start=1):
        items.append(_item(line, number, str(path)))
        if len(items) == limit:
            break
    if not items:
        raise InputError(
            "holds no item.", where=str(path), fix='Give one {"dialogue": ..., "note": ...} a line.'
        )
    return items


def _item(line: str, number: int, where: str) -> Item:
    try:
        row = json.loads(line)
        dialogue, note = str(row["dialogue"]), str(row["note"])
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise InputError(
            f"line {number}: {error}.", where=where, fix='Give one {"dialogue": ..., "note": ...} a line.'
        ) from error
    transcript = read_text(dialogue, ".txt", f"{where}, line {number}")
    return Item(str(row.get("encounter_id") or row.get("id") or number), transcript, note, _patient(row))


def _patient(row: dict[str, Any]) -> Patient:
    """The patient as a record would hold it, from the metadata of ACI-Bench."""
    age = str(row.get("meta_patient_age") or "")
    names = (row.get("meta_patient_firstname") or "", row.get("meta_patient_familyname") or "")
    name = " ".join(part.strip().title() for part in names if part.strip())
    sexes = {"female": "F", "male": "M"}
    return Patient(
        age=float(age) if age.replace(".", "", 1).isdigit() else None,
        sex=sexes.get(str(row.get("meta_patient_gender")).lower()),
        name=name or None,
    )
