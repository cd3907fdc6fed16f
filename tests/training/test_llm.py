"""Fine-tuning a language model: what is learned, what it then writes, and what of that is let through."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from soapstone.engines.base import draft, infill
from soapstone.errors import InputError
from soapstone.training.llm_lessons import Asked, TextLesson, visit_text
from soapstone.types import Patient, Transcript, Turn, Visit

SAID = "I have had a cough for two weeks."
VISIT = Visit(
    transcript=Transcript(turns=(Turn(index=0, text=SAID, role="patient", role_probability=1.0),)),
    patient=Patient(age=40, sex="F"),
    template="soap",
)


@pytest.fixture(autouse=True)
def transformers_is_there(need: Callable[[object, str], None]) -> None:
    need(find_spec("torch") and find_spec("transformers"), "the extra [train] is not installed")


def lesson(history: str) -> TextLesson:
    from soapstone.notes.templates import load_template

    shapes = load_template("soap").sections
    texts = {"hpi": history}
    return TextLesson(
        visit_text(VISIT), tuple(Asked(s.title, texts.get(s.key, "Not stated.")) for s in shapes)
    )


def learned(folder: Path, history: str) -> Path:
    """A toy model that has learned one note by heart."""
    import torch

    from soapstone.training.llm import load, loss, row_of
    from tests.training.toy_llm import toy_llm

    torch.set_num_threads(1)
    one = lesson(history)
    toy_llm(folder, [one.visit, *(text for _, text in one.sections)])
    model, tokenizer = load(folder)
    optimizer, row = torch.optim.AdamW(model.parameters(), 1e-2), row_of(tokenizer, one)
    for _ in range(60):
        found = loss(model, [row])
        found.backward()
        optimizer.step()
        optimizer.zero_grad()
    assert found.item() < 0.05
    model.save_pretrained(folder)
    return folder


def test_only_what_the_note_says_is_learned(tmp_path: Path) -> None:
    from soapstone.training.llm import IGNORED, load, row_of
    from tests.training.toy_llm import toy_llm

    one = lesson("Cough for two weeks.")
    _, tokenizer = load(toy_llm(tmp_path, [one.visit]))
    row = row_of(tokenizer, one)
    written = tokenizer.decode([piece for piece in row.wanted if piece != IGNORED])
    assert written == "".join(f"{text}<|end|>" for _, text in one.sections)
    assert all(piece in (IGNORED, given) for piece, given in zip(row.wanted, row.ids, strict=True))


def test_a_row_costs_the_same_alone_and_beside_a_longer_one(tmp_path: Path) -> None:
    from soapstone.training.llm import load, loss, row_of
    from tests.training.toy_llm import toy_llm

    one, other = lesson("Cough."), lesson("Cough for two weeks, worse at night and when lying down.")
    model, tokenizer = load(toy_llm(tmp_path, [one.visit]))
    rows = [row_of(tokenizer, one), row_of(tokenizer, other)]
    counts = [sum(piece >= 0 for piece in row.wanted) for row in rows]
    alone = [loss(model, [row]).item() for row in rows]
    mean = sum(a * n for a, n in zip(alone, counts, strict=True)) / sum(counts)
    assert loss(model, rows).item() == pytest.approx(mean, rel=0.01)


@pytest.mark.slow
def test_what_it_learned_is_written_with_what_it_rests_on(tmp_path: Path) -> None:
    from soapstone.training.llm_writer import Gated, LlmEngine

    note = draft(Gated(LlmEngine(learned(tmp_path, "She has had a cough for two weeks."))), VISIT)
    (sentence,) = note.section("hpi").sentences
    assert sentence.text == "She has had a cough for two weeks."
    assert [VISIT.transcript.quote(span) for span in sentence.evidence] == [SAID]
    assert note.section("exam").text == "Not stated."


@pytest.mark.slow
def test_what_nobody_said_is_written_only_without_the_gate(tmp_path: Path) -> None:
    from soapstone.training.llm_writer import Gated, LlmEngine

    engine = LlmEngine(learned(tmp_path, "She has pneumonia and takes 20 mg of lisinopril."))
    assert "pneumonia" in draft(engine, VISIT).section("hpi").text
    assert draft(Gated(engine), VISIT).section("hpi").text == "Not stated."


@pytest.mark.slow
def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    from soapstone.training.llm_writer import LlmEngine

    engine = LlmEngine(learned(tmp_path, "She has had a cough for two weeks."))
    note = infill(engine, VISIT, {"hpi": "Two  weeks of cough."})
    assert note.section("hpi").text == "Two  weeks of cough."


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    from soapstone.training.llm import load

    with pytest.raises(InputError, match="holds no language model"):
        load(tmp_path)


def test_a_visit_is_asked_for_every_section_and_a_short_dialogue_for_its_own(tmp_path: Path) -> None:
    from soapstone.training.llm_lessons import written_visits

    whole, part = tmp_path / "whole.jsonl", tmp_path / "part.jsonl"
    dialogue = f"Doctor: What brings you in?\nPatient: {SAID}"
    whole.write_text(json.dumps({"dialogue": dialogue, "note": "CHIEF COMPLAINT\n\nCough."}) + "\n")
    part.write_text(
        json.dumps({"dialogue": dialogue, "section_header": "ALLERGY", "section_text": "None."}) + "\n"
    )
    (visit,), (section,) = written_visits(whole), written_visits(part)
    assert visit.visit.splitlines() == ["Clinician: What brings you in?", f"Patient: {SAID}"]
    assert visit.sections[0] == Asked("CHIEF COMPLAINT", "Cough.")
    assert {a.title: a.text for a in visit.sections}["PHYSICAL EXAM"] == "Not stated."
    assert section.sections == (Asked("ALLERGIES", "None."),)
