"""Words become sentences."""

from __future__ import annotations

import pytest

from soapstone.asr.turns import numbered, sentences, turn_of
from soapstone.types import Turn, Word


def spoken(text: str, *, pauses: dict[int, float] | None = None) -> list[Word]:
    """Words of 0.3 s each; `pauses` maps the index of a word to the silence before it."""
    at, words = 0.0, []
    for index, word in enumerate(text.split()):
        at += (pauses or {}).get(index, 0.0)
        words.append(Word(text=word, start=at, end=at + 0.3))
        at += 0.3
    return words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Any fever? No, no fever.", ["Any fever?", "No, no fever."]),
        ("Dr. Reyes saw Mrs. Lund today.", ["Dr. Reyes saw Mrs. Lund today."]),
        ("Your temperature is 98.4. Good.", ["Your temperature is 98.4.", "Good."]),
        ('He said "no." Then he left', ['He said "no."', "Then he left"]),
        ("lisinopril ten milligrams once a day", ["lisinopril ten milligrams once a day"]),
    ],
)
def test_a_turn_ends_with_its_sentence(text: str, expected: list[str]) -> None:
    assert [turn_of(words).text for words in sentences(spoken(text))] == expected


def test_a_dose_after_a_short_breath_stays_with_its_drug() -> None:
    words = spoken("lisinopril, ten milligrams", pauses={1: 0.9})

    assert len(list(sentences(words))) == 1


def test_a_long_silence_ends_a_turn_in_mid_sentence() -> None:
    words = spoken("I was going to say hello there", pauses={5: 1.5})

    assert [turn_of(group).text for group in sentences(words)] == ["I was going to say", "hello there"]


def test_words_without_times_are_split_by_their_sentences_alone() -> None:
    words = [Word(text=word) for word in "Any pain? No.".split()]

    assert [turn_of(group).text for group in sentences(words)] == ["Any pain?", "No."]


def test_a_turn_lasts_from_its_first_word_to_its_last() -> None:
    turn = turn_of(spoken("no chest pain"), speaker="left")

    assert (turn.start, turn.speaker) == (0.0, "left")
    assert turn.end == pytest.approx(0.9)


def test_turns_are_numbered_in_order() -> None:
    turns = [Turn(index=7, text="a"), Turn(index=0, text="b")]

    assert [turn.index for turn in numbered(turns)] == [0, 1]
