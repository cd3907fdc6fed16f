"""Note templates as data: which sections, in which order, holding which topics.

A site adds its own as a TOML file, with no code: see `resources/templates/soap.toml`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, ValidationError

from soapstone.errors import InputError, UsageError
from soapstone.resources import read_resource
from soapstone.types import Noun

Topic = Literal[
    "complaint",
    "history",
    "medical_history",
    "surgical_history",
    "family_history",
    "social_history",
    "medications",
    "allergies",
    "review",
    "vitals",
    "exam",
    "results",
    "course",
    "assessment",
    "plan",
    "instructions",
]
TOPICS: tuple[Topic, ...] = get_args(Topic)


class TemplateSection(Noun):
    """One section: its key, its printed title and the topics that belong in it.

    `layout` says how statements stand: running prose, a line each, bullets, or grouped by problem.
    `empty` is printed when nothing was said that belongs here; without it the section is left out.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    holds: tuple[Topic, ...] = Field(min_length=1)
    layout: Literal["prose", "lines", "bullets", "problems"] = "prose"
    empty: str | None = None


class Template(Noun):
    """A note's sections in order."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    sections: tuple[TemplateSection, ...] = Field(min_length=1)

    def section(self, key: str) -> TemplateSection:
        """The section named `key`; UsageError when the template has none."""
        for section in self.sections:
            if section.key == key:
                return section
        known = ", ".join(section.key for section in self.sections)
        raise UsageError(
            f"the template has no section {key!r}.", where=self.name, fix=f"Its sections are: {known}."
        )

    def home_of(self, topic: Topic) -> str | None:
        """The key of the section that holds `topic`, or None when the template has no place for it."""
        return next((section.key for section in self.sections if topic in section.holds), None)


def template_names() -> list[str]:
    """The names of the shipped templates, in alphabetical order."""
    folder = files("soapstone.resources") / "templates"
    return sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))


@cache
def load_template(name: str) -> Template:
    """A shipped template by name, or a site's own by the path of its TOML file."""
    if name in template_names():
        text = read_resource(f"templates/{name}.toml")
        return parse_template(text, name)
    path = Path(name)
    if path.suffix == ".toml":
        try:
            return parse_template(path.read_text(encoding="utf-8"), name)
        except OSError as error:
            raise InputError(
                f"cannot be read: {error.strerror}.", where=name, fix="Check the path."
            ) from error
    raise UsageError(
        f"unknown template {name!r}.",
        fix=f"Shipped are: {', '.join(template_names())}. A site's own is given by the path of its .toml file.",
    )


def parse_template(text: str, where: str) -> Template:
    """A template from TOML text. InputError names the line or the field that is wrong."""
    try:
        template = Template.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"is not valid TOML: {error}.", where=where, fix="Mend that line.") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"field {field}: {first['msg']}.",
            where=where,
            fix="See a shipped template: soapstone templates show soap.",
        ) from error
    problems = check_template(template)
    if problems:
        raise InputError(problems[0], where=where, fix="Change the template and check it again.")
    return template


def check_template(template: Template) -> list[str]:
    """What is wrong with a well-formed template, a sentence each; empty when it is sound."""
    problems = []
    keys = [section.key for section in template.sections]
    problems += [
        f"two sections have the key {key!r}." for key in sorted({k for k in keys if keys.count(k) > 1})
    ]
    held = [topic for section in template.sections for topic in section.holds]
    problems += [f"two sections hold {topic!r}." for topic in sorted({t for t in held if held.count(t) > 1})]
    problems += [
        f"no section holds {topic!r}, so nothing said of it would reach the note."
        for topic in ("history", "assessment", "plan")
        if topic not in held
    ]
    return problems
