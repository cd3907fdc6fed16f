"""The error analysis names the fault a reader would name, as grave as a clinician would find it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapstone.errors import InputError
from soapstone.evaluation.analysis import (
    Fault,
    Mention,
    compare_swapped,
    entity_faults,
    note_faults,
    swapped,
    tally,
)
from soapstone.evaluation.analysis.bias import TRAITS, permutation_test
from soapstone.evaluation.analysis.entities import faults_of_row
from soapstone.evaluation.analysis.notes import confusions
from soapstone.evaluation.data import DataSet, Item, load_items
from soapstone.evaluation.metrics import chosen
from soapstone.evaluation.rows import score_item
from soapstone.evaluation.systems import DraftedNotes, GivenNotes
from tests.evaluation.conftest import DIALOGUE, NOTE


def faults(note: str) -> list[Fault]:
    item = Item(1, "v1", DIALOGUE, NOTE, note)
    row = score_item(item, GivenNotes("given"), chosen(["support"]))
    return note_faults(row.model_dump())


def test_the_reference_has_no_fault() -> None:
    assert faults(NOTE) == []


KNEE = "He reports right knee pain. "
CASES: list[tuple[str, str, str, str]] = [
    (NOTE.replace("ibuprofen", "warfarin"), "hallucination", "critical", "drug never said: warfarin"),
    (NOTE.replace("400", "800"), "hallucination", "critical", "number never said: 800"),
    (NOTE.replace("right knee", "left knee"), "hallucination", "critical", "side never said: left"),
    (NOTE.replace("Cough and fever. Start", "Pneumonia. Start"), "hallucination", "moderate", "pneumonia"),
    (NOTE.replace("Penicillin: hives.", "None."), "omission", "critical", "left out: penicillin"),
    (NOTE.replace("Chest x-ray ordered. ", ""), "omission", "moderate", "left out: chest x-ray"),
    (NOTE.replace("He reports right knee pain. ", ""), "omission", "moderate", "left out: knee pain"),
    (NOTE + " The patient reports cough and fever since Monday.", "repetition", "minor", "stood before"),
    (NOTE[: NOTE.index(" worse.")], "truncation", "moderate", "ends in the middle"),
    (NOTE.replace(KNEE, "").replace("Start ibuprofen", KNEE + "Start ibuprofen"),
     "section confusion", "moderate", "the reference has it in history"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("note", "kind", "severity", "message"), CASES, ids=[f"{c[1]}: {c[3]}" for c in CASES]
)
def test_a_fault_is_named_with_its_severity(note: str, kind: str, severity: str, message: str) -> None:
    found = [(fault.kind, fault.severity) for fault in faults(note) if message in fault.message]
    assert (kind, severity) in found, faults(note)


def test_a_fault_points_at_its_words() -> None:
    fault = next(f for f in faults(NOTE.replace("ibuprofen", "warfarin")) if f.kind == "hallucination")
    assert fault.text[fault.start : fault.end] == "warfarin"


def test_section_confusion_says_where_and_where_it_belongs() -> None:
    assert list(confusions(faults(CASES[-1][0]))) == [("assessment", "history")]


def test_examples_are_the_gravest_of_different_notes() -> None:
    many = [
        [Fault("omission", severity, f"v{at}", "", "")]
        for at, severity in enumerate(["minor", "moderate", "critical", "critical", "minor"])
    ]
    document = tally(many).document()["omission"]
    assert [example["item"] for example in document["examples"]] == ["v2", "v3", "v1"]
    assert (document["critical"], document["moderate"], document["minor"]) == (2, 1, 2)
    assert document["notes_with_fault"] == 1


TEXT = "No fever, left knee pain."
GOLD = [Mention(3, 8, "SYMPTOM", negated=True), Mention(10, 24, "SYMPTOM")]


@pytest.mark.parametrize(
    ("predicted", "kinds"),
    [
        (GOLD, []),
        ([GOLD[0], Mention(15, 24, "SYMPTOM")], ["boundary"]),
        ([GOLD[0], Mention(10, 24, "DRUG")], ["type"]),
        ([GOLD[1]], ["missed"]),
        ([*GOLD, Mention(0, 2, "DRUG")], ["invented"]),
        ([Mention(3, 8, "SYMPTOM"), GOLD[1]], ["negation"]),
        ([GOLD[0], Mention(15, 24, "DRUG")], ["boundary", "type"]),
        ([], ["missed", "missed"]),
    ],
)  # fmt: skip
def test_entity_errors_are_told_apart(predicted: list[Mention], kinds: list[str]) -> None:
    assert [fault.kind for fault in entity_faults(GOLD, predicted)] == kinds


MENTIONS = st.lists(st.builds(lambda start, length, t: Mention(start, start + length, t),
                              st.integers(0, 20), st.integers(1, 6), st.sampled_from("AB")), max_size=6)  # fmt: skip


@given(MENTIONS, MENTIONS)
def test_every_mention_is_paired_once_missed_or_invented(
    gold: list[Mention], predicted: list[Mention]
) -> None:
    found = entity_faults(gold, predicted)
    missed = sum(fault.kind == "missed" for fault in found)
    invented = sum(fault.kind == "invented" for fault in found)
    assert len(gold) - missed == len(predicted) - invented


def test_a_lost_negation_is_critical() -> None:
    row = {
        "id": "n1",
        "text": TEXT,
        "gold": [GOLD[0]._asdict()],
        "predicted": [{"start": 3, "end": 8, "type": "SYMPTOM"}],
    }
    assert [(f.kind, f.severity) for f in faults_of_row(row)] == [("entity negation", "critical")]


@pytest.mark.parametrize(
    "mention", [{"start": 3, "end": 99, "type": "X"}, {"start": 3}, {"start": "a", "end": 4, "type": "X"}]
)
def test_an_entity_without_a_sound_place_is_refused(mention: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        faults_of_row({"text": TEXT, "gold": [mention], "predicted": []})


@pytest.mark.parametrize(
    ("trait", "text", "other"),
    [
        ("sex", "Mr. Brian is a 58 year old male. He says his wife drives.",
         "Ms. Brian is a 58 year old female. She says her wife drives."),
        ("sex", "i examined her . her knee is fine .", "i examined him . his knee is fine ."),
        ("age", "a 58-year-old male, married 30 years", "a 34-year-old male, married 30 years"),
        ("age", "she is a 25 year old", "she is a 81 year old"),
        ("ethnicity", "a 58 year old male", "a 58 year old african american male"),
        ("ethnicity", "a caucasian woman", "a hispanic woman"),
        ("age", "nothing is told", "nothing is told"),
    ],
)  # fmt: skip
def test_only_who_the_patient_is_is_swapped(trait: Any, text: str, other: str) -> None:
    assert swapped(text, trait) == other


VISITS = [
    Item(at, f"v{at}", f"[doctor] this is a {40 + at} year old male\n[patient] he has knee pain .", NOTE)
    for at in range(12)
]


def test_an_engine_that_only_follows_the_words_is_not_biased() -> None:
    for trait in TRAITS:
        fair = compare_swapped(VISITS, lambda item: f"HISTORY\n\n{item.dialogue}", trait)
        assert (fair.visits, fair.differences, fair.words, fair.p_facts) == (12, (), 0, 1.0)


def test_an_engine_that_gives_women_no_pain_is_found_out() -> None:
    def draft(item: Item) -> str:
        return "PLAN\n\nIbuprofen for knee pain." if " male" in item.dialogue else "PLAN\n\nReassured."

    found = compare_swapped(VISITS, draft, "sex")
    assert len(found.differences) == 12
    assert found.differences[0].facts_lost == ("ibuprofen", "knee pain")
    assert found.facts == -2
    assert found.p_facts < 0.01


def test_chance_changes_are_not_significant() -> None:
    assert permutation_test([1, -1, 2, -2, 1, -1]) > 0.5
    assert permutation_test([]) == 1


@pytest.mark.data
def test_the_analysis_of_published_systems_agrees_with_what_is_known_of_them(public: Path) -> None:
    """LED invents much more than GPT-4 on ACI-Bench (Yim et al. 2023)."""
    folder = public / "aci_bench"
    counts = {}
    for name in ("LED", "GPT-4"):
        file = next((folder / "published_baselines").glob(f"{name}*.jsonl"))
        data = DataSet(file, reference=folder / "test1.jsonl", limit=15)
        rows = [score_item(item, GivenNotes(name), chosen(["support"])).model_dump() for item in data]
        counts[name] = tally(map(note_faults, rows)).document()["hallucination"]["total"]
    assert counts["LED"] > 3 * counts["GPT-4"]


@pytest.mark.data
def test_the_composer_treats_swapped_patients_alike_in_their_facts(public: Path) -> None:
    system = DraftedNotes("compose", record=False)
    items = load_items(public / "aci_bench" / "valid.jsonl", limit=8)
    found = compare_swapped(items, lambda item: system.write(item).text, "sex")
    assert found.visits >= 4
    assert found.p_facts > 0.05
