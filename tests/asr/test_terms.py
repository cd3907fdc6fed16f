"""Clinical words misheard as no word at all."""

from __future__ import annotations

import pytest

from soapstone.asr.repair import original, repair_turn
from soapstone.types import Turn, Word


def recognised(text: str) -> Turn:
    return Turn(index=0, text=text, words=tuple(Word(text=word, probability=0.9) for word in text.split()))


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("I had weezing at night.", "I had wheezing at night."),
        ("Weezing again.", "Wheezing again."),
        ("any nawsea or vomiting", "any nausea or vomiting"),
        ("he has asmah", "he has asmah"),
        ("the weather is lovely", "the weather is lovely"),
        ("I saw Mr. Weasley", "I saw Mr. Weasley"),
    ],
)
def test_only_what_is_no_word_and_sounds_the_same_is_put_right(heard: str, written: str) -> None:
    turn = repair_turn(recognised(heard))
    assert turn.text == written
    assert original(turn) == heard


def test_a_typed_transcript_is_left_alone() -> None:
    assert repair_turn(Turn(index=0, text="I had weezing.")).text == "I had weezing."
