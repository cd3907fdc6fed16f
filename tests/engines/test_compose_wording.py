"""How what was said is worded: short forms, products, findings whole, diagnoses put exactly."""

from __future__ import annotations

import pytest

from soapstone.engines.compose.diagnosis import concluded
from soapstone.engines.compose.spelling import as_written
from tests.engines.test_compose import note_of


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("The ekg and the a1c are fine.", "The EKG and the A1c are fine."),
        ("Acl tear.", "ACL tear."),
        ("Refill of prozac, and ibuprofen.", "Refill of Prozac, and ibuprofen."),
        ("She takes paracetamol and salbutamol.", "She takes paracetamol and salbutamol."),
        ("An act of kindness, and a copdish word.", "An act of kindness, and a copdish word."),
        ("She is on COPD drugs and OxyContin.", "She is on COPD drugs and OxyContin."),
    ],
)
def test_short_forms_and_products_are_written_as_everybody_writes_them(said: str, written: str) -> None:
    assert as_written(said) == written


def test_a_finding_stands_without_what_leads_up_to_it() -> None:
    note = note_of(
        (
            "clinician",
            "Let me listen. Your heart, I hear a soft murmur at the apex that was not there in spring, "
            "and your lungs sound clear.",
        ),
        ("patient", "Okay."),
    )
    assert "Cardiovascular: Soft murmur at the apex that was not there in spring." in note["exam"]
    assert "Respiratory: Lungs clear to auscultation." in note["exam"]


def test_a_tender_sinus_is_no_limb() -> None:
    note = note_of(
        ("clinician", "Let me examine you. You have some pain to palpation of the sinuses."),
        ("patient", "Okay."),
    )
    assert note["exam"].startswith("HEENT:")


def test_an_order_stands_after_a_pause() -> None:
    note = note_of(
        ("patient", "I have had a cough for a week."),
        (
            "clinician",
            "For your first problem, the cough, I'd like to go ahead and order, um, just a chest x-ray.",
        ),
        ("patient", "Okay."),
    )
    assert "Order chest x-ray." in note["plan"]


def test_a_problem_that_no_dictionary_has_gets_its_heading() -> None:
    note = note_of(
        ("patient", "I have had a cough for a week."),
        ("clinician", "For your first problem, the cough, let's get a chest x-ray."),
        ("patient", "Okay."),
        (
            "clinician",
            "For your next problem, the tubal ligation, I don't think you need to see the surgeon.",
        ),
        ("patient", "Good."),
        template="outpatient",
    )
    assert "Tubal ligation." in note["assessment_and_plan"].splitlines()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("The throat looks okay.", "Oropharynx clear."),
        ("I hear wheezing at both bases.", "Wheezing at both bases."),
    ],
)
def test_what_is_found_is_told_whole(said: str, written: str) -> None:
    note = note_of(("clinician", f"Let me examine you. {said} The skin is clear."), ("patient", "Okay."))
    assert written in note["exam"]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("I sleep pretty well but my cough is bad.", "sleeps pretty well"),
        ("No, because it goes away, this cough.", "It goes away, this cough."),
        ("It's not the left knee, it's the right knee. I have a cough.", ""),
        ("You don't ask a lady that. I have a cough.", ""),
        ("My cough, it's like, gives me trouble at night.", "gives her trouble at night"),
    ],
)
def test_history_is_told_whole(said: str, written: str) -> None:
    hpi = note_of(("clinician", "How have you been?"), ("patient", said))["hpi"]
    assert written in hpi
    assert "It is not the" not in hpi and "ask a lady" not in hpi and "denies because" not in hpi


def test_a_diagnosis_that_is_put_more_exactly_is_named_so() -> None:
    assert (
        concluded("Most likely this is a seizure from the fever, febrile seizure")
        == "suspected febrile seizure"
    )


def test_sweat_that_breaks_out_is_no_rash() -> None:
    note = note_of(("clinician", "Any sweating?"), ("patient", "I was breaking out in a cold sweat."))
    assert "rash" not in note["ros"].lower()


def test_a_habit_is_told_without_what_one_knows_of_it() -> None:
    note = note_of(
        ("clinician", "Do you smoke?"),
        ("patient", "Yes, half a pack a day, I know I should stop."),
        template="outpatient",
    )
    assert note["social_history"] == "She smokes half a pack a day."


@pytest.mark.parametrize(
    "said",
    [
        "From what you're telling me, most likely this is sinusitis.",
        "I suspect sinusitis.",
        "We'll stop the lisinopril. Come back in a month. Sinusitis can wait.",
        "I'm going to give you amoxicillin 500 mg twice a day for the sinusitis.",
    ],
)
def test_a_plan_begins_where_the_exam_ends(said: str) -> None:
    note = note_of(
        ("patient", "My face hurts and I have a stuffy nose."),
        ("clinician", "Let me do a physical examination. The heart is regular. The lungs are clear."),
        ("patient", "Okay."),
        ("clinician", said),
        ("patient", "Good."),
        ("clinician", "Drink plenty of fluids. I'd like you to use a saline spray every day."),
        template="outpatient",
    )
    plan = note["assessment_and_plan"] + note["instructions"]
    assert "Advised to use a saline spray every day." in plan
    assert "saline" not in note["exam"]


def test_a_breath_that_hurts_is_no_exam() -> None:
    note = note_of(
        ("clinician", "Does it hurt when you take a deep breath?"),
        ("patient", "No. But I have had a cough for a week, and my chest feels tight."),
        template="outpatient",
    )
    assert note["exam"] == "Not stated."


@pytest.mark.parametrize(
    "said",
    [
        "So let me go over today, for your first problem, the gout. I'd like to start colchicine 0.6 mg daily.",
        "For your last little issue, your gout, do you see a rheumatologist? I'd like to start colchicine 0.6 mg.",
    ],
)
def test_a_problem_is_announced_wherever_it_stands(said: str) -> None:
    note = note_of(
        ("patient", "My toe hurts."), ("clinician", "I see."), ("patient", "Yes."), ("clinician", said),
        template="outpatient",
    )  # fmt: skip
    assert note["assessment_and_plan"].startswith("Gout.")
