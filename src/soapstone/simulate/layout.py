"""Sentences laid out by a template: sections, their texts, and where in them sentences and entities stand."""

from __future__ import annotations

import re
from typing import NamedTuple

from soapstone.notes.templates import Template, TemplateSection
from soapstone.simulate.marks import CLOSE, NAMED, OPEN, unmark
from soapstone.simulate.writer import CHRONIC, Draft

_FIRST = re.compile(f"^((?:{OPEN}[^{NAMED}]*{NAMED}|{CLOSE})*)([a-z])")
_AFTER = re.compile(f"(\\. (?:{OPEN}[^{NAMED}]*{NAMED})*)([a-z])")


class Written(NamedTuple):
    """A sentence at characters `start` to `end` of its section's text."""

    section: str
    start: int
    end: int
    text: str
    facts: tuple[str, ...]


class Mention(NamedTuple):
    """An entity at characters `start` to `end` of its section's text."""

    section: str
    start: int
    end: int
    text: str
    type: str
    assertion: str
    codes: tuple[str, ...]


class Page(NamedTuple):
    """A note: sections in order with their titles, sentences, entities."""

    sections: dict[str, str]
    titles: dict[str, str]
    sentences: list[Written]
    entities: list[Mention]

    @property
    def text(self) -> str:
        """The whole note."""
        return "\n\n".join(f"{self.titles[key]}\n\n{text}" for key, text in self.sections.items()) + "\n"


def lay_out(drafts: list[Draft], template: Template) -> Page:
    """The note; a section about which nothing was said says so, or is left out, as the template wants."""
    page = Page({}, {section.key: section.title for section in template.sections}, [], [])
    for section in template.sections:
        mine = _ordered(drafts, section)
        if mine:
            page.sections[section.key] = _text(mine, section, page)
        elif section.empty:
            page.sections[section.key] = section.empty
    return page


def _ordered(drafts: list[Draft], section: TemplateSection) -> list[Draft]:
    """By topic; where the template groups by problem, by problem first."""
    mine = [draft for draft in drafts if draft.topic in section.holds]
    topic = {name: at for at, name in enumerate(section.holds)}
    if section.layout == "problems":
        return sorted(mine, key=lambda draft: (draft.problem, topic[draft.topic]))
    return sorted(mine, key=lambda draft: (topic[draft.topic], draft.problem))


def _text(drafts: list[Draft], section: TemplateSection, page: Page) -> str:
    text = ""
    for at, draft in enumerate(drafts):
        text += _lead(draft, drafts[at - 1] if at else None, section, drafts)
        plain, places = unmark(_capitals(draft.text))
        start = len(text)
        text += plain
        page.sentences.append(Written(section.key, start, len(text), plain, draft.facts))
        for place in places:
            _, kind, assertion, code = place.label.split(" ")
            words = plain[place.start : place.end]
            page.entities.append(
                Mention(
                    section.key,
                    start + place.start,
                    start + place.end,
                    words,
                    kind,
                    assertion,
                    (code,) if code else (),
                )
            )
    return text


def _lead(draft: Draft, before: Draft | None, section: TemplateSection, drafts: list[Draft]) -> str:
    """White space and bullets before a sentence."""
    if section.layout == "problems":
        if before is None or draft.problem != before.problem:
            several = len({d.problem for d in drafts if d.problem != CHRONIC}) > 1
            number = (
                f"{draft.problem + 1}. "
                if several and draft.problem != CHRONIC
                else "- "
                if draft.problem == CHRONIC
                else ""
            )
            return ("\n\n" if before else "") + number
        return "\n- "
    if section.layout == "bullets":
        return "\n- " if before else "- "
    if before is None:
        return ""
    if section.layout == "lines" and draft.topic not in ("vitals_only",):
        return "\n"
    return "\n\n" if draft.topic != before.topic or draft.problem != before.problem else " "


def _capitals(text: str) -> str:
    text = _AFTER.sub(lambda match: match[1] + match[2].upper(), text)
    return _FIRST.sub(lambda match: match[1] + match[2].upper(), text)
