"""Speech is tidied without changing what it says, and every clause points at its own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapstone.nlp.speech import clauses, tidy
from soapstone.types import Turn


@pytest.mark.parametrize(
    ("said", "tidied"),
    [
        ("um , i , i 've been , you know , tired", "I've been tired"),
        ("okay so it 's uh it's the left knee", "it's the left knee"),
        ("i do n't have any fever", "I don't have any fever"),
        ("you 're gon na take it twice a day , okay ?", "you're going to take it twice a day"),
        ("I understand you're you've come in with knee pain", "I understand you've come in with knee pain"),
        ("she is doing really well", "she is doing really well"),
        ("forty milligrams", "forty milligrams"),
        ("I-I'd like to increase the lisinopril", "I'd like to increase the lisinopril"),
        ("it has been so-so and-and under control", "it has been so-so and under control"),
        ("good air entry, no wheezes", "good air entry, no wheezes"),
        ("good, your lungs are clear", "your lungs are clear"),
    ],
)
def test_fillers_and_stutters_go_and_meaning_stays(said: str, tidied: str) -> None:
    assert tidy(said) == tidied


@given(st.text(alphabet=st.sampled_from("abi no,.?'um -"), max_size=120))
def test_every_clause_lies_within_its_turn(text: str) -> None:
    turn = Turn(index=3, text=text, role="patient")
    last = 0
    for clause in clauses(turn):
        assert clause.span.turn == 3
        assert last <= clause.span.start < clause.span.end <= len(text)
        last = clause.span.end


def test_unpunctuated_speech_is_cut_into_thoughts() -> None:
    turn = Turn(
        index=0,
        role="clinician",
        text="the numbers from the nurse are fine and you breathe a bit fast today on your heart exam you have a steady "
        "beat and no murmur on your lung exam you do have a few crackles but no wheezes",
    )
    texts = [clause.text for clause in clauses(turn)]
    assert any(text.startswith("on your heart exam") for text in texts)
    assert any(text.startswith("on your lung exam") for text in texts)


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        (
            "we'll start apixaban ten milligrams twice a day for seven days then five milligrams twice a day from there on",
            "seven days then five milligrams",
        ),
        (
            "i hope to have you here again in ten days and please come back if there is any bleeding or trouble walking",
            "come back if",
        ),
    ],
)
def test_a_dose_stays_with_its_drug_and_a_warning_with_its_condition(said: str, whole: str) -> None:
    found = [clause.text for clause in clauses(Turn(index=0, text=said, role="clinician"))]
    assert any(whole in text for text in found), found
