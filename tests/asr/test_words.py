"""Pieces of words become whole words."""

from __future__ import annotations

import pytest

from soapstone.asr.words import Piece, whole_words


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([" any", " fever", "?"], ["any", "fever?"]),
        ([" listen", "-opro"], ["listen-opro"]),
        ([" 96", "%", " on", " room", " air", "."], ["96%", "on", "room", "air."]),
        (["No", ",", " no", " fever"], ["No,", "no", "fever"]),
        ([" ", " pain"], ["pain"]),
        ([], []),
    ],
)
def test_pieces_are_joined_where_no_space_is_between(pieces: list[str], words: list[str]) -> None:
    timed = [Piece(text, index, index + 1.0, 0.9) for index, text in enumerate(pieces)]

    assert [word.text for word in whole_words(timed)] == words


def test_a_word_is_as_sure_as_its_least_sure_piece() -> None:
    (word,) = whole_words([Piece(" fluti", 0, 1, 0.9), Piece("casone", 1, 2, 0.3), Piece(",", 2, 2.5, 0.1)])

    assert word.probability == 0.3, "a comma says nothing about the word"
    assert (word.start, word.end) == (0, 2)
