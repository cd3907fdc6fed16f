"""Sentences are found without losing a byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapstone.nlp.sentences import split_sentences


@given(st.text(max_size=400))
def test_the_pieces_together_are_the_text(text: str) -> None:
    assert "".join(piece.lead + piece.text for piece in split_sentences(text)) == text


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("BP 152/90. HR 88.", ["BP 152/90.", "HR 88."]),
        ("Seen by Dr. Brown today. No rash.", ["Seen by Dr. Brown today.", "No rash."]),
        ("Temp 98.6 at home. Fine.", ["Temp 98.6 at home.", "Fine."]),
        ("• Continue lisinopril.\n• Check BMP.", ["Continue lisinopril.", "Check BMP."]),
        ("1. Asthma.\n2. Gout.", ["Asthma.", "Gout."]),
        ("Take it q.d. with food.", ["Take it q.d. with food."]),
        ("No full stop here", ["No full stop here"]),
    ],
)
def test_a_note_is_cut_where_a_clinician_would(text: str, sentences: list[str]) -> None:
    assert [piece.text for piece in split_sentences(text) if piece.text] == sentences
