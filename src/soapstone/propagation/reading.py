"""Reading a note back from a file: the JSON of `soapstone note --json`, or text under headings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from soapstone.errors import InputError
from soapstone.notes.parse import parse_note
from soapstone.notes.templates import load_template
from soapstone.transcripts.read import file_text
from soapstone.types import Note, Section, Sentence

_FIX = "Give the JSON of `soapstone note --json`, or a text with headings."


def read_note(file: Path, template: str = "soap") -> Note:
    """The note in a file. A text does not tell who wrote it, so that each of its sentences counts as a person's.

    InputError names what cannot be read.
    """
    text = file_text(file)
    if not text.lstrip().startswith("{"):
        note = parse_note(text, load_template(template))
        if not any(section.sentences for section in note.sections):
            raise InputError("holds no note.", where=str(file), fix=_FIX)
        return note
    try:
        return _from_document(json.loads(text))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"{place}: not valid JSON: {error.msg}.", where=str(file), fix=_FIX) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the document"
        raise InputError(f"{field}: {first['msg']}.", where=str(file), fix=_FIX) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"is not a note: {error} is missing or of another form.", where=str(file), fix=_FIX
        ) from error


def _from_document(document: dict[str, Any]) -> Note:
    """The note of a document with `sections`, `titles` and `sentences` (`soapstone.notes.render.note_document`)."""
    held: dict[str, list[Sentence]] = {key: [] for key in document["sections"]}
    for row in document["sentences"]:
        fields = {name: value for name, value in row.items() if name != "section"}
        held[row["section"]].append(Sentence.model_validate(fields))
    sections = tuple(
        Section(key=key, title=document["titles"][key], sentences=tuple(sentences))
        for key, sentences in held.items()
    )
    return Note(template=document["template"], sections=sections, engine=document.get("engine", ""))
