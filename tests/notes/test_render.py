"""A note as text, Markdown, HTML and JSON."""

from __future__ import annotations

import json

import pytest

from soapstone.checks import uncertain
from soapstone.engines import draft
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.errors import UsageError
from soapstone.notes import render
from soapstone.notes.render import turns_mark
from soapstone.types import Finding, Note, Section, Sentence, Span, Transcript, Turn
from tests.conformance.engines import visit

VISIT = visit()
NOTE = draft(ComposeEngine(), VISIT)


@pytest.mark.parametrize(
    ("turns", "mark"),
    [([], ""), ([3], "3"), ([3, 4], "3-4"), ([4, 3, 3], "3-4"), ([1, 3, 4, 5, 9], "1, 3-5, 9")],
)
def test_the_mark_names_the_turns(turns: list[int], mark: str) -> None:
    assert turns_mark([Span(turn=turn, start=0, end=1) for turn in turns]) == mark


def test_text_shows_the_turns_behind_each_sentence() -> None:
    assert "denies fever, chills, or chest pain. [2-5]" in render(NOTE, "text")
    assert "[" not in render(NOTE, "text", evidence=False)


def test_markdown_has_a_heading_a_section() -> None:
    headings = [line for line in render(NOTE, "md").splitlines() if line.startswith("## ")]
    assert headings == [f"## {section.title}" for section in NOTE.sections if section.sentences]


def test_json_holds_what_the_contract_names() -> None:
    document = json.loads(render(NOTE, "json"))
    assert document["sections"]["exam"] == NOTE.section("exam").text
    assert set(document) >= {"sections", "confidence_scores", "sentences", "findings", "engine"}
    assert all(
        sentence["evidence"] for sentence in document["sentences"] if sentence["text"] != "Not stated."
    )


def test_html_escapes_what_was_said() -> None:
    nasty = '<script>alert("x")</script>'
    turn = Turn(index=0, text=nasty, role="patient")
    section = Section(
        key="hpi", title=nasty, sentences=(Sentence(text=nasty, evidence=(Span(turn=0, start=0, end=3),)),)
    )
    finding = Finding(rule="x", severity="amber", message=nasty)
    page = render(
        Note(template="soap", sections=(section,)),
        "html",
        transcript=Transcript(turns=(turn,)),
        findings=[finding],
    )
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_html_marks_lead_to_the_turns() -> None:
    page = render(NOTE, "html", transcript=VISIT.transcript)
    for turn in VISIT.transcript.turns:
        assert f'id="turn-{turn.index}"' in page
    assert 'href="#turn-5"' in page
    assert "http" not in page.replace("http-equiv", ""), "nothing is fetched"


def test_an_unknown_format_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match="text, md, html, json"):
        render(NOTE, "pdf")


def test_findings_are_listed_for_the_reader_to_confirm() -> None:
    finding = Finding(
        rule="support.uncertain-word",
        severity="amber",
        message='"lasix" was heard unsurely.',
        evidence=(Span(turn=7, start=0, end=5),),
    )
    text = render(NOTE, "text", findings=[finding])
    assert 'TO CONFIRM\n\n- amber  support.uncertain-word  "lasix" was heard unsurely. [7]' in text
    assert uncertain(VISIT, NOTE) == []
