"""A memory lends its phrasing, never another patient's facts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from soapstone.engines import draft
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.engines.compose.memory import Memory
from soapstone.errors import InputError
from soapstone.notes import render
from soapstone.types import Visit
from tests.conformance.engines import DIALOGUE, SMALL_TALK, said, visit

# Facts that no visit of these tests holds: names, places, jobs, numbers, dates, drugs, findings.
PLANTED = (
    "Zebulon", "Quartermain", "Reykjavik", "beekeeper", "llama", "7731", "03/14/1987", "warfarin", "hemoptysis", "syphilis",
    "glioblastoma", "93.7", "twelve", "Thursday", "sister", "cocaine", "jaundice", "left", "amputation", "seizures",
)  # fmt: skip


def planted_note(number: int) -> str:
    return f"""CHIEF COMPLAINT

Seizures and hemoptysis.

HISTORY OF PRESENT ILLNESS

Zebulon Quartermain is a 77-year-old male who presents today for evaluation of seizures. He is a beekeeper in Reykjavik.
He fell off a llama on Thursday {number}. He has had a cough for 12 weeks. He reports jaundice. His sister takes cocaine.
He denies chest pain. The patient has been taking warfarin 7731 mg.

PHYSICAL EXAM

Vitals: BP 211/93, Temp 93.7.
Lungs: Clear to auscultation bilaterally. Left arm amputation.

ASSESSMENT AND PLAN

Glioblastoma.
• Medical Reasoning: The patient has syphilis since 03/14/1987.
• Medical Treatment: We will start warfarin 7731 mg.
• Additional Testing: We will order a chest x-ray.
• Patient Education and Counseling: I advised the patient to drink plenty of fluids.

Patient Agreements: The patient understands and agrees with the recommended medical treatment plan.

INSTRUCTIONS

Return to clinic in twelve weeks.
"""


MEMORY = Memory.learn([planted_note(number) for number in range(6)])


def content_words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+|\d+(?:\.\d+)?", text.lower()))


@pytest.mark.parametrize("template", ["soap", "outpatient", "ed"])
@pytest.mark.parametrize(
    "dialogue", [DIALOGUE, SMALL_TALK, "Patient: I have had a cough for two weeks.\nClinician: Okay."]
)
def test_no_other_patients_fact_ever_appears(template: str, dialogue: str) -> None:
    text = render(draft(ComposeEngine(MEMORY), visit(dialogue, template)), "text", evidence=False)
    for fact in PLANTED:
        if fact.lower() not in dialogue.lower():
            assert not re.search(rf"\b{re.escape(fact)}\b", text, re.IGNORECASE), fact


def test_the_memory_itself_is_used() -> None:
    plain = render(draft(ComposeEngine(), visit()), "text", evidence=False)
    learned = render(draft(ComposeEngine(MEMORY), visit()), "text", evidence=False)
    assert "We will order chest x-ray." in learned
    assert "Order chest x-ray." in plain
    assert "Return to clinic in two weeks." in learned
    assert "Medical Treatment: " in learned
    assert "Medical Treatment: " not in plain
    assert "understands and agrees with the recommended medical treatment plan" in learned


def test_a_numbers_unit_is_part_of_its_slot() -> None:
    memory = Memory.learn(["HISTORY OF PRESENT ILLNESS\n\nShe has had a cough for 12 weeks."] * 3)
    spoken = said(("patient", "I have had a cough for 3 days."), template="soap")
    text = draft(ComposeEngine(memory), spoken).section("hpi").text
    assert "weeks" not in text
    assert "3 days" in text


def test_a_remembered_phrase_does_not_turn_a_finding_round() -> None:
    memory = Memory.learn(["HISTORY OF PRESENT ILLNESS\n\nThe patient denies chest pain."] * 3)
    spoken = said(("patient", "I have chest pain."), template="soap")
    assert "denies chest pain" not in draft(ComposeEngine(memory), spoken).section("hpi").text


def test_evidence_is_that_of_this_visit() -> None:
    asked: Visit = visit()
    for section in draft(ComposeEngine(MEMORY), asked).sections:
        for sentence in section.sentences:
            assert all(asked.transcript.quote(span) for span in sentence.evidence)


def test_a_memory_is_loaded_from_signed_notes_of_every_form(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(planted_note(1))
    (tmp_path / "two.json").write_text(json.dumps({"note": planted_note(2)}))
    (tmp_path / "three.jsonl").write_text(json.dumps({"note": planted_note(3)}) + "\n")
    drafted = json.loads(render(draft(ComposeEngine(), visit()), "json"))
    (tmp_path / "four.json").write_text(json.dumps(drafted))
    assert Memory.load(tmp_path).notes == 4


def test_a_missing_an_empty_and_a_broken_memory_say_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such memory"):
        Memory.load(tmp_path / "none")
    with pytest.raises(InputError, match="holds no notes"):
        Memory.load(tmp_path)
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(InputError, match=r"broken\.json"):
        Memory.load(tmp_path)
