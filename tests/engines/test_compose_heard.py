"""What is heard in pieces, from a parent, at the end of an exam: whole thoughts, the right speaker, a plan that stands."""

from __future__ import annotations

import pytest

from soapstone.engines.compose.diagnosis import concluded
from soapstone.engines.compose.grammar import SUBJECTS
from soapstone.engines.compose.interruptions import made_whole
from soapstone.engines.compose.third_person import third_person
from soapstone.nlp.speech import tidy
from tests.conformance.engines import said
from tests.engines.test_compose import note_of


def test_a_thought_that_an_okay_cut_in_two_is_one() -> None:
    note = note_of(
        ("clinician", "What brings you in?"),
        ("patient", "I have had this sore red leg for four days."),
        ("clinician", "Any fevers or chills?"),
        ("patient", "No."),
        ("clinician", "My diagnosis here is-"),
        ("patient", "Okay."),
        ("clinician", "Cellulitis of the right leg. I'm going to order cephalexin 500 mg four times,"),
        ("patient", "Mm-hmm."),
        ("clinician", "A day for five days."),
        template="outpatient",
    )
    assert note["assessment_and_plan"].startswith("Cellulitis")
    assert "cephalexin 500 mg four times a day for five days" in note["assessment_and_plan"]


def test_the_evidence_of_a_thought_in_two_parts_is_both() -> None:
    visit = said(
        ("clinician", "You have some redness and warmth-"),
        ("patient", "Right."),
        ("clinician", "Over the left elbow. Okay."),
    )
    (clause, further), *_ = made_whole(visit.transcript.turns)
    assert clause.text == "you have some redness and warmth over the left elbow." or (
        clause.text == "You have some redness and warmth over the left elbow."
    )
    assert [visit.transcript.quote(span).strip() for span in further] == ["Over the left elbow."]


@pytest.mark.parametrize(
    ("first", "between", "second"),
    [
        ("Do you have any pain in the,", "Yes.", "Chest?"),  # an answer, not listening
        ("You look well.", "Okay.", "Of course we will see."),  # nothing was broken off
        ("I want to see you in,", "Okay.", "So let me know."),  # begins anew
    ],
)
def test_what_is_not_interrupted_stays_apart(first: str, between: str, second: str) -> None:
    visit = said(("clinician", first), ("patient", between), ("clinician", second))
    assert all(not further for _, further in made_whole(visit.transcript.turns))


def test_a_mothers_i_is_the_mother() -> None:
    note = note_of(
        ("clinician", "Hello, is this Mateo's mom?"),
        ("other", "Yes, I'm his mom."),
        ("clinician", "How can I help?"),
        ("other", "He's been throwing up since yesterday. I've been giving him Pedialyte but it comes right back up."),
        sex="M",
    )  # fmt: skip
    assert "His mother has been giving him Pedialyte" in note["hpi"]
    assert "He has been giving him" not in note["hpi"]


@pytest.mark.parametrize(
    ("relative", "spoken", "written"),
    [
        ("mother", "I gave my son Tylenol", "his mother gave the patient Tylenol"),
        ("father", "it woke me up", "it woke his father up"),
        ("wife", "my husband fell and I called", "the patient fell and his wife called"),
        ("", "I gave him Tylenol", "he gave him Tylenol"),  # nobody else is known to speak
    ],
)
def test_relatives_in_the_third_person(relative: str, spoken: str, written: str) -> None:
    assert third_person(spoken, SUBJECTS["M"]._replace(relative=relative), "other") == written


@pytest.mark.parametrize(
    ("spoken", "diagnosis"),
    [
        ("so my impression here is esophageal stricture", "esophageal stricture"),
        ("what's most likely going on is a stomach virus, so viral gastroenteritis", "viral gastroenteritis"),
        ("I think she has a virus called roseola", "roseola infantum"),
        ("I think what you have is a yeast infection", "yeast infection"),
        ("you have depression", "depression"),
        ("it's not a tumor", None),
        ("so he's had hearing loss", None),
        ("it sounds like we're looking for kidney stones", None),
    ],
)
def test_what_a_clinician_concludes(spoken: str, diagnosis: str | None) -> None:
    assert concluded(spoken) == diagnosis


def test_what_explains_a_diagnosis_is_no_other_problem() -> None:
    note = note_of(
        ("patient", "My leg is red and sore."),
        ("clinician", "My diagnosis is cellulitis of the right leg, that means a skin infection."),
        template="outpatient",
    )
    assert "infection." not in note["assessment_and_plan"].splitlines()[0].lower()


def test_the_plan_is_not_lost_after_an_exam_without_an_end() -> None:
    note = note_of(
        ("patient", "I'm bleeding again after menopause."),
        ("clinician", "Let me do a quick physical exam. Heart exam, regular rhythm. Pelvic exam, a little blood."),
        ("patient", "Okay."),
        ("clinician", "All right, so here's where we are. I also want to say, we need a biopsy of the lining this week."),
        ("clinician", "Let's follow up in 1 week."),
        template="outpatient",
    )  # fmt: skip
    assert "Order biopsy of the lining this week." in note["assessment_and_plan"]
    assert note["instructions"] == "Follow up in 1 week."


def test_millimetres_are_no_hesitation() -> None:
    assert tidy("mm, took out the 6 mm nodule") == "took out the 6 mm nodule"
    note = note_of(("clinician", "Your ultrasound shows a nodule of 8 mm."), template="outpatient")
    assert "nodule of 8 mm" in note["results"]


def test_a_condition_stands_whatever_is_said_after_it() -> None:
    note = note_of(
        ("clinician", "Any medical problems?"),
        ("patient", "I have asthma, nothing new with that."),
        template="outpatient",
    )
    assert note["medical_history"] == "Asthma."


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        ("Me and my son.", "Lives with her son."),
        ("Just me.", "Lives alone."),
        ("My husband and two kids.", "Lives with her husband and two kids."),
    ],
)
def test_with_whom_one_lives(answer: str, written: str) -> None:
    note = note_of(("clinician", "Who are you living with?"), ("patient", answer), template="outpatient")
    assert note["social_history"] == written


def test_the_medications_are_listed_once() -> None:
    note = note_of(
        ("clinician", "What medications do you take?"),
        ("patient", "I take lisinopril 10 mg and metformin 500 mg."),
        template="outpatient",
    )
    assert note["medications"] == "Lisinopril 10 mg and metformin 500 mg."


def test_what_the_clinician_says_again_of_a_denial_is_no_sentence() -> None:
    note = note_of(
        ("clinician", "Any headaches?"), ("patient", "No."), ("clinician", "No, okay, no headaches. Good.")
    )
    assert "Okay, no headaches" not in " ".join(note.values())
    assert "denies headache" in note["hpi"]


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("I want you on acetaminophen every six hours as needed.", "Start acetaminophen every six hours as needed."),
        ("I want you taking your insulin 10 units every night.", "Advised to take insulin 10 units every night."),
    ],
)  # fmt: skip
def test_what_one_is_to_be_on(spoken: str, written: str) -> None:
    note = note_of(
        ("patient", "My knee hurts."), ("clinician", "My plan for the knee pain."), ("clinician", spoken),
        template="outpatient",
    )  # fmt: skip
    assert written in note["assessment_and_plan"]


def test_which_of_two_it_is_when_only_one_has_a_name_is_not_guessed() -> None:
    note = note_of(
        ("clinician", "Any change in your stream or burning when you pee?"),
        ("patient", "Yeah, my stream is slow. But no burning when I pee."),
    )
    assert "His stream is slow." in note["hpi"] or "Her stream is slow." in note["hpi"]
    assert "reports dysuria" not in note["hpi"].lower() and "regarding dysuria" not in note["hpi"].lower()


def test_what_is_asked_besides_is_no_finding() -> None:
    note = note_of(
        ("clinician", "okay and besides the blood in the urine any other symptoms"),
        ("patient", "yes my stream is slow"),
    )
    assert "Besides" not in " ".join(note.values())


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        ("My tonsils out as a kid.", "Tonsillectomy as a kid."),
        ("They took my gallbladder out years ago.", "Cholecystectomy years ago."),
    ],
)
def test_operations_by_name(answer: str, written: str) -> None:
    note = note_of(("clinician", "Have you ever had surgery?"), ("patient", answer), template="outpatient")
    assert note["surgical_history"] == written


def test_relatives_told_of_in_one_breath_are_told_apart() -> None:
    note = note_of(
        ("clinician", "any family history i should know about"),
        ("patient", "yeah my brother had high blood pressure my mother had a stroke"),
        template="outpatient",
    )
    assert note["family_history"] == "Her brother had hypertension; her mother had a stroke."


def test_what_kills_her_is_kept() -> None:
    note = note_of(("patient", "My left foot has been killing me."))
    assert "Her left foot has been killing her." in note["hpi"]


def test_a_patient_who_asks_reports_nothing() -> None:
    note = note_of(
        ("clinician", "And you never had jaundice?"),
        ("patient", "What's jaundice?"),
        ("clinician", "Yellow eyes."),
        ("patient", "No. Could it be cancer?"),
        template="outpatient",
    )
    assert "eports jaundice" not in note["ros"] and "ancer" not in " ".join(note.values())


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("I socially smoke", "she socially smokes"),
        ("I accidentally slipped", "she accidentally slipped"),
        ("I immediately go to bed", "she immediately goes to bed"),
        ("I rely on it", "she relies on it"),
    ],
)
def test_adverbs_have_no_plural(spoken: str, written: str) -> None:
    assert third_person(spoken, SUBJECTS["F"], "patient") == written


def test_that_nothing_else_runs_in_the_family_does_not_stand_beside_what_does() -> None:
    note = note_of(
        ("clinician", "Any family history?"),
        ("patient", "My aunt has gout."),
        ("clinician", "Any other family history?"),
        ("patient", "No."),
        template="outpatient",
    )
    assert note["family_history"] == "Her aunt has gout."


def test_what_is_not_known_for_sure_of_a_relative_is_not_unknown() -> None:
    note = note_of(
        ("clinician", "Any family history?"),
        ("patient", "I know my sister has, I don't know what they call it, I think it's asthma."),
        template="outpatient",
    )
    assert "unknown" not in note["family_history"] and "asthma" in note["family_history"]


def test_a_parent_who_is_only_known_by_a_child_is_no_patient() -> None:
    note = note_of(
        ("clinician", "Hello, you two."),
        ("other", "I am fine but my son is ill. He has a fever. I got anxious and took him here."),
        sex="M",
        template="outpatient",
    )  # fmt: skip
    assert note["chief_complaint"] == "Fever."
    assert "His parent got anxious and took him here." in note["hpi"]
    assert "nxiety" not in note["ros"]


def test_what_both_know_of_brings_the_patient_in() -> None:
    note = note_of(
        ("clinician", "How long have you had this right hip pain?"),
        ("patient", "About a year. I sprained my ankle skiing that winter."),
        template="outpatient",
    )
    assert note["chief_complaint"] == "Right hip pain."


def test_an_illness_that_a_patient_only_asks_back_about_is_none() -> None:
    note = note_of(
        ("clinician", "Any bone diseases that run in your family?"),
        ("patient", "What, like gout?"),
        template="outpatient",
    )
    assert "gout" not in " ".join(note.values()).lower()


def test_what_treatment_is_to_prevent_is_no_problem() -> None:
    note = note_of(
        ("clinician", "How is your psoriasis?"),
        ("patient", "It's awful."),
        ("clinician", "We give antibiotics to protect against infection."),
        ("clinician", "The risks are bleeding and scars."),
        template="outpatient",
    )
    assert note["chief_complaint"] != "Infection." and "leeding" not in note["ros"]


def test_a_mothers_pregnancy_is_not_her_sons() -> None:
    note = note_of(
        ("clinician", "Tell me about your son."),
        ("other", "He was born small, I was ill while I was pregnant, and he has asthma."),
        sex="M",
        template="outpatient",
    )
    assert "regnancy" not in " ".join(note.values())
    assert "while his parent was pregnant" in note["hpi"]


def test_what_comes_right_back_up_is_no_constipation() -> None:
    note = note_of(
        ("patient", "I drink water but it comes right back up. My sister is fine."), template="outpatient"
    )
    assert "onstipation" not in " ".join(note.values())


def test_a_fall_is_why_one_came_where_nothing_else_is_told() -> None:
    note = note_of(
        ("patient", "I tripped over the dog and fell. I fell down the stairs."),
        template="outpatient",
    )
    assert note["chief_complaint"] == "Fall."
