"""What follows an edit, what must not, and that a clinician's words stay."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soapstone.errors import InputError, UsageError
from soapstone.propagation import propose
from soapstone.transcripts.read import read_text
from tests.propagation.notes import CASES, KNEE, note_of

SECTIONS = st.sampled_from(sorted(KNEE))


def followed(case: dict[str, Any]) -> tuple[int, int, list[tuple[str, str]]]:
    """How many of the sentences that must follow did, of how many, and what changed that must not."""
    note = note_of(case["note"])
    ((edited, text),) = case["edit"].items()
    proposal = propose(note, edited, text, [key for key in case["note"] if key != edited])
    wanted = dict(case["follow"])
    places = [place for section in proposal.sections for place in section.places]
    right = sum(wanted.get(place.before) == place.after for place in places)
    wrong = [(place.before, place.after) for place in places if wanted.get(place.before) != place.after]
    return right, len(wanted), wrong


@pytest.mark.parametrize("kind", sorted({case["kind"] for case in CASES}))
def test_no_sentence_changes_that_must_stay(kind: str) -> None:
    for case in CASES:
        if case["kind"] == kind:
            assert followed(case)[2] == [], case["edit"]


@pytest.mark.parametrize("half", ["tuned", "held out"])
def test_nearly_all_places_that_must_follow_do(half: str) -> None:
    counts = [followed(case)[:2] for case in CASES if case["half"] == half]
    assert sum(right for right, _ in counts) >= 0.94 * sum(wanted for _, wanted in counts)


def test_the_edit_itself_is_locked_byte_for_byte() -> None:
    text = "Osteoarthritis of the LEFT knee ;  twice-spaced .\n"
    proposal = propose(note_of(KNEE), "assessment", text, ["plan", "hpi", "exam"])
    assert proposal.accept().section("assessment").text == text


def test_what_a_person_wrote_does_not_follow_without_consent() -> None:
    note = note_of(KNEE)
    mine = note_of(KNEE, author="person").section("plan")
    note = note.model_copy(update={"sections": tuple(mine if s.key == "plan" else s for s in note.sections)})
    with pytest.raises(UsageError, match="person wrote"):
        propose(note, "assessment", "Osteoarthritis of the left knee.", ["plan"])
    consented = propose(note, "assessment", "Osteoarthritis of the left knee.", ["plan"], mine=True)
    assert consented.accept().section("plan").text.startswith("X-ray of the left knee.")


def test_a_section_that_was_not_asked_for_never_changes() -> None:
    note = note_of(KNEE)
    proposal = propose(note, "assessment", "Osteoarthritis of the left knee.", ["plan"])
    after = proposal.accept()
    assert after.section("exam") == note.section("exam") and after.section("hpi") == note.section("hpi")


def test_only_accepted_sections_follow() -> None:
    proposal = propose(note_of(KNEE), "assessment", "Osteoarthritis of the left knee.", ["plan", "exam"])
    after = proposal.accept(["exam"])
    assert after.section("exam").text == "Effusion of the left knee."
    assert after.section("plan").text == KNEE["plan"]
    with pytest.raises(UsageError, match="nothing was proposed"):
        proposal.accept(["hpi"])


def test_a_proposal_says_why_and_where_it_was_said() -> None:
    visit = read_text("Clinician: Which knee?\nPatient: It is my left knee that hurts.", ".txt", "visit")
    proposal = propose(note_of(KNEE), "assessment", "Osteoarthritis of the left knee.", ["plan"], visit)
    (place,) = proposal.sections[0].places
    assert "assessment" in place.reason and "left" in place.reason
    assert [visit.quote(span) for span in place.evidence] != []
    assert all("left knee" in visit.turns[span.turn].text for span in place.evidence)


def test_a_drug_that_is_held_is_not_stopped() -> None:
    note = note_of(
        {"plan": "Continue warfarin 5 mg daily.", "instructions": "Continue warfarin until the procedure."}
    )
    proposal = propose(note, "plan", "Hold warfarin 5 mg daily.", ["instructions"])
    assert proposal.accept().section("instructions").text == "Hold warfarin until the procedure."


def test_an_edit_in_the_exam_reaches_the_assessment() -> None:
    note = note_of(
        {"exam": "Effusion of the right knee.", "assessment": "Effusion of the right knee.", "plan": "Ice."}
    )
    proposal = propose(note, "exam", "Effusion of the left knee.", ["assessment"])
    assert proposal.accept().section("assessment").text == "Effusion of the left knee."


@pytest.mark.parametrize(
    ("section", "text", "to", "error", "says"),
    [
        ("assessment", KNEE["assessment"], ["plan"], InputError, "nothing follows"),
        ("assessment", "Gout.", ["assessment"], UsageError, "its own edit"),
        ("assessment", "Gout.", ["labs"], UsageError, "labs"),
        ("labs", "Normal.", ["plan"], UsageError, "labs"),
    ],
)
def test_a_request_that_cannot_be_met_says_why(
    section: str, text: str, to: list[str], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        propose(note_of(KNEE), section, text, to)


@given(
    edited=SECTIONS,
    text=st.text(alphabet=st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=80),
    to=st.sets(SECTIONS),
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_the_edit_stays_and_only_named_sections_may_change(
    edited: str, text: str, to: set[str]
) -> None:
    note, wanted = note_of(KNEE), sorted(to - {edited})
    if text.strip() == KNEE[edited].strip():
        return
    after = propose(note, edited, text, wanted).accept()
    assert after.section(edited).text.encode() == text.encode()
    for key in KNEE.keys() - {edited, *wanted}:
        assert after.section(key) == note.section(key)
