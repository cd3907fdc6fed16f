"""What every engine must do, whatever it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soapstone.engines import ENGINES, NoteEngine, draft, engine, infill, propagate, update
from soapstone.engines.base import EMPTY, write_checked
from soapstone.notes import blank, canvas_from, load_template
from soapstone.types import Canvas, Note, Sentence, Transcript, Visit
from tests.conformance.engines import SMALL_TALK, said, visit

TEMPLATES = ("soap", "outpatient", "ed")
WRITTEN = st.text(alphabet=st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=120)


@pytest.fixture(params=sorted(ENGINES))
def writer(request: pytest.FixtureRequest) -> Iterator[NoteEngine]:
    yield engine(request.param)


def sentences(note: Note) -> list[Sentence]:
    return [sentence for section in note.sections for sentence in section.sentences if sentence.text != EMPTY]


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_sentence_points_at_what_was_said(writer: NoteEngine, template: str) -> None:
    asked = visit(template=template)
    drafted = sentences(draft(writer, asked))
    assert len(drafted) >= 8
    for sentence in drafted:
        assert sentence.evidence, sentence.text
        assert all(asked.transcript.quote(span).strip() for span in sentence.evidence)
        assert sentence.author == writer.name


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_note_has_the_sections_of_its_template_in_order(writer: NoteEngine, template: str) -> None:
    note = draft(writer, visit(template=template))
    assert [section.key for section in note.sections] == [s.key for s in load_template(template).sections]


def test_silence_gives_no_claims(writer: NoteEngine) -> None:
    note = draft(writer, Visit(transcript=Transcript(), template="soap"))
    assert sentences(note) == []
    assert {section.text for section in note.sections} == {EMPTY}


def test_small_talk_gives_no_clinical_claims(writer: NoteEngine) -> None:
    from soapstone.nlp.said import facts

    note = draft(writer, visit(SMALL_TALK))
    for sentence in sentences(note):
        assert not {fact for fact in facts(sentence.text) if not fact.startswith("number:")}, sentence.text


def test_an_exam_that_was_not_spoken_is_not_stated(writer: NoteEngine) -> None:
    note = draft(writer, said(("clinician", "What is wrong?"), ("patient", "I have had a cough for a week.")))
    assert note.section("exam").text == EMPTY


@given(text=WRITTEN)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_clinician_gave_comes_back_byte_for_byte(writer: NoteEngine, text: str) -> None:
    note = infill(writer, visit(template="soap"), {"assessment": text, "plan": None})
    assert note.section("assessment").text.encode("utf-8") == text.encode("utf-8")
    assert note.section("plan").sentences


@given(open_sections=st.sets(st.sampled_from(["hpi", "ros", "exam", "assessment", "plan"])))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_locked_sections_never_change(writer: NoteEngine, open_sections: set[str]) -> None:
    asked = visit(template="soap")
    before = draft(writer, asked)
    after = write_checked(writer, asked, canvas_from(before, open_sections))
    for section in before.sections:
        if section.key not in open_sections:
            assert after.section(section.key) == section


def test_a_persons_sentence_stays_in_a_section_that_is_written_again(writer: NoteEngine) -> None:
    asked = visit(template="soap")
    before = draft(writer, asked)
    mine = Sentence(text="Discussed with her sister.", lead="• ")
    plan = before.section("plan").model_copy(update={"sentences": (mine, *before.section("plan").sentences)})
    edited = before.model_copy(
        update={"sections": tuple(plan if s.key == "plan" else s for s in before.sections)}
    )
    after = propagate(writer, asked, edited, to=["plan"])
    assert after.section("plan").sentences[0] == mine
    assert [s for s in after.sections if s.key != "plan"] == [s for s in edited.sections if s.key != "plan"]


def test_an_engine_that_breaks_a_lock_is_put_right(writer: NoteEngine) -> None:
    class Careless:
        name = "careless"

        def write(self, visit: Visit, canvas: Canvas) -> Note:
            changed = tuple(
                s.model_copy(update={"sentences": (Sentence(text="Made up.", author="careless"),)})
                for s in canvas.note.sections
            )
            return canvas.note.model_copy(update={"sections": changed})

        def sections_of(self, visit: Visit, first_turn: int) -> frozenset[str]:
            return frozenset()

    asked = visit(template="soap")
    before = draft(writer, asked)
    after = write_checked(Careless(), asked, canvas_from(before, ["plan"]))
    assert after.section("hpi") == before.section("hpi")
    assert after.section("plan").sentences == (), "a sentence without evidence is dropped"


def test_the_same_visit_gives_the_same_note_alone_or_among_others(writer: NoteEngine) -> None:
    visits = [visit(template=template) for template in TEMPLATES] * 4
    alone = [draft(writer, one) for one in visits]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: draft(writer, one), visits))
    assert together == alone
    assert [draft(engine(writer.name), one) for one in visits[:3]] == alone[:3]


def test_a_note_grows_during_the_visit_and_untouched_sections_stay(writer: NoteEngine) -> None:
    whole = visit(template="soap")
    early = Visit(
        transcript=Transcript(turns=whole.transcript.turns[:10]), patient=whole.patient, template="soap"
    )
    first = draft(writer, early)
    after = update(writer, whole, first, first_new_turn=10)
    assert after.section("plan") != first.section("plan")
    assert "142/88" in after.section("exam").text
    unchanged = update(writer, whole, after, first_new_turn=len(whole.transcript.turns))
    assert unchanged == after


def test_every_section_can_be_given_and_nothing_is_then_written(writer: NoteEngine) -> None:
    template = load_template("soap")
    texts = {section.key: f"Mine: {section.key}." for section in template.sections}
    note = infill(writer, visit(template="soap"), texts)
    assert {section.key: section.text for section in note.sections} == texts


def test_a_blank_canvas_is_all_open(writer: NoteEngine) -> None:
    template = load_template("ed")
    assert blank(template).open == {section.key for section in template.sections}
