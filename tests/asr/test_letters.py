"""Short forms that were spelled letter by letter."""

from __future__ import annotations

import pytest

from soapstone.asr.repair import original, repair_turn
from soapstone.types import Turn


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("b p of 125/72", "BP of 125/72"),
        ("we'll check an a one c and a b m p", "we'll check an A1c and a BMP"),
        ("the m-r-i and the e k g", "the MRI and the EKG"),
        ("b um, p one twenty one over sixty nine", "BP 121/69"),
        ("o two 99 percent on room air", "O2 99% on room air"),
        ("o two ninety six percent", "O2 96%"),
        ("i i think so", "i i think so"),
        ("I am an a student", "I am an a student"),
        ("see t, then p", "see t, then p"),
        ("she writes for an I T magazine", "she writes for an IT magazine"),
        ("They sent me to P T, the M T P joint", "They sent me to PT, the MTP joint"),
        ("I take vitamin B I think", "I take vitamin B I think"),
        ("Dilaudid of 4 M G I M", "Dilaudid of 4 mg IM"),
        ("They sent me to P T, so I went", "They sent me to PT, so I went"),
        ("Zofran four M G, then five hundred M G", "Zofran 4 mg, then 500 mg"),
        ("hepatitis A B and C", "hepatitis A B and C"),
    ],
)
def test_a_spelled_short_form_is_one_word_and_its_letters_are_no_numbers(heard: str, written: str) -> None:
    turn = repair_turn(Turn(index=0, text=heard))
    assert turn.text == written
    assert original(turn) == heard
