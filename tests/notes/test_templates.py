"""Templates are data: three are shipped, a site adds its own without code."""

from __future__ import annotations

from pathlib import Path

import pytest

from soapstone.engines import draft
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.errors import InputError, UsageError
from soapstone.notes import load_template, template_names
from soapstone.notes.templates import TOPICS, check_template, parse_template
from tests.conformance.engines import visit

SITE = """
name = "clinic"
title = "Our clinic"
[[sections]]
key = "story"
title = "STORY"
holds = ["history", "review"]
[[sections]]
key = "thinking"
title = "THINKING"
holds = ["assessment", "plan", "instructions"]
layout = "problems"
"""


def test_the_three_templates_are_shipped_and_sound() -> None:
    assert template_names() == ["ed", "outpatient", "soap"]
    for name in template_names():
        assert check_template(load_template(name)) == []


@pytest.mark.parametrize("name", ["ed", "outpatient", "soap"])
def test_no_topic_is_lost_but_by_intent(name: str) -> None:
    held = {topic for section in load_template(name).sections for topic in section.holds}
    assert held == set(TOPICS)


def test_the_emergency_department_has_its_twelve_sections() -> None:
    assert len(load_template("ed").sections) == 12


def test_a_site_adds_its_own_without_code(tmp_path: Path) -> None:
    file = tmp_path / "clinic.toml"
    file.write_text(SITE)
    note = draft(ComposeEngine(), visit(template=str(file)))
    assert [section.title for section in note.sections] == ["STORY", "THINKING"]
    assert all(section.sentences for section in note.sections)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "not valid TOML"),
        ("name = 'x'", "field title"),
        (SITE.replace('"history", "review"', '"history", "gossip"'), "field sections.0.holds.1"),
        (SITE.replace('key = "story"', 'key = "The Story"'), "field sections.0.key"),
        (SITE.replace('key = "thinking"', 'key = "story"'), "two sections have the key 'story'"),
        (SITE.replace('"history", "review"', '"history", "plan"'), "two sections hold 'plan'"),
        (SITE.replace('"assessment", "plan", ', '"assessment", '), "no section holds 'plan'"),
        (SITE.replace('layout = "problems"', 'layout = "spiral"'), "field sections.1.layout"),
    ],
)
def test_an_unsound_template_says_which_field(text: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        parse_template(text, "clinic.toml")
    assert message in str(error.value)


def test_an_unknown_template_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match="ed, outpatient, soap"):
        load_template("soup")
