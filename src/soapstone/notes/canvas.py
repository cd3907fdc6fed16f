"""The canvas: a note of which some is locked and some is open to be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from soapstone.errors import UsageError
from soapstone.notes.parse import parse_section
from soapstone.notes.templates import Template
from soapstone.types import Canvas, Note, Section


def blank(template: Template) -> Canvas:
    """Every section of the template, empty and open: the canvas of a draft."""
    note = Note(
        template=template.name,
        sections=tuple(Section(key=section.key, title=section.title) for section in template.sections),
    )
    return Canvas(note=note, open=frozenset(section.key for section in template.sections))


def given(template: Template, sections: Mapping[str, str | None]) -> Canvas:
    """The canvas of an infill: sections with text are a person's and locked, the rest is open.

    `None` asks for the section, as leaving it out does. UsageError for a section that the template lacks.
    """
    written = {
        key: parse_section(template.section(key).key, template.section(key).title, text)
        for key, text in sections.items()
        if text is not None
    }
    for key in sections:
        template.section(key)
    empty = blank(template)
    note = empty.note.model_copy(
        update={"sections": tuple(written.get(section.key, section) for section in empty.note.sections)}
    )
    return Canvas(note=note, open=empty.open - written.keys())


def canvas_from(note: Note, open: Iterable[str]) -> Canvas:
    """An existing note with the named sections open. UsageError for a section that the note lacks."""
    keys = {section.key for section in note.sections}
    wanted = frozenset(open)
    for key in sorted(wanted - keys):
        raise UsageError(
            f"the note has no section {key!r}.",
            where=note.template,
            fix=f"Its sections are: {', '.join(sorted(keys))}.",
        )
    return Canvas(note=note, open=wanted)
