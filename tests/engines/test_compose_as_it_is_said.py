"""Visits as they are spoken: what clinicians say beside what they mean, and patients who answer in their own way."""

from __future__ import annotations

import pytest

from soapstone.engines.compose.acts import act_of
from soapstone.engines.compose.diagnosis import concluded
from soapstone.engines.compose.findings import finding
from soapstone.engines.compose.grammar import Subject
from soapstone.nlp.assertion import is_question, reply
from soapstone.nlp.speech import Clause
from soapstone.types import Span
from tests.engines.test_compose import note_of


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("let's get you into physical therapy", "Refer to physical therapy."),
        ("I'd like you to see the lupus specialist", "Refer to rheumatology."),
        ("so I'll send you to audiology", "Refer to audiology."),
        ("I want e n t to see you within a day or two", "Refer to ear, nose and throat within a day or two."),
        ("we'll get you physical therapy for the hip", "Refer to physical therapy for the hip."),
        ("get you started with cognitive behavioral therapy", "Refer to cognitive behavioral therapy."),
        ("I'll have the dietitian talk to you about salt", "Refer to nutrition about salt."),
    ],
)
def test_whoever_is_to_see_the_patient_is_a_referral(said: str, written: str) -> None:
    done = act_of(said, Subject())
    assert done is not None
    assert done[0].wordings[0].format(object=done[1]) == written


@pytest.mark.parametrize(
    "said",
    [
        "you can see that the knee is swollen",
        "I saw that you went to physical therapy",
        "did you see the dentist",
        "brush those teeth twice a day and see a dentist",
        "I want to get you back in to see me in two weeks",
    ],
)
def test_seeing_something_is_no_referral(said: str) -> None:
    done = act_of(said, Subject())
    assert done is None or done[0].name != "refer"


def test_drugs_are_started_not_ordered_and_tests_ordered_not_started() -> None:
    drug = act_of("I'm going to order you some prednisone 40 mg once a day", Subject())
    level = act_of("let's get a lithium level", Subject())
    assert drug is not None
    assert level is not None
    assert (drug[0].name, level[0].name) == ("start", "order")


def test_what_the_patient_is_on_is_the_current_medications() -> None:
    done = act_of("keep taking what you're on", Subject())
    assert done is not None
    assert done[1] == "keep taking the current medications"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("we have your fingerstick back here, and it is 105.", "Fingerstick: 105."),
        ("I looked at your INR back here, and it is 1.1.", "INR: 1.1."),
        ("your CBC today, shows a high white count at 14.", "CBC: high white count at 14."),
        ("the head CT doesn't show any bleeding.", "Head CT: no bleeding."),
        ("your liver panel came back, and is normal", "Liver panel: normal."),
        ("the results of your MRI do show a small tear", "MRI shows a small tear."),
        ("so your A1c is 7.2", "A1c is 7.2."),
    ],
)
def test_results_stand_beside_their_test(said: str, written: str) -> None:
    assert finding(said, "results", Subject()) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("a little swelling in the ankle", "Mild swelling in the ankle."),
        ("there's a little bit of fluid", "A small amount of fluid."),
        ("a bit sore over the wrist", "Mild tenderness over the wrist."),
        ("it's supple", "Supple."),
    ],
)
def test_a_little_of_something_is_mild_or_small(said: str, written: str) -> None:
    assert finding(said, "exam", Subject()) == written


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (
            "my guess is it's a heart attack, so non-ST elevation myocardial infarction",
            "non-ST elevation myocardial infarction",
        ),
        (
            "this might be confusion from a urine infection",
            "suspected confusion due to urinary tract infection",
        ),
        ("have is bell's palsy, an inflamed facial nerve", "bell's palsy"),
        ("I would diagnose this as croup, that means croup", "croup"),
        ("I think you have mono", "infectious mononucleosis"),
        (
            "it seems like this is most likely your blood pressure dropping when you stand up",
            "orthostatic hypotension",
        ),
    ],
)
def test_a_diagnosis_has_its_name_and_its_cause(said: str, name: str) -> None:
    found = concluded(said)
    assert found is not None
    assert name in found


def test_what_is_unlikely_is_no_problem_and_stays_in_the_reasoning() -> None:
    note = note_of(
        ("clinician", "What brings you in?"),
        ("patient", "One side of my face won't move."),
        ("clinician", "Okay, let me examine you. The face is down on the left."),
        ("patient", "Okay."),
        ("clinician", "I think what you have is Bell's palsy."),
        ("clinician", "A stroke doesn't take the forehead, and yours doesn't move, so it's unlikely."),
        ("clinician", "I'd like to start prednisone 60 milligrams once a day for five days."),
        template="outpatient",
    )
    headings = [line for line in note["assessment_and_plan"].splitlines() if line and line[0] != "•"]
    assert not any("troke" in heading for heading in headings)
    assert "A stroke does not take the forehead" in note["assessment_and_plan"]


def test_an_exam_without_an_announcement_begins_with_the_vital_signs_and_survives_a_question() -> None:
    note = note_of(
        ("clinician", "Any cough?"),
        ("patient", "No."),
        ("clinician", "Your temperature is 98.6 and your pulse is 70."),
        ("patient", "What does that mean?"),
        ("clinician", "That just means we'll factor it in. You're walking steady."),
        ("clinician", "So I think you have gout. I'm going to start you on colchicine 0.6 milligrams daily."),
        template="outpatient",
    )
    assert "Gait steady." in note["exam"]
    assert "Gout." in note["assessment_and_plan"]
    assert "colchicine" not in note["exam"]


@pytest.mark.parametrize(
    "said",
    [
        "Uhm, uh, no.",
        "Uhm, uh, like, no, nothing like that.",
        "No, it's really just this.",
        "Let me think, no.",
    ],
)
def test_a_no_is_a_no_after_any_hesitation(said: str) -> None:
    assert reply(said) == "no"


def test_no_just_this_denies_what_was_asked() -> None:
    note = note_of(
        ("clinician", "Any swelling in your legs?"),
        ("patient", "No, it's really just this, you know."),
        template="outpatient",
    )
    assert "Denies lower extremity edema" in note["ros"]


def test_how_bad_it_is_when_it_is_bad() -> None:
    note = note_of(
        ("clinician", "How would you rate the pain, zero to ten?"),
        ("patient", "I'd say maybe a six out of ten, when it's bad."),
        template="outpatient",
    )
    assert "rates the pain 6 out of 10 when it is bad" in note["hpi"]


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("I've called because my right shoulder is killing me.", "Right shoulder pain."),
        ("I burned my left arm.", "Burn of the left arm."),
        ("I think she swallowed a penny.", "Swallowed penny."),
        ("I got stung by a hornet.", "Hornet sting or bite."),
        ("I think I have a bladder infection.", "Possible bladder infection."),
        ("I can't turn my neck.", "Inability to turn the neck."),
        (
            "My wife made me come in because I can't get my wedding ring off.",
            '"I can\'t get my wedding ring off"',
        ),
    ],
)
def test_why_the_patient_came(said: str, complaint: str) -> None:
    note = note_of(
        ("clinician", "What brings you in today?"),
        ("patient", said),
        ("clinician", "How long has this been going on?"),
        ("patient", "About four days now."),
        template="outpatient",
    )
    assert note["chief_complaint"] == complaint


def test_what_is_found_in_the_exam_is_no_complaint() -> None:
    note = note_of(
        ("clinician", "What brings you in?"),
        ("patient", "I can't get my wedding ring off."),
        ("clinician", "Let me examine you. The throat is red and there is tenderness of the thigh."),
        template="outpatient",
    )
    assert "enderness" not in note["chief_complaint"]


@pytest.mark.parametrize(
    ("said", "history"),
    [
        ("I've got gout.", "Gout."),
        ("I'm a diabetic, as it happens.", "Diabetes mellitus."),
        ("I used to have asthma as a child.", "Asthma in childhood."),
        ("I had glaucoma surgery.", ""),
        ("My brother has asthma.", ""),
        ("I think I have asthma.", ""),
    ],
)
def test_a_lasting_illness_told_unasked_is_medical_history(said: str, history: str) -> None:
    note = note_of(
        ("clinician", "And what do you take the tablets for?"),
        ("patient", said),
        template="outpatient",
    )
    assert note["medical_history"].replace("Not stated.", "") == history


@pytest.mark.parametrize(
    ("asked", "said", "history"),
    [
        ("Are you otherwise fit and well?", "Yes, I'd say so.", "No significant past medical history."),
        (
            "Do you have any other medical problems?",
            "Blood pressure and cholesterol.",
            "Hypertension and hyperlipidemia.",
        ),
        ("Do you have any medical problems?", "Just thyroid problems.", "Thyroid problems."),
        ("Any other medical history?", "It's only this cough.", ""),
    ],
)
def test_medical_history_as_it_is_answered(asked: str, said: str, history: str) -> None:
    note = note_of(("clinician", asked), ("patient", said), template="outpatient")
    assert note["medical_history"].replace("Not stated.", "") == history


def test_fit_and_well_is_taken_back_by_the_next_answer() -> None:
    note = note_of(
        ("clinician", "Are you otherwise fit and well?"),
        ("patient", "Yes, I'd say so."),
        ("clinician", "So do you have any other medical problems?"),
        ("patient", "Well, I have type two diabetes."),
        template="outpatient",
    )
    assert note["medical_history"] == "Type 2 diabetes mellitus."


def test_medications_are_said_once() -> None:
    note = note_of(
        ("clinician", "So with the headaches, do you take any medications at home?"),
        ("patient", "Uh, there's levothyroxine and acetaminophen, I think that's it."),
        template="outpatient",
    )
    assert note["medications"] == "Levothyroxine and acetaminophen."


@pytest.mark.parametrize(
    ("asked", "said", "not_claimed"),
    [
        ("Is there any chance you could be pregnant?", "Yes, maybe.", "missed menses"),
        ("How do you feel?", "I've been quite hot and sweaty.", "fever"),
    ],
)
def test_no_more_is_claimed_than_was_said(asked: str, said: str, not_claimed: str) -> None:
    note = note_of(("clinician", asked), ("patient", said), template="outpatient")
    assert not_claimed not in " ".join(note.values()).lower()


def test_a_recap_and_an_explanation_are_neither_findings_nor_problems() -> None:
    note = note_of(
        ("clinician", "Let me look at your arm, take a look here."),
        ("clinician", "It's quite usual to see some redness after a sting."),
        ("clinician", "So if I've understood correctly, foot pain for two weeks and no numbness."),
        ("clinician", "You've got a bit of a belly ache."),
        (
            "clinician",
            "I think this is a urinary tract infection. I'd like to start nitrofurantoin 100 milligrams twice a day.",
        ),
        template="outpatient",
    )
    assert "usual to see" not in note["exam"]
    assert "understood" not in " ".join(note.values())
    assert "elly ache" not in note["assessment_and_plan"].split("•")[0]


@pytest.mark.parametrize(
    "said",
    [
        *(
            "Can't say I have.",
            "Absolutely not.",
            "Hardly ever.",
            "I doubt it.",
            "Haven't had any.",
            "I'd say no.",
        ),
        *("Unfortunately no.", "Been spared that.", "Everything's normal there.", "Not that I recall."),
    ],
)
def test_there_are_many_ways_to_say_no(said: str) -> None:
    assert reply(said) == "no"


@pytest.mark.parametrize(
    "said",
    [
        *(
            "I'm afraid so.",
            "Off and on.",
            "You bet.",
            "Quite a bit.",
            "Now that you mention it, yes.",
            "It does.",
        ),
        *("Kind of.", "From time to time.", "I guess so.", "Most days.", "Unfortunately."),
    ],
)
def test_there_are_many_ways_to_say_yes(said: str) -> None:
    assert reply(said) == "yes"


@pytest.mark.parametrize(
    "said", ["I don't know.", "I'm not sure.", "I don't remember.", "Maybe.", "It is better now."]
)
def test_who_does_not_know_denies_nothing(said: str) -> None:
    assert reply(said) == "other"


@pytest.mark.parametrize(
    "asked",
    [
        *("noticed any fever", "ever get headaches", "bothered by headaches", "you haven't had any fever"),
        *("since then any vomiting", "still coughing", "headaches at all", "anything like a fever"),
    ],
)
def test_a_question_without_its_mark_is_one(asked: str) -> None:
    clause = Clause(Span(turn=0, start=0, end=len(asked)), "clinician", asked)
    assert is_question(clause)


@pytest.mark.parametrize(
    "told", ["there is no pain at all", "there is a bit of fluid", "it is still swollen here"]
)
def test_a_finding_is_no_question(told: str) -> None:
    assert not is_question(Clause(Span(turn=0, start=0, end=len(told)), "clinician", told))
