"""Drugs with their strength and frequency as they were said."""

from __future__ import annotations

import pytest

from soapstone.nlp.drugs import find_drugs


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("continue the lisinopril 20 milligrams once a day", ["lisinopril 20 mg daily"]),
        (
            "metformin 1000 mg twice a day and aspirin 81 mg daily",
            ["metformin 1000 mg twice daily", "aspirin 81 mg daily"],
        ),
        ("ibuprofen every six hours as needed", ["ibuprofen every 6 hours"]),
        ("I take atorvastatin at bedtime", ["atorvastatin nightly"]),
        ("no medicines at all", []),
        ("I had ice cream", []),
    ],
)
def test_a_medication_is_read_with_its_dose(text: str, written: list[str]) -> None:
    assert [dose.written for dose in find_drugs(text)] == written


def test_a_drug_mention_points_at_its_words() -> None:
    text = "she takes metoprolol 50 mg every day"
    (dose,) = find_drugs(text)
    assert text[dose.start : dose.end] == "metoprolol 50 mg every day"
