"""Files that a command is given, read whole or refused with the place of the fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from soapstone.errors import InputError
from soapstone.types import Patient


def read_patient(file: Path) -> Patient:
    """The patient in a JSON file. InputError names the line, or the field, that is wrong."""
    from pydantic import ValidationError

    try:
        return Patient.model_validate(_document(file))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the document"
        raise InputError(
            f"{field}: {first['msg']}.",
            where=str(file),
            fix=f"The fields are: {', '.join(Patient.model_fields)}.",
        ) from error


def read_given(file: Path) -> dict[str, str | None]:
    """The sections that a person gave, by key: text is locked, null asks for the section."""
    document = _document(file)
    if not isinstance(document, dict) or not all(isinstance(v, str | None) for v in document.values()):
        raise InputError(
            "is not an object of section texts.",
            where=str(file),
            fix='Write {"assessment": "Chest pain, likely musculoskeletal", "plan": null}.',
        )
    return document


def _document(file: Path) -> Any:
    """Any JSON document; InputError names the line and column where it breaks."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("there is no such file.", where=str(file), fix="Check the path.") from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", where=str(file), fix="Check it.") from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text.", where=str(file), fix="Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise InputError(
            f"line {error.lineno}, column {error.colno}: not valid JSON: {error.msg}.",
            where=str(file),
            fix="Correct that line.",
        ) from error
