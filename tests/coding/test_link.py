"""Terms lead to the codes that a coder would choose, and never to one that cannot be billed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soapstone.coding import is_billable, link
from soapstone.coding.shipped import index
from soapstone.coding.specifics import specifics


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ("hypertension", "I10"),
        ("HTN", "I10"),
        ("type 2 diabetes", "E11.9"),
        ("type 2 diabetes with neuropathy", "E11.40"),
        ("COPD", "J44.9"),
        ("chest pain", "R07.9"),
        ("left knee pain", "M25.562"),
        ("pressure ulcer of left heel, stage 3", "L89.623"),
        ("acute myocardial infarction", "I21.9"),
        ("anaemia", "D64.9"),
        ("oesophageal varices", "I85.00"),
        ("CKD stage 3", "N18.30"),
        ("migraine", "G43.909"),
        ("shingles", "B02.9"),
        ("menstrual migraine, intractable", "G43.839"),
        ("menstrual migraine, not intractable", "G43.829"),
    ],
)
def test_a_clinical_term_leads_to_its_code(term: str, code: str) -> None:
    assert link(term)[0].code == code


@pytest.mark.parametrize(
    ("term", "sentence", "code"),
    [
        ("knee pain", "Knee pain, worse on the right side.", "M25.561"),
        ("knee pain", "Knee pain for a week.", "M25.569"),
        ("ankle sprain", "Follow-up of a left ankle sprain.", "S93.402D"),
        ("ankle sprain", "Left ankle sprain today.", "S93.402A"),
    ],
)
def test_side_and_encounter_are_taken_from_the_sentence(term: str, sentence: str, code: str) -> None:
    assert link(term, sentence)[0].code == code


def test_a_common_term_is_surer_than_a_strange_one() -> None:
    assert link("hypertension")[0].confidence > 0.7
    assert all(code.confidence < 0.6 for code in link("grey sensation of the left thing"))


def test_words_of_no_condition_lead_nowhere() -> None:
    assert link("") == () and link("xqzt") == () and link("of the") == ()


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("stage IV", ("stage", "4")),
        ("second trimester", ("trimester", "2")),
        ("30 weeks pregnant", ("trimester", "3")),
    ],
)
def test_stage_and_trimester_are_read(text: str, degree: tuple[str, str]) -> None:
    assert degree in specifics(text).degrees


def test_no_suggestion_is_ever_invalid_or_not_billable() -> None:
    words, chance = index().words, random.Random(0)
    for _ in range(600):
        term = " ".join(chance.choices(words, k=chance.randint(1, 6))).replace("_", " ")
        assert all(is_billable(code.code) for code in link(term, "left, subsequent encounter", limit=6))


@given(st.text(max_size=60))
@settings(deadline=None)  # the first look loads the encoder of names
def test_any_text_gives_billable_codes_with_probabilities(text: str) -> None:
    for code in link(text, text):
        assert is_billable(code.code) and 0 <= code.confidence <= 1


def test_of_two_names_alike_the_codes_own_counts_more_than_what_an_excludes_note_says() -> None:
    assert link("ankylosing spondylitis")[0].code == "M45.9"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("traumatic subdural hemorrhage", "S06.5XAA"),
        ("concussion", "S06.0XAA"),
        ("concussion without loss of consciousness", "S06.0X0A"),
        ("burns involving 10-19% of body surface", "T31.10"),
    ],
)
def test_what_nobody_said_of_consciousness_or_of_depth_is_not_claimed(said: str, code: str) -> None:
    assert link(said)[0].code == code


@pytest.mark.parametrize(("unheard", "code"), [("laryngoplegic", "J38.0"), ("hypermenorrheic", "N92.0")])
def test_a_word_that_no_name_has_is_looked_up_by_its_meaning(unheard: str, code: str) -> None:
    assert any(one.code.startswith(code) for one in link(unheard))
