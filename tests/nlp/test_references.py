"""What is said of "it" is said of the finding it stands for."""

from __future__ import annotations

import pytest

from soapstone.nlp.entities import read
from soapstone.nlp.references import references


@pytest.mark.parametrize(
    ("text", "word", "finding", "attributes"),
    [
        ("A mass was seen in the left breast. It was benign.", "It", "mass", ("benign",)),
        ("Renal cyst on CT. The lesion measured 3 cm.", "The lesion", "Renal cyst", ("3 cm",)),
        (
            "Breast mass and headache. The mass is firm and mobile.",
            "The mass",
            "Breast mass",
            ("firm", "mobile"),
        ),
        ("Pneumonia was treated. The infection has resolved.", "The infection", "Pneumonia", ("resolved",)),
        (
            "Back pain for a week. The pain is severe and constant.",
            "The pain",
            "Back pain",
            ("severe", "constant"),
        ),
        ("Inguinal hernia. This is reducible.", "This", "Inguinal hernia", ("reducible",)),
    ],
)
def test_a_reference_is_attached_with_what_it_says(
    text: str, word: str, finding: str, attributes: tuple[str, ...]
) -> None:
    entities = read(text)
    [one] = [r for r in references(entities, text) if text[r.start : r.end] == word]
    assert finding in entities[one.of].text and one.attributes == attributes


@pytest.mark.parametrize(
    "text",
    [
        "He has a cough. It is important to rest.",
        "Cough. This is a 54-year-old man.",
        "It was benign.",
        "Headache. The lesion is small.",
        "Cough. " + "The visit went on. " * 30 + "It was mild.",
    ],
)
def test_a_word_that_refers_to_nothing_is_left(text: str) -> None:
    assert references(read(text), text) == []


@pytest.mark.parametrize(
    ("text", "finding", "assertion"),
    [
        ("Possible DVT. This was ruled out by ultrasound.", "DVT", "negated"),
        ("Pneumonia in May. It has resolved.", "Pneumonia", "negated"),
        ("A breast mass was felt. It was not seen on ultrasound.", "mass", "present"),
        ("A breast mass was felt. It was benign.", "mass", "present"),
    ],
)
def test_what_is_decided_over_a_reference_is_decided_over_the_finding(
    text: str, finding: str, assertion: str
) -> None:
    [entity] = [e for e in read(text) if finding in e.text]
    assert entity.assertion == assertion
