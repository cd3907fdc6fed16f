"""A word that names a condition elsewhere is none where it means something else."""

from __future__ import annotations

import pytest

from soapstone.coding import code, read_and_code
from soapstone.nlp.entities import read
from soapstone.nlp.senses import other_senses


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Discharged home in good condition.", "Discharged"),
        ("See the discharge summary.", "discharge"),
        ("Follow up after hospital discharge.", "discharge"),
        ("Hands are cold to touch.", "cold"),
        ("Her feet are cold.", "cold"),
        ("Cold and clammy skin.", "Cold"),
        ("Gram-negative rods grew.", "negative"),
        ("Negative pressure dressing applied.", "Negative"),
        ("Vital signs are stable.", "stable"),
        ("Body mass index is 31.", "mass"),
        ("CT with mass effect.", "mass"),
        ("It is part of her culture shock.", "culture"),
        ("He fell asleep at noon.", "fell"),
        ("Last fall he moved here.", "fall"),
        ("Pain clinic referral.", "Pain"),
        ("Wound care was taught.", "Wound"),
    ],
)
def test_a_word_in_another_sense_is_no_entity(text: str, words: str) -> None:
    assert words in [text[one.start : one.end] for one in other_senses(text)]
    assert words not in [entity.text for entity in read(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Purulent discharge from the wound.",
        "Vaginal discharge for a week.",
        "He has a cold.",
        "Breast mass on palpation.",
        "Long-standing depression.",
        "A fall from a ladder.",
        "Back pain for a week.",
        "Septic shock on arrival.",
    ],
)
def test_the_condition_itself_is_left_alone(text: str) -> None:
    assert not other_senses(text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Home since the COVID-19 pandemic.", "U07.1"),
        ("Normal range of motion of the knee.", "M26.52"),
        ("Lungs: crackles at both bases.", "K03.81"),
        ("Ambulation with a cane.", "V86.91XA"),
        ("Burning and stinging of the eyes.", "T30.0"),
        ("ST depression in V2 to V4.", "F32.A"),
        ("Depressed skull fracture.", "F32.A"),
        ("EF is severely depressed.", "F32.A"),
        ("Flu shot given today.", "J11.1"),
        ("Pneumonia vaccine given.", "J18.9"),
        ("Stroke volume was 60 mL.", "I63.9"),
        ("Two shocks of 200 J.", "R57.9"),
        ("Her feet are cold.", "J06.9"),
    ],
)
def test_a_word_in_another_sense_is_not_coded(text: str, wrong: str) -> None:
    entities = read_and_code(text)
    suggested = {one.code for entity in entities for one in entity.codes}
    assert wrong not in suggested | {one.code for one in code(entities)}


def test_depression_beside_st_depression_is_still_coded() -> None:
    assert "F32.A" in [one.code for one in code(read_and_code("ST depression on ECG. She has depression."))]
