"""Numbers that a life may hang on: vital signs and doses of drafted notes are those that the simulated patient has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from soapstone.engines.base import draft
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.evaluation.data import load_items
from soapstone.nlp.drugs import find_drugs
from soapstone.scribe import Scribe
from soapstone.simulate import simulate
from tests.engines.test_compose import note_of

VISITS = 20


def drafted(template: str, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Of each simulated visit the vital signs of our note, its text and the reference's."""
    file = folder / "visits.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in simulate(VISITS, template, seed=5)))
    scribe = Scribe(template, "compose")
    for item in load_items(file, None):
        note = draft(ComposeEngine(), scribe.understand(item.transcript, item.patient))
        sentences = [f"{one.lead}{one.text}" for section in note.sections for one in section.sentences]
        yield (
            " ".join(s for s in sentences if s.strip().startswith("Vitals")),
            "\n".join(sentences),
            item.note,
        )


@pytest.mark.parametrize("template", ["outpatient", "soap", "ed"])
def test_no_vital_sign_and_no_dose_is_another_than_the_patients(template: str, tmp_path: Path) -> None:
    measured = dosed = 0
    for vitals, ours, reference in drafted(template, tmp_path):
        true = set(re.findall(r"\d+(?:\.\d+)?", reference))
        said = set(re.findall(r"\d+(?:\.\d+)?", vitals.replace("SpO2", "")))
        assert said <= true, vitals
        measured += len(said)
        strengths: dict[str, set[str]] = {}
        for drug in find_drugs(reference.replace("\n", " . ")):
            strengths.setdefault(drug.name, set()).add(drug.strength.replace(" ", ""))
        for drug in find_drugs(ours):
            known = strengths.get(drug.name, set()) - {""}
            if drug.strength and known:
                assert drug.strength.replace(" ", "") in known, ours[drug.start : drug.end]
                dosed += 1
    assert measured > VISITS
    assert dosed > VISITS / 4


@pytest.mark.parametrize(
    ("first", "listens", "rest", "vitals"),
    [
        ("Your oxygen is 90-", "Okay.", "7% on room air.", "SpO2 97% on room air"),
        ("So your pulse is 70", "okay", "four, respiratory rate is 18.", "HR 74, RR 18"),
        (
            "Blood pressure 137/80-",
            "Mm-hmm.",
            "one, pulse is 94.",
            "BP 137/81, HR 94",
        ),
        ("Your pulse is 70.", "Okay.", "Four weeks ago it was higher.", "HR 70"),
    ],
)
def test_a_number_cut_by_the_others_word_is_whole(first: str, listens: str, rest: str, vitals: str) -> None:
    note = note_of(
        ("clinician", "Let me examine you."),
        ("clinician", first),
        ("patient", listens),
        ("clinician", rest),
        template="outpatient",
    )
    assert f"Vitals: {vitals}." in note["exam"]


@pytest.mark.parametrize(
    ("said", "allergies"),
    [
        (
            "Penicillin gave her a rash, and peanuts, her throat swells up.",
            ["Penicillin: rash.", "Peanuts: throat swelling."],
        ),
        ("Penicillin and sulfa, both give me hives.", ["Penicillin: hives.", "Sulfa: hives."]),
        ("I'm allergic to codeine, I itch all over.", ["Codeine: itching."]),
        ("Just latex.", ["Latex."]),
    ],
)
def test_each_allergy_has_its_own_reaction(said: str, allergies: list[str]) -> None:
    note = note_of(("clinician", "Any allergies to medicines?"), ("patient", said), template="outpatient")
    assert [line.strip() for line in re.findall(r"[A-Z][^.]*\.", note["allergies"])] == allergies


def test_a_dose_cut_by_the_others_word_is_whole() -> None:
    note = note_of(
        ("clinician", "I think this is tendinitis."),
        ("clinician", "I'd like to start ibuprofen four-"),
        ("patient", "Okay."),
        ("clinician", "100 mg every six hours as needed."),
        template="outpatient",
    )
    assert "ibuprofen 400 mg every six hours as needed" in note["assessment_and_plan"]
