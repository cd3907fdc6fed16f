"""Reading a note from text: headings in their usual spellings, sentences without losing a byte."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from soapstone.nlp.sentences import split_sentences
from soapstone.notes.templates import Template, TemplateSection, Topic
from soapstone.resources import read_toml
from soapstone.types import Note, Section, Sentence

_DECORATION = re.compile(r"^[\s#*_>]*(?P<name>.*?)[\s*_]*:?[\s*_]*$")
_INLINE = re.compile(r"^[ \t#*_]*(?P<name>[A-Za-z][A-Za-z &/\-]{0,48}?)[*_]*:[*_]*[ \t]+(?=\S)")


@cache
def heading_topics() -> dict[str, Topic]:
    """Every known heading in lower case, with the topic it announces."""
    return {name: topic for topic, names in read_toml("rules/headings.toml").items() for name in names}  # type: ignore[misc]


class Part(NamedTuple):
    """A heading as written (empty before the first one), its topic if known, and the text under it."""

    title: str
    topic: Topic | None
    text: str


def parse_section(key: str, title: str, text: str, author: str = "person") -> Section:
    """A section whose `text` is exactly `text`, cut into sentences."""
    sentences = tuple(
        Sentence(text=piece.text, lead=piece.lead, author=author) for piece in split_sentences(text)
    )
    return Section(key=key, title=title, sentences=sentences)


def split_parts(text: str, template: Template | None = None) -> list[Part]:
    """The note's parts in order. A heading is a known one, or a line in capitals standing alone.

    A label within the section that it belongs to ("Vitals: BP 120/80" under the exam) starts no part.
    """
    parts: list[Part] = []
    title, topic, lines = "", None, list[str]()
    for line in text.splitlines(keepends=True):
        heading = _heading(line)
        if heading is None or (heading[2] and topic and _same_section(topic, heading[1], template)):
            lines.append(line)
            continue
        parts.append(Part(title, topic, "".join(lines).strip()))
        title, topic, rest = heading
        lines = [rest] if rest else []
    parts.append(Part(title, topic, "".join(lines).strip()))
    return [part for part in parts if part.title or part.text]


def _same_section(one: Topic, other: Topic | None, template: Template | None) -> bool:
    if other is None or template is None:
        return one == other
    return template.home_of(one) == template.home_of(other)


def _heading(line: str) -> tuple[str, Topic | None, str] | None:
    known = heading_topics()
    whole = _DECORATION.match(line.rstrip("\n"))
    name = whole["name"].rstrip(": ") if whole else ""
    single = len(name) == 1  # "S", "A": a heading only with its colon or as Markdown
    if name.lower() in known and not (single and not re.search(r"[:#*]", line)):
        return name, known[name.lower()], ""
    inline = _INLINE.match(line)
    if inline and inline["name"].strip().lower() in known:
        return inline["name"].strip(), known[inline["name"].strip().lower()], line[inline.end() :]
    if re.fullmatch(r"[A-Z][A-Z &/,\-]{3,60}:?", line.strip()):
        return line.strip().rstrip(":"), None, ""
    return None


def parse_note(text: str, template: Template) -> Note:
    """A note from text, its parts put into the template's sections by heading.

    A part whose heading names no topic of the template keeps its own section at the end, and text
    before the first heading goes to the section that holds the history. Nothing is left out.
    """
    texts: dict[str, list[str]] = {section.key: [] for section in template.sections}
    strangers: list[Section] = []
    titles = {section.title.lower(): section.key for section in template.sections}
    for part in split_parts(text, template):
        key = titles.get(part.title.lower())
        if key is None and part.title == "":
            key = template.home_of("history")
        elif key is None and part.topic is not None:
            key = template.home_of(part.topic)
        if key is None:
            slug = re.sub(r"[^a-z0-9]+", "_", part.title.lower()).strip("_") or "other"
            strangers.append(parse_section(slug, part.title, part.text))
        else:
            texts[key].append(_labelled(part, template.section(key)))
    sections = [
        parse_section(section.key, section.title, "\n\n".join(filter(None, texts[section.key])))
        for section in template.sections
    ]
    return Note(template=template.name, sections=(*sections, *strangers))


def _labelled(part: Part, section: TemplateSection) -> str:
    """The part's text; with its heading as a label where the section holds other topics before it."""
    own = part.topic in (None, section.holds[0], *_MAIN) or part.title.lower() == section.title.lower()
    return part.text if own or not part.text else f"{part.title}: {part.text}"


# Topics that a section is named after, so that their text needs no label within it.
_MAIN = ("history", "exam", "assessment", "plan")
