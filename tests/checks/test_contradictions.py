"""Each check: a wrong sentence is found at its place, and the true one beside it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from soapstone import checks
from soapstone.checks.heard import numbers
from soapstone.checks.times import durations
from soapstone.notes import load_template, parse_note
from soapstone.transcripts.read import read_text
from soapstone.types import Finding, Note, Patient, Visit

Check = Callable[[Visit, Note], list[Finding]]
SAID = (
    "[doctor] so your right knee has been hurting for four days ?\n[patient] yes , since monday .\n"
    "[doctor] any chest pain ?\n[patient] no .\n[doctor] and you have a cough ?\n[patient] yes .\n"
    "[patient] my mom had diabetes . i am allergic to penicillin .\n"
    "[doctor] your blood pressure is one forty two over 88 . the lungs sound clear , both of them .\n"
    "[doctor] take ibuprofen , 400 milligrams by mouth twice a day . call me if it gets worse .\n"
)


def findings(check: Check, text: str, said: str = SAID, patient: Patient | None = None) -> list[Finding]:
    template = load_template("outpatient")
    visit = Visit(
        transcript=read_text(said, ".txt", "visit"), patient=patient or Patient(), template="outpatient"
    )
    return check(visit, parse_note(text, template))


PAIRS: list[tuple[Check, str, str, str]] = [
    # the check, the section, what is wrong, what is true
    (checks.sides, "PHYSICAL EXAM", "Left knee is tender.", "Right knee is tender."),
    (checks.sides, "PHYSICAL EXAM", "The left lung is clear.", "Both lungs are clear."),
    (checks.times, "HPI", "Knee pain for 4 months.", "Knee pain for 4 days."),
    (checks.times, "HPI", "Knee pain since Friday.", "Knee pain since Monday."),
    (checks.times, "HPI", "Knee pain for 2 weeks.", "Knee pain for 96 hours."),
    (checks.polarity, "HPI", "He reports chest pain.", "He denies chest pain."),
    (checks.polarity, "HPI", "He denies cough.", "He reports a cough."),
    (checks.relatives, "FAMILY HISTORY", "His sister has diabetes.", "His mother has diabetes."),
    (checks.relatives, "HPI", "The patient's brother has a cough.", "The patient has a cough."),
    (checks.doses, "PLAN", "Ibuprofen 400 mcg twice a day.", "Ibuprofen 400 mg twice a day."),
    (checks.doses, "PLAN", "Ibuprofen 400 mg once weekly.", "Ibuprofen 400 mg b.i.d."),
    (checks.doses, "PLAN", "Ibuprofen 400 mg intravenously.", "Ibuprofen 400 mg p.o."),
    (checks.figures, "PHYSICAL EXAM", "Blood pressure 153/88.", "Blood pressure 142/88."),
    (checks.figures, "PLAN", "Ibuprofen 800 mg.", "Ibuprofen 400 mg."),
    (checks.unsaid, "PLAN", "Start warfarin.", "Start ibuprofen."),
    (checks.unsaid, "ASSESSMENT", "Pulmonary embolism.", "Cough."),
    (checks.unsaid, "PHYSICAL EXAM", "Cranial nerves intact, reflexes symmetric.", "Lungs are clear."),
    (checks.sections, "PHYSICAL EXAM", "The patient reports a cough.", "The patient is in no distress."),
]  # fmt: skip


@pytest.mark.parametrize(("check", "section", "wrong", "true"), PAIRS, ids=[pair[2] for pair in PAIRS])
def test_the_wrong_sentence_is_found_and_the_true_one_is_not(
    check: Check, section: str, wrong: str, true: str
) -> None:
    found = findings(check, f"{section}\n\n{true}\n{wrong}\n")
    assert found
    assert {finding.sentence for finding in found} == {1}
    assert findings(check, f"{section}\n\n{true}\n") == []


@pytest.mark.parametrize(
    ("note", "rule", "quote"),
    [
        ("PLAN\n\nCall if it gets worse.\n", "omission.allergy", "allergic"),
        ("ALLERGIES\n\nAllergic to penicillin.\n", "omission.precaution", "call me if it gets worse"),
    ],
)
def test_an_allergy_or_a_return_precaution_left_out_is_shown_where_it_was_said(
    note: str, rule: str, quote: str
) -> None:
    (finding,) = findings(checks.omitted, note)
    assert finding.rule == rule
    assert quote.startswith(read_text(SAID, ".txt", "visit").quote(finding.evidence[0])[:8])


def test_a_contradiction_carries_the_turns_that_say_otherwise() -> None:
    (finding,) = findings(checks.polarity, "HPI\n\nHe reports chest pain.\n")
    transcript = read_text(SAID, ".txt", "visit")
    assert [transcript.quote(span).strip(" .?") for span in finding.evidence] == ["any chest pain", "no"]


def test_the_age_in_the_record_counts_as_known() -> None:
    text = "HPI\n\nA 58-year-old man with a cough.\n"
    assert findings(checks.figures, text)
    assert findings(checks.figures, text, patient=Patient(age=58)) == []


def test_what_was_neither_said_nor_denied_is_no_contradiction() -> None:
    assert findings(checks.polarity, "HPI\n\nHe denies vomiting.\n") == []


@pytest.mark.parametrize(
    ("spoken", "digits"),
    [("one forty two over eighty eight", {"142", "88"}), ("twenty five milligrams", {"25"}), ("a thousand", {"1000"}),
     ("one hundred and fifty", {"150"}), ("98.6", {"98.6"})],
)  # fmt: skip
def test_spoken_numbers_are_read_as_digits(spoken: str, digits: set[str]) -> None:
    assert digits <= numbers(spoken)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [("for a couple of days", "2", "day"), ("the past year", "last", "year"), ("six weeks ago", "6", "week")],
)
def test_durations_are_read_as_amount_and_unit(text: str, amount: str, unit: str) -> None:
    assert (amount, unit) in list(durations(text))


def test_an_age_is_no_duration() -> None:
    assert list(durations("a 50-year-old woman, 50 years old")) == []
