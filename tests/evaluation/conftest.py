"""The public data where it is present, and small data sets made on the spot."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

DIALOGUE = (
    "[doctor] any allergies i should know of ?\n[patient] penicillin gives me hives .\n"
    "[doctor] so you have a cough and a fever since monday ?\n[patient] yes and my right knee hurts .\n"
    "[doctor] any chest pain ?\n[patient] no .\n"
    "[doctor] i will start you on ibuprofen 400 milligrams twice a day and order a chest x-ray . "
    "call me if the fever gets worse .\n"
)
NOTE = (
    "CHIEF COMPLAINT\n\nCough.\n\nHISTORY OF PRESENT ILLNESS\n\nThe patient reports cough and fever since Monday. "
    "He reports right knee pain. He denies chest pain.\n\nALLERGIES\n\nPenicillin: hives.\n\n"
    "ASSESSMENT AND PLAN\n\nCough and fever. Start ibuprofen 400 mg twice daily. Chest x-ray ordered. "
    "Return if the fever gets worse.\n"
)
Need = Callable[[object, str], None]


@pytest.fixture
def public(need: Need) -> Path:
    """The folder of public data sets, or the test is skipped."""
    folder = Path(os.environ.get("SOAPSTONE_DATA", Path(__file__).parents[3] / "shared" / "data"))
    need(folder.is_dir(), f"the public data sets are not at {folder}")
    return folder


@pytest.fixture
def write_rows(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as a JSONL file; without rows, one visit with its note."""

    def write(*rows: dict[str, object], name: str = "visits.jsonl") -> Path:
        file = tmp_path / name
        lines = (json.dumps(row) + "\n" for row in rows or ({"dialogue": DIALOGUE, "note": NOTE},))
        file.write_text("".join(lines))
        return file

    return write
