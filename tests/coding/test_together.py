"""The tabular list's conventions about codes that stand side by side."""

from __future__ import annotations

import pytest

from soapstone.coding import check_codes, link
from soapstone.coding.together import excludes
from soapstone.types import Code


def codes(*names: str) -> list[Code]:
    return [Code(code=name, description="", confidence=1.0) for name in names]


def test_type_1_and_type_2_diabetes_exclude_each_other() -> None:
    [finding] = [f for f in check_codes(codes("E11.9", "E10.9")) if f.rule == "icd.excludes1"]
    assert "E11.9 and E10.9 are not coded together" in finding.message
    assert "tabular list" in finding.source
    assert excludes("E10.9", "E11.9") and not excludes("E11.9", "I10")


def test_conditions_that_go_together_raise_no_conflict() -> None:
    assert not [f for f in check_codes(codes("I10", "J44.9")) if f.rule == "icd.excludes1"]


def test_a_manifestation_wants_its_disease_first() -> None:
    [finding] = [f for f in check_codes(codes("F02.80")) if f.rule == "icd.code-first"]
    assert "Code first" in finding.message
    late = [f for f in check_codes(codes("F02.80", "G30.9")) if f.rule == "icd.code-first"]
    assert late and "put G30.9 before F02.80" in late[0].message
    assert not [f for f in check_codes(codes("G30.9", "F02.80")) if f.rule == "icd.code-first"]


def test_an_additional_code_is_asked_for_until_it_is_there() -> None:
    rules = [f.rule for f in check_codes(codes("E11.9"))]
    assert "icd.use-additional" in rules
    rules = [f.rule for f in check_codes(codes("E11.9", "Z79.4"))]
    assert "icd.use-additional" not in rules


def test_suggestions_of_one_term_need_no_finding_of_the_note() -> None:
    assert check_codes(link("appendicitis", limit=1)) == []


@pytest.mark.parametrize(
    ("given", "instead"),
    [
        (("I10", "I50.9"), "I11.0"),
        (("N18.30", "I10"), "I12"),
        (("I10", "I50.22", "N18.4"), "I13"),
        (("I11.0", "I50.9", "N18.4"), "I13"),
        (("E11.9", "N18.30"), "E11.22"),
    ],
)
def test_what_the_guidelines_presume_to_be_one_condition_is_told(
    given: tuple[str, ...], instead: str
) -> None:
    [finding] = [f for f in check_codes(codes(*given)) if f.rule == "icd.presumed"]
    assert f"{instead} (" in finding.message and "unless the note says" in finding.message
    assert "Official Guidelines" in finding.source


def test_hypertension_with_diabetes_is_two_conditions() -> None:
    for given in (("I10", "E11.9"), ("I11.0", "I50.9"), ("E11.22", "N18.30")):
        assert not [f for f in check_codes(codes(*given)) if f.rule == "icd.presumed"]
