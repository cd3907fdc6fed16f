"""Notes and edits for the tests of propagation, and the cases written by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from soapstone.notes import parse_section
from soapstone.types import Note

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases.toml").read_text(encoding="utf-8")
)["case"]
KNEE = {
    "hpi": "She has had right knee pain for two weeks. Right knee replacement was discussed in 2015.",
    "exam": "Effusion of the right knee.",
    "assessment": "Osteoarthritis of the right knee.",
    "plan": "X-ray of the right knee. Naproxen 500 mg twice daily.",
}


def note_of(sections: dict[str, str], author: str = "compose") -> Note:
    """A note as an engine, or a person, wrote it."""
    parts = tuple(parse_section(key, key.upper(), text, author) for key, text in sections.items())
    return Note(template="soap", sections=parts, engine="compose")
