"""Spoken numbers in written form."""

from __future__ import annotations

import pytest

from soapstone.asr.repair import original, repair_turn
from soapstone.types import Turn


def repaired(said: str) -> Turn:
    return repair_turn(Turn(index=0, text=said))


@pytest.mark.parametrize(
    ("said", "written", "kind"),
    [
        # blood pressure
        ("one forty two over eighty eight", "142/88", "vital"),
        ("blood pressure one eighteen over seventy six", "blood pressure 118/76", "vital"),
        ("pressure is one twenty over eighty today", "pressure is 120/80 today", "vital"),
        ("bp one hundred and five over sixty", "bp 105/60", "vital"),
        ("142 over 88", "142/88", "vital"),
        # other vitals
        ("temperature ninety eight point six", "temperature 98.6", "vital"),
        ("temperature ninety eight . six, pulse eighty", "temperature 98.6, pulse 80", "vital"),
        ("temperature is ninety eight six", "temperature is 98.6", "vital"),
        ("temp one oh one point two", "temp 101.2", "vital"),
        ("heart rate eighty eight", "heart rate 88", "vital"),
        ("pulse of one oh five", "pulse of 105", "vital"),
        ("oxygen ninety five on room air", "oxygen 95 on room air", "vital"),
        ("respirations sixteen", "respirations 16", "vital"),
        ("i weigh two ten", "i weigh 210", "vital"),
        ("bmi of thirty one point four", "bmi of 31.4", "vital"),
        # doses
        ("forty milligrams once a day", "40 mg once a day", "dose"),
        ("ibuprofen four um hundred milligrams", "ibuprofen 400 mg", "dose"),
        ("ibuprofen four, uh, hundred milligrams", "ibuprofen 400 mg", "dose"),
        ("i have two, a hundred milligrams each", "i have two, 100 mg each", "dose"),
        ("two point five milligrams", "2.5 mg", "dose"),
        ("two and a half milligrams", "2.5 mg", "dose"),
        ("point five milligrams", "0.5 mg", "dose"),
        ("oh point five milligrams", "0.5 mg", "dose"),
        ("a hundred and twenty five micrograms", "125 mcg", "dose"),
        ("one twenty five micrograms", "125 mcg", "dose"),
        ("twenty-five milligrams", "25 mg", "dose"),
        ("forty mg", "40 mg", "dose"),
        ("40 milligrams", "40 mg", "dose"),
        ("10 to 20 milligrams", "10 to 20 mg", "dose"),
        ("ten milligrams per kilogram", "10 mg/kg", "dose"),
        ("two thousand units", "2000 units", "dose"),
        ("fifty thousand units", "50,000 units", "dose"),
        ("Five hundred milligrams, three times a day", "500 mg, three times a day", "dose"),
        # laboratory and measures
        ("a1c is seven point two", "a1c is 7.2", "number"),
        ("creatinine one point oh", "creatinine 1.0", "number"),
        ("sugar was two fifty this morning", "sugar was 250 this morning", "number"),
        ("ninety eight percent", "98%", "number"),
        ("one hundred eighty two pounds", "182 pounds", "number"),
        ("he is seventy six years old", "he is 76 years old", "number"),
        ("strength five over five", "strength 5/5", "number"),
        # dates
        ("march third twenty twenty four", "March 3, 2024", "date"),
        ("the third of march", "March 3", "date"),
        ("october twenty first nineteen fifty two", "October 21, 1952", "date"),
        ("june the tenth", "June 10", "date"),
        ("may second two thousand and five", "May 2, 2005", "date"),
    ],
)
def test_a_spoken_number_is_written(said: str, written: str, kind: str) -> None:
    turn = repaired(said)
    assert turn.text == written
    assert {repair.kind for repair in turn.repairs} == {kind}
    assert original(turn) == said


@pytest.mark.parametrize(
    "said",
    [
        "twice a day",
        "come back in two weeks",
        "one of them hurts and one does not",
        "one plus swelling in the ankles",
        "one or two tablets",
        "over the counter",
        "i've had it over thirty years",
        "may i ask you one second",
        "in january i was fine",
        "pain is seven out of ten",
        "the second one on the third floor",
        "one one two",
        "a half a tablet",
        "point taken",
        "oh i see",
        "heart rate is in the one hundreds",
        "BP 120/80, HR 88, 40 mg daily, 98.6",
        "seen on March 3, 2024",
        "what's the point of that",
        "a hundred times",
    ],
)
def test_what_is_no_measure_stays_as_said(said: str) -> None:
    assert repaired(said).text == said
    assert repaired(said).repairs == ()


def test_several_numbers_of_a_turn_are_each_kept_with_what_was_heard() -> None:
    turn = repaired(
        "so your pressure is one fifty two over ninety heart rate eighty eight oxygen ninety five on room air"
    )
    assert turn.text == "so your pressure is 152/90 heart rate 88 oxygen 95 on room air"
    assert [(turn.text[r.start : r.end], r.heard) for r in turn.repairs] == [
        ("152/90", "one fifty two over ninety"),
        ("88", "eighty eight"),
        ("95", "ninety five"),
    ]


def test_a_pressure_that_cannot_be_is_marked_unsure() -> None:
    assert [repair.sure for repair in repaired("eighty over one twenty").repairs] == [False]
