"""A planted error changes its recorded place and nothing else, and a checker is credited only for finding it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapstone.evaluation.data import Item, load_items
from soapstone.evaluation.planted import KINDS, Planted, flags_of, measure, plant, plant_all
from soapstone.evaluation.planted.checkers import CHECKERS, COLUMNS, Checker, Flag
from soapstone.evaluation.planted.visits import RARE, own_visits
from soapstone.types import Visit

DIALOGUE = (
    "[doctor] hi , how is your left knee since the injection ?\n"
    "[patient] the left knee hurts , for 6 days now , and i cough . no fever .\n"
    "[doctor] any allergies ?\n[patient] i am allergic to penicillin .\n"
    "[doctor] your blood pressure is 142 over 88 . you have crackles in the lungs . i think this is bronchitis .\n"
    "[doctor] take ibuprofen 400 milligrams by mouth twice a day . call me if it gets worse .\n"
)
NOTE = """HISTORY OF PRESENT ILLNESS

The patient reports left knee pain for 6 days after an injection in the clinic. He denies fever.

ALLERGIES

Allergic to penicillin.

PHYSICAL EXAM

Blood pressure is 142/88. Crackles in the lungs.

ASSESSMENT

Bronchitis with cough and left knee pain, which we discussed at length today.

PLAN

Ibuprofen 400 mg by mouth twice a day. Call if it gets worse.
"""
ITEM = Item(1, "v1", DIALOGUE, NOTE)
SAID = {
    "drug": "ibuprofen", "dose": "400", "unit": "mg", "frequency": "twice a day", "route": "by mouth",
    "laterality": "left", "diagnosis": "bronchitis", "number": None, "person": None, "time": None, "negation": None,
    "section": "", "duplication": "", "fabricated_exam": "", "truncation": None,
    "dropped_allergy": "allergic to penicillin.", "dropped_precaution": "call if it gets worse.",
}  # fmt: skip


def planted(kind: str, seed: int = 0) -> Planted:
    case = plant(ITEM, kind, seed)
    assert case is not None
    return case


def test_there_is_a_planter_for_every_kind_of_the_design() -> None:
    assert set(KINDS) == set(SAID)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_changes_what_it_says_it_changes(kind: str) -> None:
    case = planted(kind)
    assert case.text != NOTE
    if SAID[kind] is not None:
        assert case.before.lower() == SAID[kind]


@given(st.sampled_from(sorted(set(KINDS) - {"section"})), st.integers(0, 10_000))
def test_nothing_but_the_recorded_place_is_changed(kind: str, seed: int) -> None:
    case = planted(kind, seed)
    assert case.text[case.start : case.end] == case.after
    assert case.text[: case.start] + case.before + case.text[case.end :] == NOTE


@given(st.integers(0, 10_000))
def test_a_moved_sentence_is_only_moved(seed: int) -> None:
    case = planted("section", seed)
    assert case.text[case.start : case.end] == case.after
    assert case.removed is not None
    moved = NOTE[slice(*case.removed)]
    assert case.after.strip() == moved
    assert case.text.count(moved) == 1
    assert sorted(case.text.split()) == sorted(NOTE.split())


@given(st.sampled_from(sorted(KINDS)), st.integers(0, 10_000))
def test_the_same_seed_plants_the_same_error(kind: str, seed: int) -> None:
    assert plant(ITEM, kind, seed) == plant(ITEM, kind, seed)


@pytest.mark.parametrize("kind", ["drug", "diagnosis", "dose", "number"])
@pytest.mark.parametrize("seed", range(8))
def test_what_is_planted_was_never_said(kind: str, seed: int) -> None:
    assert planted(kind, seed).after.lower() not in DIALOGUE.lower()


def test_a_note_without_a_place_for_the_kind_has_no_error_planted() -> None:
    assert plant(ITEM._replace(note="PLAN\n\nRest.\n"), "drug") is None


def test_no_allergy_can_be_dropped_that_nobody_spoke_of() -> None:
    assert plant(ITEM._replace(dialogue="[doctor] hi .\n[patient] hello .\n"), "dropped_allergy") is None


@pytest.mark.parametrize(
    ("kind", "checker"),
    [
        ("drug", "support"),
        ("dose", "support"),
        ("duplication", "repetition"),
        ("laterality", "support"),
        ("truncation", "form"),
    ],
)
def test_the_checker_made_for_a_kind_finds_it(kind: str, checker: str) -> None:
    assert measure([planted(kind)])[checker].found == {kind: 1}


def test_a_true_note_is_not_flagged() -> None:
    for name, checker in CHECKERS.items():
        assert flags_of(checker, ITEM.transcript, NOTE) == set(), name


def always(visit: Visit, text: str) -> set[Flag]:
    """A checker that cries over the first sentence of any note, right or wrong."""
    return {Flag("hm", "The patient reports left knee pain for 6 days after an injection in the clinic.")}


def elsewhere(visit: Visit, text: str) -> set[Flag]:
    """A checker that speaks about another sentence than the one with the error."""
    return {Flag("hm", "He denies fever.")} if text != NOTE else set()


@pytest.mark.parametrize(("checker", "alarms"), [(always, 1), (elsewhere, 0)])
def test_crying_always_or_elsewhere_finds_nothing(checker: Checker, alarms: int) -> None:
    measured = measure([planted("drug"), planted("dose")], {"it": checker})["it"]
    assert measured.found == {"drug": 0, "dose": 0}
    assert (measured.alarms, measured.sentences) == (alarms, 8)


@pytest.mark.data
def test_hundreds_of_cases_come_from_the_public_notes_and_support_finds_wrong_drugs_and_doses(
    public: Path,
) -> None:
    items = load_items(public / "aci_bench" / "valid.jsonl")
    cases = list(plant_all(items))
    assert len(cases) > 200
    assert {case.kind for case in cases} >= set(KINDS) - {"route", "dropped_allergy", "dropped_precaution"}
    kinds = ("drug", "dose", "number")
    measured = measure([case for case in cases if case.kind in kinds], {"support": CHECKERS["support"]})[
        "support"
    ]
    assert all(measured.found[kind] >= 0.9 * measured.planted[kind] for kind in kinds), measured


def test_our_own_visits_hold_the_kinds_that_public_notes_lack_and_the_checks_find_them() -> None:
    cases = list(plant_all(own_visits(), RARE))
    measured = measure(cases, {"checks": COLUMNS["contradiction"]})["checks"]
    assert all(measured.planted[kind] >= 9 for kind in RARE)
    assert all(measured.found[kind] >= 0.75 * measured.planted[kind] for kind in RARE), measured


@pytest.mark.data
def test_the_checks_find_most_contradictions_and_seldom_cry_over_a_true_note(public: Path) -> None:
    items = load_items(public / "aci_bench" / "valid.jsonl", limit=8)
    kinds = ("time", "person", "unit", "frequency")
    measured = measure(plant_all(items, kinds), {"checks": COLUMNS["contradiction"]})["checks"]
    assert sum(measured.found.values()) >= 0.9 * sum(measured.planted.values()), measured
    assert measured.alarms <= 0.05 * measured.sentences
