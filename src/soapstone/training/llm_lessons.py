"""What a language model is fine-tuned on: a visit as text, then each section of its note, asked for by its title."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from soapstone.engines.base import EMPTY
from soapstone.engines.diffusion.chunks import record_text
from soapstone.errors import SoapstoneError
from soapstone.evaluation.data import DataSet, Item
from soapstone.evaluation.section_labels import homes_of, section_topics
from soapstone.notes.parse import parse_note
from soapstone.notes.templates import Template, TemplateSection, load_template
from soapstone.scribe import Scribe
from soapstone.training.diffusion_lessons import simulated_rows, visit_of_row
from soapstone.types import Visit


class Asked(NamedTuple):
    """A section's title and what the note says under it; nothing where it is left out."""

    title: str
    text: str


class TextLesson(NamedTuple):
    """A visit as text with the sections of its note in order."""

    visit: str
    sections: tuple[Asked, ...]


def visit_text(visit: Visit) -> str:
    """What the model is given: the record's line, then the turns with who said each."""
    record = record_text(visit.patient)
    turns = (f"{turn.role.capitalize()}: {turn.text}" for turn in visit.transcript.turns)
    return "\n".join([f"Record: {record}"] * bool(record) + list(turns))


def written_visits(file: Path) -> Iterator[TextLesson]:
    """Lessons of a data set of visits with notes (ACI-Bench), or with a section each (MTS-Dialog)."""
    scribe = Scribe("outpatient", "compose")
    template = load_template("outpatient")
    for item in DataSet(file):
        try:
            visit = scribe.understand(item.transcript, item.patient)
        except SoapstoneError:
            continue
        sections = _one_section(item, template) if item.section else _all_sections(item.note, template)
        if sections:
            yield TextLesson(visit_text(visit), sections)


def _one_section(item: Item, template: Template) -> tuple[Asked, ...]:
    titles = [template.section(home).title for home in homes_of(section_topics(item.section), template)]
    return (Asked(" and ".join(titles), " ".join(item.note.split())),) if titles else ()


def _all_sections(note: str, template: Template) -> tuple[Asked, ...]:
    texts = {section.key: section.text for section in parse_note(note, template).sections}
    return tuple(_asked(shape, texts[shape.key]) for shape in template.sections)


def _asked(shape: TemplateSection, text: str) -> Asked:
    return Asked(shape.title, text.strip() or (EMPTY if shape.empty else ""))


def simulated_visits(visits: int, seed: int) -> Iterator[TextLesson]:
    """Lessons of simulated visits, their templates in turn."""
    for name, row in simulated_rows(visits, seed):
        shapes = load_template(name).sections
        sections = tuple(_asked(shape, row["sections"].get(shape.key, "")) for shape in shapes)
        yield TextLesson(visit_text(visit_of_row(row, name)), sections)


def lessons(data: Path, visits: int) -> dict[str, list[TextLesson]]:
    """What is learned from, by source, and what is looked at on the way ("valid")."""
    return {
        "aci": list(written_visits(data / "aci_bench" / "train.jsonl")),
        "mts": list(written_visits(data / "mts_dialog" / "train.jsonl")),
        "simulated": list(simulated_visits(visits, seed=11)),
        "aci_valid": list(written_visits(data / "aci_bench" / "valid.jsonl")),
        "mts_valid": list(written_visits(data / "mts_dialog" / "valid.jsonl")),
    }


def known_lessons(data: Path, work: Path, visits: int) -> dict[str, list[TextLesson]]:
    """The lessons, made once and kept in `work` as JSON."""
    kept = work / "text_lessons.json"
    if not kept.exists():
        kept.write_text(json.dumps(lessons(data, visits)), encoding="utf-8")
    found = json.loads(kept.read_text(encoding="utf-8"))
    return {
        source: [TextLesson(visit, tuple(Asked(*pair) for pair in sections)) for visit, sections in rows]
        for source, rows in found.items()
    }
