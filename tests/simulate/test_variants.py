"""Errors and edits planted in a note stand where they are recorded, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from soapstone.errors import UsageError
from soapstone.simulate import simulate
from soapstone.simulate.plant import EDITS, ERRORS, KINDS, kinds_of

Row = dict[str, Any]


@pytest.fixture(scope="module")
def planted() -> list[Row]:
    return [row for template in ("soap", "ed") for row in simulate(40, template, seed=4, variants=KINDS)]


def test_every_kind_of_error_and_edit_is_planted(planted: list[Row]) -> None:
    assert {variant["kind"] for row in planted for variant in row["variants"]} == set(KINDS)


def test_a_variant_changes_one_place_and_leaves_the_rest_byte_for_byte(planted: list[Row]) -> None:
    for row in planted:
        for variant in row["variants"]:
            changed = variant["sections"][variant["section"]]
            original = row["sections"][variant["section"]]
            start, end = variant["start"], variant["end"]
            assert changed[start:end] == variant["after"] != variant["before"]
            assert changed[:start] + variant["before"] + changed[end:] == original
            others = {key: text for key, text in variant["sections"].items() if key != variant["section"]}
            assert others == {key: text for key, text in row["sections"].items() if key != variant["section"]}


def test_an_exchanged_drug_was_not_spoken_of(planted: list[Row]) -> None:
    drugs = [(row, v) for row in planted for v in row["variants"] if v["kind"] == "drug"]
    assert drugs
    assert all(v["after"].split()[0].lower() not in row["dialogue"].lower() for row, v in drugs)


def test_a_side_is_exchanged_for_the_other(planted: list[Row]) -> None:
    sides = [v for row in planted for v in row["variants"] if v["kind"] == "side"]
    assert {(v["before"].lower(), v["after"].lower()) for v in sides} == {
        ("left", "right"),
        ("right", "left"),
    }


def test_an_exchanged_number_stays_a_possible_one(planted: list[Row]) -> None:
    for row in planted:
        for variant in row["variants"]:
            after = variant["sections"][variant["section"]][variant["end"] :]
            if variant["kind"] == "number" and after.startswith("%"):
                assert int(variant["after"]) <= 100, row["id"]


def test_an_edited_severity_is_the_rating_and_not_the_scale(planted: list[Row]) -> None:
    rated = [(row, v) for row in planted for v in row["variants"] if v["kind"] == "edit_severity"]
    assert rated
    for row, variant in rated:
        truth = {fact["value"] for fact in row["facts"] if fact["fact"].endswith(".severity")}
        assert int(variant["before"]) in truth


def test_an_edit_of_the_diagnosis_is_followed_by_its_treatment_and_never_by_the_examination(
    planted: list[Row],
) -> None:
    edits = [(row, v) for row in planted for v in row["variants"] if v["kind"] == "edit_diagnosis"]
    assert edits
    for row, variant in edits:
        followed = [row["evidence"][at] for at in variant["follow"]]
        assert not any(".exam." in fact for sentence in followed for fact in sentence["facts"])
        assert {*variant["follow"], *variant["keep"]} <= set(range(len(row["evidence"])))
        assert not set(variant["follow"]) & set(variant["keep"])


def test_without_a_request_nothing_is_planted() -> None:
    assert "variants" not in next(simulate(1, "soap", seed=4))


def test_kinds_are_read_from_a_list() -> None:
    assert kinds_of(None) == ()
    assert kinds_of("drug, dose") == ("drug", "dose")
    assert kinds_of("all") == ERRORS + EDITS


def test_an_unknown_kind_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"'dosis'.*dose"):
        kinds_of("dosis")
