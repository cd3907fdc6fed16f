"""Who speaks, from labels and text."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapstone.asr.roles import DICTATION, EXCHANGED, NO_LABELS, ONE_VOICE, assign_roles
from soapstone.settings import settings
from soapstone.types import Transcript, Turn

VISIT = [
    ("clinician", "Good morning, what brings you in today?"),
    ("patient", "I've been short of breath going up the stairs, maybe a week now."),
    ("clinician", "Any chest pain with that, or swelling in your legs?"),
    ("patient", "No, no chest pain. My ankles are a bit puffy."),
    ("clinician", "Okay. And are you still taking the water pill?"),
    ("patient", "Well, I ran out on Thursday."),
    ("clinician", "Let me listen to your lungs. I hear some crackles at both bases."),
    ("patient", "Is that bad?"),
    (
        "clinician",
        "I'm going to restart the furosemide, forty milligrams daily, and I want to see you in a week.",
    ),
    ("patient", "Okay, thank you doctor."),
]
GOLD = [role for role, _ in VISIT]
DICTATED = [
    "This is a 68-year-old female who presents with shortness of breath on exertion.",
    "She denies chest pain. Past medical history is significant for hypertension.",
    "On examination there are bibasilar crackles. Plan: restart furosemide.",
]


def visit(labels: dict[str, str], turns: list[tuple[str, str]] = VISIT) -> Transcript:
    said = (Turn(index=i, text=text, speaker=labels.get(role, "")) for i, (role, text) in enumerate(turns))
    return Transcript(turns=tuple(said))


def roles(transcript: Transcript) -> list[str]:
    return [turn.role for turn in transcript.turns]


def bare(text: str) -> str:
    return re.sub(r"[^\w\s']", "", text).lower()


@pytest.mark.parametrize(
    ("clinician", "patient"),
    [
        ("doctor", "patient"),
        ("D", "P"),
        ("Dr. Okafor", "Patient"),
        ("CLINICIAN_0", "PATIENT_1"),
        ("SPEAKER_01", "SPEAKER_00"),
        ("left", "right"),
        ("voice 2", "voice 1"),
        ("B", "A"),
        ("Okafor", "Mrs. Lind"),
        ("", "Patient"),
        ("provider", ""),
        ("", ""),
    ],
)
def test_roles_are_found_whatever_the_labels(clinician: str, patient: str) -> None:
    found = assign_roles(visit({"clinician": clinician, "patient": patient}))
    assert roles(found) == GOLD
    assert all(0.5 < turn.role_probability < 1 for turn in found.turns)


def test_roles_are_found_in_bare_recogniser_text() -> None:
    turns = [(role, bare(text)) for role, text in VISIT]
    assert roles(assign_roles(visit({}, turns))) == GOLD


def test_missing_labels_are_said() -> None:
    assert assign_roles(visit({})).warnings == (NO_LABELS,)


def test_right_labels_raise_no_warning() -> None:
    assert assign_roles(visit({"clinician": "doctor", "patient": "patient"})).warnings == ()


def test_exchanged_labels_are_exchanged_back_and_said() -> None:
    found = assign_roles(visit({"clinician": "patient", "patient": "doctor"}))
    assert roles(found) == GOLD
    assert found.warnings == (EXCHANGED,)
    assert [turn.speaker for turn in found.turns[:2]] == ["patient", "doctor"]


def test_a_turn_that_contradicts_its_label_is_less_sure() -> None:
    turns = [*VISIT, ("patient", "Any allergies to medications that you know of?")]
    found = assign_roles(visit({"clinician": "doctor", "patient": "patient"}, turns)).turns
    assert found[-1].role == "patient"
    assert found[-1].role_probability < min(turn.role_probability for turn in found[:-1])


def test_a_relative_stays_other() -> None:
    turns = [*VISIT, ("relative", "She has been coughing at night too.")]
    labels = {"clinician": "Doctor", "patient": "Patient", "relative": "Guest_family"}
    assert roles(assign_roles(visit(labels, turns))) == [*GOLD, "other"]


def test_an_unknown_third_voice_is_not_taken_for_the_patient() -> None:
    turns = [*VISIT, ("relative", "She has been coughing at night too.")]
    labels = {"clinician": "SPEAKER_00", "patient": "SPEAKER_02", "relative": "SPEAKER_01"}
    assert roles(assign_roles(visit(labels, turns))) == [*GOLD, "other"]


@pytest.mark.parametrize("label", ["", "SPEAKER_00"])
def test_a_dictation_is_not_split_between_two_speakers(label: str) -> None:
    found = assign_roles(visit({"one": label}, [("one", text) for text in DICTATED]))
    assert set(roles(found)) == {"clinician"}
    assert found.warnings == (DICTATION,)


def test_one_voice_with_one_turn_is_said_to_be_one_voice() -> None:
    found = assign_roles(
        visit({}, [("patient", "I have had this awful headache since Monday, my head is pounding.")])
    )
    assert roles(found) == ["patient"]
    assert found.warnings == (ONE_VOICE,)


def test_a_dialogue_under_one_label_is_still_told_apart() -> None:
    found = assign_roles(visit(dict.fromkeys(("clinician", "patient"), "SPEAKER_00")))
    assert roles(found) == GOLD


def test_one_word_is_unsure() -> None:
    assert assign_roles(visit({}, [("patient", "Hm.")])).turns[0].role_probability < 0.95


def test_an_empty_transcript_stays_empty() -> None:
    assert assign_roles(Transcript()) == Transcript()


@pytest.mark.parametrize(
    "labels",
    [
        {},
        {"clinician": "B", "patient": "A"},
        {"clinician": "patient", "patient": "doctor"},
        {"clinician": "doctor", "patient": "patient"},
    ],
)
def test_roles_assigned_twice_are_the_same(labels: dict[str, str]) -> None:
    once = assign_roles(visit(labels))
    assert assign_roles(once) == once


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "A", "B", "doctor", "patient", "x"]), st.text(max_size=40)),
        max_size=12,
    )
)
def test_any_text_gets_roles_and_stays_as_it_was(said: list[tuple[str, str]]) -> None:
    turns = tuple(Turn(index=i, text=text, speaker=speaker) for i, (speaker, text) in enumerate(said))
    found = assign_roles(Transcript(turns=turns))
    assert [(turn.speaker, turn.text) for turn in found.turns] == said
    assert all(turn.role in ("clinician", "patient", "other") for turn in found.turns)
    assert assign_roles(Transcript(turns=turns)) == found


def test_a_visit_of_150_turns_takes_milliseconds() -> None:
    long = visit({}, VISIT * 15)
    assign_roles(long)
    began = time.perf_counter()
    assign_roles(long)
    assert time.perf_counter() - began < 0.2


@pytest.mark.data
def test_held_out_dialogues_reach_the_published_figures(need: Callable[[object, str], None]) -> None:
    data = settings().data or Path(__file__).parents[3] / "shared" / "data"
    need(data.is_dir(), "the public dialogues are not here; set SOAPSTONE_DATA")
    from soapstone.training.dialogues import load

    held_out = [d for d in load(data) if d.held_out and d.source in ("MTS-Dialog", "PriMock57", "OSCE")]
    right: list[bool] = []
    named: list[bool] = []
    exchanged: list[bool] = []
    for dialogue in held_out:
        gold = [role for role, _ in dialogue.turns]
        hidden = roles(assign_roles(visit({}, list(dialogue.turns))))
        right += [a == b for a, b in zip(hidden, gold, strict=True) if b != "other"]
        voices = roles(
            assign_roles(visit({"clinician": "1", "patient": "2", "other": "3"}, list(dialogue.turns)))
        )
        named += [a == b for a, b in zip(voices, gold, strict=True) if b != "other"]
        if {"clinician", "patient"} <= set(gold):
            crossed = visit({"clinician": "patient", "patient": "doctor"}, list(dialogue.turns))
            exchanged.append(EXCHANGED in assign_roles(crossed).warnings)
    assert sum(right) / len(right) > 0.97
    assert sum(named) / len(named) > 0.99
    assert sum(exchanged) / len(exchanged) > 0.98
