"""A note is read back from text whatever its headings are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapstone.engines import draft
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.notes import diff, load_template, parse_note, parse_section, render
from tests.conformance.engines import visit

SOAP = load_template("soap")


@given(st.text(max_size=300))
def test_a_section_keeps_its_text_byte_for_byte(text: str) -> None:
    assert parse_section("plan", "PLAN", text).text == text


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("HISTORY OF PRESENT ILLNESS", "hpi"),
        ("HPI:", "hpi"),
        ("## History of Present Illness", "hpi"),
        ("**HPI:**", "hpi"),
        ("Subjective", "hpi"),
        ("ROS", "ros"),
        ("Review of systems:", "ros"),
        ("VITALS", "exam"),
        ("PE", "exam"),
        ("Physical Examination", "exam"),
        ("O/E", "exam"),
        ("A/P", "assessment"),
        ("Impression:", "assessment"),
        ("ASSESSMENT AND PLAN", "assessment"),
        ("Plan", "plan"),
        ("S:", "hpi"),
        ("P:", "plan"),
    ],
)
def test_headings_are_known_in_their_usual_spellings(heading: str, key: str) -> None:
    note = parse_note(f"{heading}\n\nThe words under it.\n", SOAP)
    assert note.section(key).text == "The words under it."


@pytest.mark.parametrize("heading", ["Labs and imaging", "RESULTS"])
def test_a_heading_within_a_section_of_several_topics_becomes_its_label(heading: str) -> None:
    note = parse_note(f"{heading}\n\nThe words under it.\n", SOAP)
    assert note.section("exam").text == f"{heading}: The words under it."


def test_a_heading_and_its_text_may_share_a_line() -> None:
    note = parse_note("HPI: Two weeks of cough.\nPlan: Rest.", SOAP)
    assert (note.section("hpi").text, note.section("plan").text) == ("Two weeks of cough.", "Rest.")


def test_a_section_that_the_template_lacks_is_kept() -> None:
    note = parse_note("PLAN\n\nRest.\n\nRESEARCH CONSENT\n\nGiven.", SOAP)
    assert note.section("research_consent").text == "Given."


def test_words_before_the_first_heading_are_history() -> None:
    assert (
        parse_note("Two weeks of cough.\n\nPLAN\n\nRest.", SOAP).section("hpi").text == "Two weeks of cough."
    )


@pytest.mark.parametrize("template", ["soap", "outpatient", "ed"])
def test_a_rendered_note_reads_back_the_same(template: str) -> None:
    note = draft(ComposeEngine(), visit(template=template))
    again = parse_note(render(note, "text", evidence=False), load_template(template))
    assert [(s.key, s.text) for s in again.sections] == [(s.key, s.text) for s in note.sections]
    assert diff(note, again) == []


def test_the_difference_of_two_notes_is_told_by_section() -> None:
    before = parse_note("HPI\n\nCough. Fever.\n\nPLAN\n\nRest.", SOAP)
    after = parse_note("HPI\n\nCough. Chills.\n\nPLAN\n\nRest.", SOAP)
    (change,) = diff(before, after)
    assert (change.section, change.removed, change.added) == ("hpi", ("Fever.",), ("Chills.",))
