"""Data whose items are single sections: what their labels mean, and that section of a drafted note."""

from __future__ import annotations

from functools import cache

from soapstone.engines.base import EMPTY
from soapstone.notes import load_template
from soapstone.notes.parse import heading_topics
from soapstone.notes.templates import Topic
from soapstone.resources import read_toml
from soapstone.types import Note


@cache
def _labels() -> dict[str, Topic]:
    return {**heading_topics(), **read_toml("evaluation/sections.toml")}


def section_topic(label: str) -> Topic | None:
    """The topic that a label names: "GENHX" is the history; None for a label of another kind."""
    return _labels().get(label.strip().lower())


def section_text(note: Note, topic: Topic) -> str:
    """What the note says under a topic, without heading; all that it says where that section is empty."""
    home = load_template(note.template).home_of(topic)
    filled = [section for section in note.sections if section.text.strip() and section.text.strip() != EMPTY]
    chosen = [section for section in filled if section.key == home] or filled
    return "\n".join(section.text.strip() for section in chosen)
