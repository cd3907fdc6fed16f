"""Medications are parsed into the fields that a list of them needs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapstone.nlp.medications import read_medications


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "Start lisinopril 10 mg PO daily for 30 days.",
            {"name": "lisinopril", "strength": "10", "unit": "mg", "route": "by mouth", "frequency": "daily"}
            | {"duration": "30 days", "status": "start", "as_needed": False},
        ),
        ("Lasix 40mg IV BID", {"generic": "furosemide", "route": "intravenous", "frequency": "twice daily"}),
        (
            "albuterol 2 puffs inhaled every 4-6 hours as needed",
            {"form": "2 puff", "route": "inhaled", "frequency": "every 4-6 hours", "as_needed": True},
        ),
        ("Discontinue metformin.", {"status": "stop"}),
        ("Metformin was discontinued.", {"status": "stop"}),
        ("Increase amlodipine to 10 mg.", {"status": "change", "strength": "10"}),
        (
            "hydrocodone 5/325 mg q6h prn",
            {"strength": "5/325", "frequency": "every 6 hours", "as_needed": True},
        ),
        ("insulin glargine 20 units subcutaneously at bedtime", {"unit": "units", "frequency": "nightly"}),
        ("She denies taking warfarin.", {"assertion": "negated"}),
    ],
)
def test_a_medication_is_parsed_into_fields(text: str, fields: dict[str, object]) -> None:
    found = read_medications(text)
    assert found and {name: getattr(found[0], name) for name in fields} == fields


def test_a_verb_before_a_list_holds_for_all_of_it() -> None:
    found = read_medications(
        "Continue aspirin 81 mg daily, metoprolol 50 mg twice daily and atorvastatin 40 mg nightly."
    )
    assert [m.status for m in found] == ["continue"] * 3
    assert [m.strength for m in found] == ["81", "50", "40"]
    assert [m.frequency for m in found] == ["daily", "twice daily", "nightly"]


def test_one_drugs_dose_is_not_anothers() -> None:
    first, second = read_medications("Stop metformin, start insulin 10 units daily.")
    assert (first.strength, first.status, second.strength, second.status) == ("", "stop", "10", "start")


@given(st.text(max_size=200))
def test_any_text_keeps_the_place_of_its_names(text: str) -> None:
    for medication in read_medications(text + " aspirin"):
        assert (text + " aspirin")[medication.start : medication.end] == medication.name
