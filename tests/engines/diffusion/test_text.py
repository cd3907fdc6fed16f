"""Pieces, chunks and spelling: from what was said to pieces and from pieces to clinical text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapstone.engines.diffusion.chunks import LONGEST, chunks
from soapstone.engines.diffusion.pieces import END, NEW_LINE, pieces_of
from soapstone.engines.diffusion.surface import spell
from soapstone.types import Transcript, Turn

SENTENCES = [
    "Denies chest pain or shortness of breath.",
    "BP 152/90, HR 88, SpO2 95% on room air.",
    "Restart furosemide 40 mg once daily.",
    "X-ray of the right knee.",
    "The patient's pain is 7.5/10.",
    "Follow up in 4-6 weeks (sooner if worse).",
    "Vitals: BP 120/80.\n• Lungs: Clear.",
    "Grade 2/6 systolic ejection murmur, stable.",
    "MRI of the brain was ordered at 9:30.",
]


@pytest.mark.parametrize("text", SENTENCES)
def test_a_clinical_sentence_comes_back_as_it_was(text: str) -> None:
    assert spell(pieces_of(text), [text]).text == text


def test_a_name_takes_its_capital_from_the_visit() -> None:
    written = spell(
        pieces_of("he sees dr. gutierrez for crohn's disease."), ["I saw Dr. Gutierrez about Crohn's"]
    )
    assert written.text == "He sees Dr. Gutierrez for Crohn's disease."


def test_each_character_names_the_piece_it_comes_from() -> None:
    pieces = pieces_of("denies osteomyelitis.")
    text, places = spell(pieces, [])
    assert len(text) == len(places)
    assert places[0] == 0 and places[-1] == len(pieces) - 1
    assert places[text.index(" ")] == -1


def test_marks_are_no_text() -> None:
    assert spell([*pieces_of("clear."), END, END], []).text == "Clear."
    assert spell([*pieces_of("clear."), NEW_LINE, *pieces_of("soft.")], []).text == "Clear.\nSoft."


@given(st.lists(st.text(max_size=400), max_size=6))
def test_chunks_quote_the_visit_and_fit(texts: list[str]) -> None:
    transcript = Transcript(turns=tuple(Turn(index=at, text=text) for at, text in enumerate(texts)))
    found = chunks(transcript)
    for chunk in found:
        assert 0 < len(chunk.pieces) <= LONGEST
        assert pieces_of(transcript.quote(chunk.span))[:LONGEST] == list(chunk.pieces)
    places = [(chunk.span.turn, chunk.span.start, chunk.span.end) for chunk in found]
    assert places == sorted(places)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(places))


def test_every_word_of_a_long_turn_is_in_a_chunk() -> None:
    text = " ".join(f"word{number} and then" for number in range(200))
    found = chunks(Transcript(turns=(Turn(index=0, text=text),)))
    assert len(found) > 10
    assert " ".join(text[c.span.start : c.span.end] for c in found) == text
