"""What clinicians say aloud of an exam, and patients of an operation, in the words of a note."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soapstone.nlp.said import Said, facts
from soapstone.nlp.wordings import Kind, in_words_of_a_note
from soapstone.resources import read_toml


@pytest.mark.parametrize(
    ("kind", "spoken", "written"),
    [
        ("finding", "the heart sounds good, regular rhythm, no murmurs", "regular rhythm, no murmurs"),
        ("finding", "your heart sounds fine nice and regular", "your regular rhythm"),
        ("finding", "heart is regular", "regular rhythm"),
        ("finding", "the lungs are clear on both sides", "lungs clear to auscultation"),
        ("finding", "the lungs are clear to auscultation", "the lungs are clear to auscultation"),
        ("finding", "belly feels soft, nothing sore", "soft, non-tender"),
        ("finding", "the throat looks good", "oropharynx clear"),
        ("finding", "both the eardrums look normal", "tympanic membranes normal"),
        ("finding", "the legs look fine, no swelling", "no edema of the legs"),
        ("operation", "tonsils taken out as a kid", "tonsillectomy as a kid"),
        (
            "result",
            "the x-ray doesn't show a break, and nothing's out of place",
            "the x-ray no fracture, no dislocation",
        ),
        ("operation", "my appendix out", "appendectomy"),
        ("operation", "a knee scope years ago", "knee arthroscopy years ago"),
        ("operation", "a hernia repaired", "hernia repair"),
        ("act", "send you straight to the emergency room", "refer to the emergency room"),
    ],
)
def test_it_is_worded_as_in_a_note(kind: Kind, spoken: str, written: str) -> None:
    assert in_words_of_a_note(spoken, kind) == written


@pytest.mark.parametrize(
    "spoken",
    [
        "my heart is broken",
        "he was not sore about it",
        "the throat hurts",
        "I had my tonsils looked at",
        "the heart rate is fast and irregular",
    ],
)
def test_what_says_something_else_stays(spoken: str) -> None:
    assert "regular rhythm" not in in_words_of_a_note(spoken)
    assert "clear" not in in_words_of_a_note(spoken)
    assert "tonsillectomy" not in in_words_of_a_note(spoken)


def test_what_a_note_words_so_counts_as_said() -> None:
    said = Said("Okay, the heart sounds fine, nice and regular. Belly feels soft, nothing sore.")
    assert not said.missing(facts("Regular rhythm. Soft, non-tender."))
    assert said.missing(facts("Regular rhythm. Cough."))


_ROWS = read_toml("rules/wordings.toml")
_WORDS = sorted(
    {
        word
        for kind in get_args(Kind)
        for row in _ROWS[kind]
        for word in re.findall(r"[A-Za-z']{2,}", row["said"])
    }
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(_WORDS), min_size=2, max_size=25).map(" ".join))
def test_rows_that_are_passed_over_for_their_words_would_have_changed_nothing(said: str) -> None:
    for kind in get_args(Kind):
        tried = said
        for row in _ROWS[kind]:
            tried = re.sub(row["said"], row["written"], tried, flags=re.IGNORECASE)
        assert in_words_of_a_note(said, kind) == tried
