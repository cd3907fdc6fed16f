"""How `compose` says what was said. Each row could be read by a clinician."""

from __future__ import annotations

import pytest

from soapstone.engines import draft
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.engines.compose.grammar import SUBJECTS
from soapstone.engines.compose.person import who
from soapstone.engines.compose.third_person import third_person
from soapstone.types import Patient, Visit
from tests.conformance.engines import said


def note_of(*turns: tuple[str, str], sex: str = "F", template: str = "soap") -> dict[str, str]:
    asked = said(*turns, template=template)
    asked = Visit(transcript=asked.transcript, patient=Patient(sex=sex, age=50), template=template)  # type: ignore[arg-type]
    return {section.key: section.text for section in draft(ComposeEngine(), asked).sections}


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("I've had this cough and my throat hurts", "she has had this cough and her throat hurts"),
        ("I take lisinopril every day", "she takes lisinopril every day"),
        ("I never smoke", "she never smokes"),
        ("I don't drink", "she does not drink"),
        ("it's been going on for a week", "it has been going on for a week"),
        ("it's the left knee", "it is the left knee"),
        ("I can't sleep", "she cannot sleep"),
        ("my husband drove me", "her husband drove her"),
        ("I hurt myself", "she hurt herself"),
        ("we have a cat", "they have a cat"),
    ],
)
def test_the_patients_words_are_told_in_the_third_person(spoken: str, written: str) -> None:
    assert third_person(spoken, SUBJECTS["F"], "patient") == written


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("you have crackles", "he has crackles"),
        ("your lungs are clear", "his lungs are clear"),
        ("I want to start you on lasix", "I want to start him on lasix"),
        ("it looks like you have gout", "it looks like he has gout"),
        ("I haven't seen you in a year", "I have not seen him in a year"),
    ],
)
def test_the_clinicians_you_is_the_patient(spoken: str, written: str) -> None:
    assert third_person(spoken, SUBJECTS["M"], "clinician") == written


def test_a_no_to_a_question_is_a_denial_resting_on_both_turns() -> None:
    asked = said(
        ("clinician", "Any chest pain?"), ("patient", "No."), ("patient", "I have had a cough for a week.")
    )
    note = draft(ComposeEngine(), asked)
    (denial,) = [s for s in note.section("hpi").sentences if "denies" in s.text]
    assert denial.text == "The patient denies chest pain."
    assert [span.turn for span in denial.evidence] == [0, 1]


def test_a_symptom_reported_after_it_was_denied_is_not_written_as_denied() -> None:
    note = note_of(
        ("clinician", "Any fevers?"),
        ("patient", "Nope. Well, just last night."),
        ("patient", "And I have a bad cough."),
    )
    assert "denies fever" not in note["hpi"].lower()
    assert "Denies fever" not in note["ros"]


def test_vital_signs_stand_in_their_usual_order() -> None:
    note = note_of(
        (
            "clinician",
            "Your oxygen is 95% on room air, heart rate is 88, and your blood pressure is 152/90. Temperature 98.6.",
        )
    )
    assert note["exam"].startswith("Vitals: Temp 98.6, BP 152/90, HR 88, SpO2 95% on room air.")


def test_an_impossible_vital_sign_is_not_written() -> None:
    assert "HR" not in note_of(("clinician", "Your heart rate is 880."))["exam"]


def test_a_home_reading_is_not_todays_vital_sign() -> None:
    assert "BP" not in note_of(("patient", "My blood pressure at home was 150/95."))["exam"]


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        (
            "I'd like to increase your lisinopril to 40 milligrams once a day.",
            "Increase lisinopril to 40 mg once a day.",
        ),
        ("Let's go ahead and order a chest x-ray.", "Order chest x-ray."),
        ("We will check your potassium in two weeks.", "Check potassium in two weeks."),
        ("I'm going to refer you to physical therapy.", "Refer to physical therapy."),
        ("Continue the metformin 1000 mg twice a day.", "Continue metformin 1000 mg twice a day."),
        ("I want you to weigh yourself every day.", "Advised to weigh herself every day."),
        ("I'd like to see you again in four weeks.", "Follow up in four weeks."),
        ("Call me if you have a fever.", "Call if she has a fever."),
        (
            "If you can't breathe, go to the emergency room.",
            "If she cannot breathe, go to the emergency room.",
        ),
        ("Rinse your mouth after each use.", "Advised to rinse her mouth after each use."),
    ],
)
def test_what_is_done_is_written_as_a_plan(spoken: str, written: str) -> None:
    opening = [("patient", "I have had a cough for two weeks."), ("clinician", "So my plan for you is this.")]
    assert written in note_of(*opening, ("clinician", spoken))["plan"]


def test_a_wrong_side_that_the_patient_corrects_is_not_written() -> None:
    note = note_of(
        ("clinician", "I understand you've come in with right knee pain."),
        ("patient", "It's not the right knee, it's the left knee. It has hurt for two weeks."),
    )
    assert "left knee pain" in note["hpi"]
    assert "with right knee pain" not in note["hpi"]


def test_what_the_clinician_takes_back_is_not_written() -> None:
    note = note_of(
        ("patient", "I fell on my wrist and it hurts."),
        (
            "clinician",
            "For your plan, we will give you a thumb spica today. Sorry, not a thumb spica. We will brace your arm today.",
        ),
    )
    assert "spica" not in note["plan"]


def test_a_drug_asked_about_and_denied_is_no_medication() -> None:
    note = note_of(
        ("clinician", "Are you taking aspirin?"),
        ("patient", "No."),
        ("patient", "I take metformin 500 mg daily."),
    )
    assert "metformin 500 mg daily" in note["hpi"].lower()
    assert "aspirin" not in note["hpi"].split("Medications:")[1].lower()


def test_no_allergies_are_written_only_when_the_patient_says_so() -> None:
    unasked = note_of(("patient", "I have had a cough for a week."))
    assert "allerg" not in unasked["hpi"].lower()
    asked = note_of(("clinician", "Any allergies?"), ("patient", "No."), ("patient", "I have a cough."))
    assert "No known allergies." in asked["hpi"]


def test_a_listening_noise_is_no_yes_when_a_no_follows() -> None:
    note = note_of(
        ("clinician", "Do you have any allergies to any medication at all?"),
        ("patient", "Mm-hmm."),
        ("patient", "No, no allergies."),
        ("patient", "I have a cough."),
    )
    assert "has allergies" not in note["hpi"]
    assert "No known drug allergies." in note["hpi"]


@pytest.mark.parametrize(
    ("question", "answer", "written", "never"),
    [
        ("Do you smoke?", "No.", "She denies tobacco use.", "She smokes"),
        ("Do you smoke cigarettes at all?", "Yeah.", "She smokes cigarettes.", "at all"),
        ("Do you smoke?", "Yeah, I used to smoke, but I stopped.", "used to smoke", "She smokes"),
        ("Have you had a colonoscopy?", "Yes.", "She has had a colonoscopy.", "has not"),
        ("Are you working right now?", "No.", "She is not working right now.", "She is working"),
        ("Can you tell me about your work?", "Yes, I am a cook.", "", "tell"),
        ("What reaction do you get to it?", "No idea.", "", "She does not get"),
    ],
)
def test_question_and_answer_make_one_statement(question: str, answer: str, written: str, never: str) -> None:
    note = note_of(
        ("clinician", question), ("patient", answer), ("patient", "I have had a cough for a week.")
    )
    text = " ".join(note.values())
    assert written in text
    assert never not in text


def test_hives_from_a_drug_are_an_allergy_and_not_a_rash_of_today() -> None:
    note = note_of(
        ("clinician", "Any allergies?"),
        ("patient", "Penicillin gives me hives."),
        ("patient", "I have a cough."),
    )
    assert "Penicillin: hives." in note["hpi"]
    assert "rash" not in note["ros"].lower()


def test_the_mothers_illness_is_not_the_patients() -> None:
    note = note_of(
        ("patient", "My mother had breast cancer and I worry about it."), ("patient", "I have a cough.")
    )
    assert "reports breast cancer" not in note["hpi"].lower()
    assert "Breast cancer" not in note["assessment"]


def test_tenderness_elicited_is_a_finding_of_the_exam() -> None:
    note = note_of(
        ("patient", "My knee hurts."),
        ("clinician", "Let me take a look at your knee. Does it hurt when I press here?"),
        ("patient", "Yes."),
        ("clinician", "There is some swelling of the knee."),
    )
    assert "Tenderness to palpation." in note["exam"]
    assert "welling of the knee." in note["exam"]


def test_an_unknown_sex_is_not_guessed() -> None:
    asked = said(("patient", "I have had a cough and my chest hurts."))
    text = draft(ComposeEngine(), asked).section("hpi").text
    assert not {"he", "she", "his", "her"} & set(text.lower().replace(".", "").split())


def test_a_denial_that_begins_an_answer_stays_a_denial() -> None:
    note = note_of(
        ("clinician", "Any chest pain?"),
        ("patient", "No, no chest pain, but I get short of breath on the stairs."),
    )
    assert "She denies chest pain, but she gets short of breath on the stairs." in note["hpi"]
    assert "Denies chest pain" in note["ros"]
    assert "Reports shortness of breath" in note["ros"]


def test_what_to_watch_for_is_no_problem_of_the_assessment() -> None:
    note = note_of(
        ("patient", "I have a bad cough."),
        ("clinician", "So my plan for you. I think you have bronchitis. Call me if you have a fever."),
    )
    assert note["assessment"] == "Bronchitis."


@pytest.mark.parametrize("answer", ["No fever.", "No, no fever or chills.", "no fever no chills", "Nope."])
def test_no_answer_of_no_is_ever_written_as_a_finding(answer: str) -> None:
    note = note_of(("clinician", "Any fever or chills?"), ("patient", answer), ("patient", "I have a cough."))
    for text in note.values():
        for sentence in text.split("."):
            if "fever" in sentence.lower():
                assert "denies" in sentence.lower(), sentence


@pytest.mark.parametrize("origin", ["", "white ", "african american ", "hispanic ", "pleasant south asian "])
def test_naming_an_origin_changes_nothing_else_of_the_note(origin: str) -> None:
    asked = said(
        ("clinician", f"This is a 58 year old {origin}male here for knee pain."),
        ("patient", "My knee has hurt for two weeks and I can't sleep."),
    )
    note = draft(ComposeEngine(), asked)
    assert "His knee has hurt for two weeks" in note.section("hpi").text


def test_what_the_clinician_will_have_the_patient_do_is_no_question() -> None:
    note = note_of(
        ("patient", "I twisted my knee."),
        ("clinician", "You have a knee sprain. We'll go ahead and have you use crutches for two days."),
        ("clinician", "We'll have you come back in about a week."),
    )
    assert "use crutches for two days" in note["plan"]
    assert "in about a week" in note["plan"]


def test_a_start_that_is_given_up_denies_nothing() -> None:
    note = note_of(
        ("patient", "My knee hurts."),
        ("clinician", "Let me take a look. There is no, uh, there is a little tenderness of the knee."),
        ("clinician", "I think you have a sprain."),
    )
    assert "no" not in note["exam"].lower().replace(",", " ").split()
    assert "tenderness" in note["exam"]


def test_a_condition_named_when_asked_for_the_history_is_the_medical_history() -> None:
    note = note_of(
        ("clinician", "Do you have any other past medical history?"),
        ("patient", "Uh, afib."),
        ("clinician", "Are you taking any medications for that?"),
        ("patient", "Yeah, it begins with a d."),
        ("clinician", "Digoxin?"),
        ("patient", "That's it."),
        template="outpatient",
    )
    assert note["medical_history"] == "Atrial fibrillation."
    assert note["medications"].endswith("Digoxin.")


def test_a_condition_denied_when_asked_for_the_history_is_not_written() -> None:
    note = note_of(
        ("clinician", "Any past medical history?"),
        ("patient", "No diabetes, no asthma."),
        template="outpatient",
    )
    assert note["medical_history"] == ""


@pytest.mark.parametrize(
    ("question", "answer", "section", "written"),
    [
        (
            "Do you have any medical problems?",
            "Blood pressure problems and asthma.",
            "medical_history",
            "Hypertension and asthma.",
        ),
        (
            "Do you have any medical problems?",
            "No.",
            "medical_history",
            "No significant past medical history.",
        ),
        ("Any prior surgeries?", "I had my gallbladder removed.", "surgical_history", "Cholecystectomy."),
        ("Do you have any medical problems?", "No. Well, I do have asthma.", "medical_history", "Asthma."),
        ("Any prior surgeries?", "Nope.", "surgical_history", "No prior surgeries."),
        (
            "Any prior surgeries?",
            "I couldn't tell you, no clue.",
            "surgical_history",
            "Surgical history is unknown.",
        ),
        (
            "Does anything run in your family?",
            "No, I don't know.",
            "family_history",
            "Family history is unknown.",
        ),
        (
            "Does anything run in your family?",
            "My mother had a stroke.",
            "family_history",
            "Her mother had a stroke.",
        ),
        ("What do you do for work?", "I'm an electrician.", "social_history", "Works as an electrician."),
        ("What do you do for work?", "I'm retired.", "social_history", "Retired."),
    ],
)
def test_what_was_before_the_illness_is_told_as_it_was_answered(
    question: str, answer: str, section: str, written: str
) -> None:
    note = note_of(("clinician", question), ("patient", answer), template="outpatient")
    assert note[section] == written


@pytest.mark.parametrize(
    ("turns", "review"),
    [
        ((("clinician", "Should fever or a rash come up, come straight back."),), ""),
        (
            (("clinician", "Did pain in your neck show up at any point?"), ("patient", "Never, no.")),
            "Musculoskeletal: Denies neck pain.",
        ),
        (
            (("patient", "Oh, going back to racing heart, no, nothing."),),
            "Cardiovascular: Denies palpitations.",
        ),
        ((("patient", "I can't stop sneezing."),), "ENMT: Reports sneezing."),
        (
            (("clinician", "Any dizziness?"), ("patient", "No, no changes in my vision or dizziness.")),
            "Eyes: Denies blurred vision.\nNeurological: Denies dizziness.",
        ),
        (
            (("clinician", "You mentioned the belly pain, so do you have any diarrhea?"), ("patient", "No.")),
            "Gastrointestinal: Reports abdominal pain. Denies diarrhea.",
        ),
    ],
)
def test_the_review_holds_what_was_settled_and_nothing_that_was_only_warned_of(
    turns: tuple[tuple[str, str], ...], review: str
) -> None:
    assert note_of(*turns, template="outpatient")["ros"] == review


def examined(*spoken: str) -> str:
    """The exam of a note in which the clinician says so."""
    turns = [("clinician", "Let me examine you."), *(("clinician", one) for one in spoken)]
    return note_of(("patient", "I have had a cough for a week."), *turns)["exam"]


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("The heart sounds good, nice and regular, no murmurs.", "Regular rhythm, no murmurs."),
        ("Your lungs are clear.", "Lungs clear to auscultation."),
        ("On your lung exam, good air entry, no wheezes.", "Good air entry, no wheezes."),
        ("Your belly is soft, not tender.", "Soft, non-tender."),
    ],
)
def test_a_finding_told_to_the_patient_is_worded_as_in_a_note(spoken: str, written: str) -> None:
    assert written in examined(spoken)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("I've got a cut on my right hand that won't stop bleeding.", "laceration of the right hand"),
        ("I rolled my left ankle playing football.", "left ankle injury"),
        ("She fell and hit her head on the table.", "head injury"),
        ("My nose keeps bleeding.", "nosebleed"),
    ],
)
def test_an_injury_is_the_reason_for_the_visit(told: str, reason: str) -> None:
    note = note_of(("clinician", "What brings you in?"), ("patient", told), ("patient", "It is a bit numb."))
    assert reason in note["hpi"].lower()


def test_an_injury_told_late_is_not_the_reason() -> None:
    talk = [("patient", "I have had a cough for a week."), *[("patient", "I cough at night and by day.")] * 8]
    assert "injury" not in note_of(*talk, ("patient", "Once I hit my head."))["hpi"].split(".")[0]


@pytest.mark.parametrize(
    "answer", ["No, none of those.", "Nope, nothing like that.", "No, not that I know of."]
)
def test_an_answer_of_nothing_is_no_sentence_of_its_own(answer: str) -> None:
    note = note_of(
        ("patient", "I have had a cough for a week."),
        ("clinician", "Any fever or chills?"),
        ("patient", answer),
    )
    for said_so in ("denies none", "denies nothing", "none of those", "nothing like that", "knows of"):
        assert said_so not in note["hpi"].lower()


def test_no_allergies_are_told_once() -> None:
    note = note_of(
        ("clinician", "Do you have any allergies?"),
        ("patient", "No allergies, no."),
        ("patient", "I have had a cough for a week."),
    )
    assert note["hpi"].lower().count("allerg") == note["hpi"].count("Allergies: No known allergies.") * 2


def test_a_plan_keeps_a_dose_with_its_drug_and_a_warning_with_its_condition() -> None:
    note = note_of(
        ("patient", "my leg is swollen and it hurts"),
        ("clinician", "so my impression here is a deep vein thrombosis"),
        (
            "clinician",
            "we'll start apixaban 10 milligrams twice a day for 7 days then 5 milligrams twice a day and come back if you "
            "have shortness of breath",
        ),
    )
    assert "twice a day for 7 days then 5" in note["plan"]
    assert "Return if" in note["plan"]


def test_what_a_treatment_is_for_stands_with_it() -> None:
    note = note_of(
        ("patient", "I have a headache."),
        ("clinician", "Any fever?"),
        ("patient", "No."),
        (
            "clinician",
            "My assessment is a tension headache. We'll start ibuprofen 400 milligrams every six hours as needed. "
            "That is for the pain.",
        ),
        ("clinician", "If that doesn't help."),
    )
    assert "as needed, for the pain." in note["plan"]
    assert "If that" not in note["plan"]


@pytest.mark.parametrize(
    ("spoken", "line"),
    [
        ("The heart is regular, I don't hear a murmur.", "Cardiovascular: Regular rhythm, no murmur."),
        ("The pupils are equal and react to light.", "Eyes: Pupils equal and reactive to light."),
        ("The belly is soft, doesn't seem tender.", "Abdomen: Soft, non-tender."),
        ("I don't see any redness in the tonsils.", "HEENT: No redness in the tonsils."),
    ],
)
def test_a_finding_before_what_is_not_heard_stays_and_stands_under_its_part_of_the_body(
    spoken: str, line: str
) -> None:
    note = note_of(
        ("patient", "I have had a cough for a week."),
        ("clinician", "Let me examine you. Take a deep breath."),
        ("clinician", spoken),
        ("clinician", "I think this is bronchitis."),
    )
    assert line in note["exam"]


def test_two_and_a_half_years_old_is_not_five() -> None:
    asked = said(
        ("patient", "My knee hurts."), ("clinician", "So he is a 2.5 year old boy."), template="soap"
    )
    assert who(asked).age == 2
