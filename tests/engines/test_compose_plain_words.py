"""Visits in plain words: what is found, planned and warned of reaches the note, in its place and in a note's words."""

from __future__ import annotations

import pytest

from tests.engines.test_compose import note_of

BEGINS = (("clinician", "What's wrong?"), ("patient", "My throat has been sore for two days."))
A_COLD = ("clinician", "I think this is a cold.")


@pytest.mark.parametrize(
    ("ordered", "written"),
    [
        ("Take naproxen 500 mg twice a day.", "naproxen 500 mg twice a day"),
        ("We can treat that just take naproxen 500 mg twice a day.", "naproxen 500 mg twice a day"),
        ("Let's try you on loratadine 10 mg daily.", "Start loratadine 10 mg daily."),
        ("I'll switch you to losartan 50 mg daily instead.", "Switch to losartan 50 mg daily"),
        ("The pharmacy will mix lidocaine 2% gel for you.", "lidocaine"),
    ],
)
def test_a_drug_that_is_ordered_reaches_the_plan(ordered: str, written: str) -> None:
    note = note_of(*BEGINS, A_COLD, ("clinician", ordered), template="outpatient")
    assert written in note["assessment_and_plan"]


def test_what_is_planned_before_a_second_problem_is_named_stands_under_the_first() -> None:
    note = note_of(
        *BEGINS,
        ("clinician", "Start ibuprofen 400 mg three times a day."),
        ("patient", "Okay."),
        ("clinician", "And as for your gout, stay on allopurinol 100 mg daily."),
        template="outpatient",
    )
    plan = note["assessment_and_plan"]
    assert (
        plan.index("Sore throat")
        < plan.index("ibuprofen 400 mg")
        < plan.index("Gout")
        < plan.index("allopurinol")
    )


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (
            "Your face is even and your hands are strong.",
            "Neurological: Face symmetric and normal strength of the hands.",
        ),
        ("Open your mouth and say ah. A little red.", "HEENT: Mild pharyngeal erythema."),
        ("No redness and no pus back there.", "HEENT: Oropharynx without erythema or exudate."),
        ("She is alert and playful.", "General: She is alert and playful."),
        ("Good air movement, I don't hear any wheezing.", "Respiratory: Good air entry, no wheezing."),
        ("Your neck is supple, no lumps.", "Neck: Supple, no lymphadenopathy."),
        ("I'll tap on your back. No pain when I tap.", "No costovertebral angle tenderness."),
        (
            "The elbow bends and straightens all the way.",
            "Musculoskeletal: Full range of motion of the elbow.",
        ),
    ],
)
def test_a_finding_stands_under_its_part_of_the_body(found: str, line: str) -> None:
    note = note_of(
        *BEGINS,
        ("clinician", "Let me examine you."),
        ("clinician", found),
        A_COLD,
    )
    assert line in note["exam"]


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("The results of your TSH, normal.", "TSH: normal."),
        ("Your rheumatoid test, positive.", "Rheumatoid test: positive."),
        ("The x-ray of your wrist doesn't show a break.", "X-ray no fracture"),
        ("And the heart tracing looks fine, normal rhythm.", "ECG"),
    ],
)
def test_a_result_is_a_result_in_few_words_too(told: str, written: str) -> None:
    note = note_of(
        *BEGINS,
        ("clinician", "Let me listen to your heart."),
        ("clinician", told),
        A_COLD,
        template="outpatient",
    )
    assert written in note["results"]


def test_what_to_come_back_for_is_named_as_a_clinician_would() -> None:
    note = note_of(
        *BEGINS,
        A_COLD,
        (
            "clinician",
            "If you have a temperature, blood when you cough or sores on your feet, call us right away.",
        ),
        template="outpatient",
    )
    assert "fever, hemoptysis or foot ulcer" in note["instructions"]


def test_a_referral_ends_where_the_sentence_goes_on() -> None:
    note = note_of(
        *BEGINS,
        A_COLD,
        ("clinician", "I'd like you to see the kidney doctor, they'll look at the blood work."),
        template="outpatient",
    )
    assert "Refer to nephrology." in note["assessment_and_plan"]


def test_the_reaction_stands_beside_the_allergy() -> None:
    note = note_of(
        ("clinician", "Any allergies?"),
        ("patient", "Yes, penicillin, my tongue swelled up."),
        template="outpatient",
    )
    assert note["allergies"] == "Penicillin: tongue swelling."


def test_foods_asked_for_are_no_drugs() -> None:
    note = note_of(
        ("clinician", "Any allergies to medications or foods?"), ("patient", "No."), template="outpatient"
    )
    assert note["allergies"] == "No known allergies."


def test_vital_signs_are_read_over_a_hesitation_and_an_okay() -> None:
    note = note_of(
        *BEGINS,
        ("clinician", "Your respiratory, uh, rate is 16 and the pulse was-"),
        ("patient", "Okay."),
        ("clinician", "88, and your temp is 98.6."),
    )
    assert "Temp 98.6, HR 88, RR 16." in note["exam"]


def test_bowels_and_bladder_are_one_answer() -> None:
    note = note_of(
        *BEGINS, ("clinician", "Any changes in your bowels or bladder?"), ("patient", "No, all normal.")
    )
    assert "No change in bowel or bladder habits." in note["hpi"]


def test_the_exact_diagnosis_heads_the_plan() -> None:
    note = note_of(
        *BEGINS,
        ("clinician", "I think you have an ear infection, also called acute left otitis media."),
        ("clinician", "Start amoxicillin 500 mg twice a day."),
        template="outpatient",
    )
    assert note["assessment_and_plan"].startswith("Acute left otitis media")
