"""The diffusion engine on a visit: from the draft, from masks, and with input at the edge."""

from __future__ import annotations

from pathlib import Path

import pytest

from soapstone.engines import draft, engine, infill
from soapstone.engines.base import EMPTY, write_checked
from soapstone.engines.diffusion.engine import DiffusionEngine
from soapstone.engines.diffusion.gate import Gate, keeps_facts
from soapstone.engines.diffusion.network import network
from soapstone.engines.router import Denoising
from soapstone.errors import UsageError
from soapstone.notes import blank, canvas_from, load_template
from soapstone.types import Canvas, Transcript, Turn, Visit
from tests.conformance.engines import said, visit


def test_what_is_denoised_states_what_the_draft_stated() -> None:
    asked, writer = visit(), DiffusionEngine()
    composed, written = draft(writer.composer, asked), draft(writer, asked)
    for before, after in zip(composed.sections, written.sections, strict=True):
        assert len(before.sentences) == len(after.sentences)
        for old, new in zip(before.sentences, after.sentences, strict=True):
            assert keeps_facts(old.text, new.text), (old.text, new.text)
            assert new.lead == old.lead


def test_every_sentence_from_masks_passes_the_gate() -> None:
    asked = visit()
    gate = Gate(asked.transcript, "47 year old female")
    for section in draft(DiffusionEngine(start="masks"), asked).sections:
        for sentence in section.sentences:
            assert sentence.text == EMPTY or gate.lets(sentence.text), sentence.text


def test_a_temperature_draws_by_seed() -> None:
    asked = visit(template="soap")
    drawn = [
        draft(DiffusionEngine(denoising=Denoising(8, 1.5, seed), start="masks"), asked) for seed in (1, 1, 2)
    ]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize(
    "denoising", [Denoising(steps=0), Denoising(steps=1000), Denoising(temperature=-0.1)], ids=str
)
def test_steps_and_temperature_out_of_range_are_refused(denoising: Denoising) -> None:
    with pytest.raises(UsageError, match="cannot be"):
        engine("diffusion", denoising=denoising)


def test_compose_takes_no_steps() -> None:
    with pytest.raises(UsageError, match="compose takes no"):
        engine("compose", denoising=Denoising())


def test_a_canvas_with_nothing_open_is_returned_as_it_is() -> None:
    asked = visit(template="soap")
    before = draft(engine("compose"), asked)
    after = write_checked(DiffusionEngine(), asked, Canvas(note=before, open=frozenset()))
    assert after.sections == before.sections


def test_everything_locked_but_one_empty_section() -> None:
    asked = said(("clinician", "What is wrong?"), ("patient", "I have had a cough for a week."))
    given = {s.key: f"Mine: {s.key}." for s in load_template("soap").sections if s.key != "exam"}
    note = infill(DiffusionEngine(start="masks"), asked, given)
    assert note.section("exam").text == EMPTY


def test_a_locked_section_longer_than_the_window_stays_and_the_rest_is_written() -> None:
    asked = visit(template="soap")
    long = "Seen for cough. " * 400
    note = infill(DiffusionEngine(), asked, {"hpi": long})
    assert note.section("hpi").text == long
    assert note.section("exam").text != EMPTY


def test_a_dialogue_ten_times_the_window_is_written_within_bounds() -> None:
    short = visit(template="soap").transcript.turns
    turns = tuple(
        Turn(index=at, text=turn.text, role=turn.role, role_probability=1.0)
        for at, turn in enumerate(short * 12)
    )
    long = Visit(transcript=Transcript(turns=turns), template="soap")
    for writer in (DiffusionEngine(), DiffusionEngine(start="masks")):
        assert all(section.sentences for section in draft(writer, long).sections)


def test_a_template_that_it_never_saw_works_by_its_sections(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[3] / "src" / "soapstone" / "resources" / "templates" / "soap.toml"
    own = tmp_path / "own.toml"
    own.write_text(
        shipped.read_text(encoding="utf-8").replace('"HISTORY OF PRESENT ILLNESS"', '"WHAT HAPPENED"'),
        encoding="utf-8",
    )
    note = draft(DiffusionEngine(), visit(template=str(own)))
    assert note.section("hpi").title == "WHAT HAPPENED" and note.section("hpi").sentences


def test_an_open_blank_canvas_of_silence_claims_nothing() -> None:
    silent = Visit(transcript=Transcript(), template="soap")
    note = write_checked(DiffusionEngine(start="masks"), silent, blank(load_template("soap")))
    assert {section.text for section in note.sections} == {EMPTY}


def test_an_edit_reads_the_visit_from_what_is_kept() -> None:
    asked, writer = visit(template="soap"), DiffusionEngine(start="masks")
    first = draft(writer, asked)
    kept = len(network()._kept)
    again = write_checked(writer, asked, canvas_from(first, ["plan"]))
    assert len(network()._kept) == kept, "no context was read anew"
    assert again.section("plan").sentences
