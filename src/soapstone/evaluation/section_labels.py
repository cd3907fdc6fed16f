"""Data whose items are single sections: what their labels mean, and that section of a drafted note."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from soapstone.engines.base import EMPTY
from soapstone.notes import load_template
from soapstone.notes.parse import heading_topics
from soapstone.notes.templates import Template, Topic
from soapstone.resources import read_toml
from soapstone.types import Note


@cache
def _labels() -> dict[str, tuple[Topic, ...]]:
    headings = {label: (topic,) for label, topic in heading_topics().items()}
    of_data = {
        label: (topics,) if isinstance(topics, str) else tuple(topics)
        for label, topics in read_toml("evaluation/sections.toml").items()
    }
    return headings | of_data


def section_topics(label: str) -> tuple[Topic, ...]:
    """The topics that a label names: "GENHX" is the history, "FAM/SOCHX" two; none for a label of another kind."""
    return _labels().get(label.strip().lower(), ())


def homes_of(topics: Sequence[Topic], template: Template) -> list[str]:
    """The sections of a template that hold some topics, each once."""
    return list(dict.fromkeys(home for topic in topics if (home := template.home_of(topic))))


def section_text(note: Note, topics: Sequence[Topic]) -> str:
    """What the note says under some topics, without headings; all that it says where these sections are empty."""
    homes = homes_of(topics, load_template(note.template))
    filled = [section for section in note.sections if section.text.strip() and section.text.strip() != EMPTY]
    chosen = [section for section in filled if section.key in homes] or filled
    return "\n".join(section.text.strip() for section in chosen)
