"""Who is meant, since when, and what a "no" denies: how `compose` joins questions and answers."""

from __future__ import annotations

import pytest

from soapstone.checks import omitted
from soapstone.engines import draft, infill
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.nlp.numbers import first_number
from soapstone.nlp.speech import tidy
from tests.conformance.engines import said
from tests.engines.test_compose import note_of


def test_what_a_relative_had_is_not_the_patients() -> None:
    note = note_of(
        ("clinician", "Tell me about your family."),
        ("patient", "My dad passed away in spring. He had bladder cancer and prostate cancer."),
        ("clinician", "And your siblings?"),
        ("patient", "One brother of mine had lung cancer, the other brother took his own life."),
        template="outpatient",
    )
    everything = " ".join(note.values())
    assert "Her dad had bladder cancer and prostate cancer." in everything
    assert "presents today for cancer" not in everything
    assert "She had" not in everything and "suicidal ideation" not in everything
    assert "Cancer" not in note["assessment_and_plan"]


def test_who_i_think_means_is_the_relative_too() -> None:
    note = note_of(
        ("clinician", "Is your father ill?"),
        ("patient", "My dad has asthma. I think he once had kidney stones."),
    )
    assert "She thinks her dad once had kidney stones." in " ".join(note.values())


@pytest.mark.parametrize(
    ("asked", "answer", "written"),
    [
        ("When did the pain start?", "Um, about three weeks ago.", "The pain started about three weeks ago."),
        (
            "How long have you been on Accutane?",
            "About three months now.",
            "She has been on Accutane for about three months.",
        ),
        (
            "How long have you had this cough?",
            "Since last Tuesday.",
            "She has had this cough since last Tuesday.",
        ),
        ("How long has this been going on?", "Oh, two days.", "It has been going on for two days."),
        (
            "How often do you use the albuterol?",
            "Almost every day.",
            "She uses the albuterol almost every day.",
        ),
        ("How often are you taking it?", "Um, twice a day.", "She is taking it twice a day."),
    ],
)
def test_since_when_and_for_how_long(asked: str, answer: str, written: str) -> None:
    note = note_of(
        ("clinician", asked), ("patient", answer), ("clinician", "Okay."), ("patient", "It hurts a lot.")
    )
    assert written in note["hpi"]


def test_a_plain_no_denies_all_that_was_asked() -> None:
    note = note_of(("clinician", "Do you smoke cigarettes or drink alcohol?"), ("patient", "No, I don't."))
    assert "She denies tobacco or alcohol use." in " ".join(note.values())


def test_a_no_that_says_what_was_asked_affirms_it() -> None:
    note = note_of(
        ("clinician", "Do you live by yourself?"), ("patient", "No, I live by myself. I was never married.")
    )
    text = " ".join(note.values())
    assert "She lives by herself." in text and "does not live" not in text


def test_being_cold_is_no_cold() -> None:
    note = note_of(("clinician", "How are you?"), ("patient", "My whole body hurts. I am so cold."))
    assert "respiratory infection" not in " ".join(note.values())


def test_the_age_is_what_was_answered() -> None:
    asked = said(
        ("clinician", "Hello, ma'am. How old are you?"),
        ("patient", "I'm fifty-seven."),
        ("clinician", "And what brings you in?"),
        ("patient", "I have a sore throat."),
    )
    note = draft(ComposeEngine(), asked)
    opening = note.section("hpi").sentences[0]
    assert opening.text == "The patient is a 57-year-old female who presents today for sore throat."
    assert {span.turn for span in opening.evidence} >= {0, 1}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("I'm twenty-six", 26),
        ("Sixty two.", 62),
        ("he is 8", 8),
        ("nineteen", 19),
        ("none", None),
        ("thirty", 30),
    ],
)
def test_the_first_number_of_a_text(text: str, number: int | None) -> None:
    assert first_number(text) == number


@pytest.mark.parametrize(
    ("spoken", "tidied"),
    [
        ("It hurts on the right.", "It hurts on the right."),
        ("You have diabetes, right?", "You have diabetes"),
        ("No sir, I'm happily single.", "No I'm happily single."),
        ("Can you sit up for me, ma'am?", "Can you sit up for me?"),
        ("Because of my stroke.", "Because of my stroke."),
        ("My doctor, my breathing has been worse.", "my breathing has been worse."),
        ("My doctor, she told me to come.", "My doctor, she told me to come."),
        ("I told my doctor, and she agreed.", "I told my doctor, and she agreed."),
    ],
)
def test_tidying_keeps_sides_and_causes_and_drops_how_one_is_addressed(spoken: str, tidied: str) -> None:
    assert tidy(spoken) == tidied


def test_what_about_is_denied_by_a_no() -> None:
    note = note_of(
        ("clinician", "Do you smoke?"),
        ("patient", "Nope."),
        ("clinician", "How about alcohol?"),
        ("patient", "Nope."),
    )
    assert "She denies tobacco or alcohol use." in " ".join(note.values())


def test_the_age_of_a_relative_is_not_the_patients() -> None:
    note = note_of(
        ("clinician", "What about your mom? How old is she?"),
        ("patient", "My mom is eighty years old. She has diabetes."),
    )
    assert "80-year-old" not in " ".join(note.values())


def test_a_given_history_names_the_complaint_and_a_given_complaint_opens_the_history() -> None:
    asked = said(
        ("clinician", "Hi, how are you?"),
        ("patient", "I have had this cough, and my left knee hurts when I climb stairs."),
        template="outpatient",
    )
    engine = ComposeEngine()
    note = infill(engine, asked, {"hpi": "Ms. Roe presents today for evaluation of left knee pain."})
    assert note.section("chief_complaint").text == "Left knee pain."
    assert note.section("chief_complaint").sentences[0].evidence
    note = infill(engine, asked, {"chief_complaint": "Left knee pain."})
    assert "presents today for left knee pain." in note.section("hpi").text
    unsaid = infill(engine, asked, {"chief_complaint": "Hair loss."})
    assert "hair loss" not in unsaid.section("hpi").text.lower()


def test_what_is_not_thought_is_not_said() -> None:
    note = note_of(
        ("clinician", "How are things at home?"),
        (
            "patient",
            "well my niece gets married in the mountains this summer and there is a long hike to the chapel and i do n't "
            "think i will be able to walk all of it because of the hip",
        ),
    )
    text = " ".join(note.values())
    assert "She will be able" not in text
    assert "does not think she will be able to walk all of it because of the hip" in text


def test_no_just_a_headache_denies_no_headache() -> None:
    note = note_of(
        ("clinician", "Did you have fever with that?"),
        ("patient", "No just really just a headache for two days."),
    )
    assert "denies just" not in " ".join(note.values())


def test_no_fever_some_chills() -> None:
    note = note_of(
        ("clinician", "Fever or chills?"), ("patient", "No fever some chills and I am in so much pain.")
    )
    assert "She denies fever but reports some chills" in " ".join(note.values())


def test_an_answer_after_a_no_is_told_by_itself() -> None:
    note = note_of(
        ("clinician", "Any trouble sleeping?"), ("patient", "No. I sleep like a rock every night.")
    )
    text = " ".join(note.values())
    assert "She sleeps like a rock every night." in text and "Regarding" not in text


def test_a_question_without_its_mark_is_no_finding() -> None:
    note = note_of(
        (
            "clinician",
            "right arm okay i see sorry and any weakness or numbness in your hand or only the pain there",
        ),
        ("patient", "only the pain"),
    )
    assert "weakness or numbness in her hand" not in " ".join(note.values())


@pytest.mark.parametrize(
    ("turns", "written"),
    [
        (
            (("clinician", "Any allergies?"), ("patient", "Yes, I am allergic to penicillin. No others.")),
            "Penicillin.",
        ),
        (
            (("clinician", "You're allergic to latex, is that right?"), ("patient", "Yes, that's correct.")),
            "Latex.",
        ),
        (
            (
                ("clinician", "Any drug allergies?"),
                ("patient", "Not to penicillin, but sulfa gives me hives."),
            ),
            "Sulfa: hives.",
        ),
    ],
)
def test_an_allergy_is_never_lost_to_a_no_beside_it(turns: tuple[tuple[str, str], ...], written: str) -> None:
    note = note_of(*turns, template="outpatient")
    assert note["allergies"] == written


def test_an_allergy_in_its_own_section_is_not_called_left_out() -> None:
    asked = said(("clinician", "Any allergies?"), ("patient", "Yes, penicillin."), template="outpatient")
    assert not omitted(asked, draft(ComposeEngine(), asked))
    left_out = infill(ComposeEngine(), asked, {"allergies": ""})
    assert [finding.rule for finding in omitted(asked, left_out)] == ["omission.allergy"]


@pytest.mark.parametrize(
    ("said_last", "section", "written"),
    [
        ("So we need to admit him to the hospital.", "disposition", "Admit to the hospital."),
        ("I'd like to bring you into the hospital today.", "disposition", "Admit to the hospital today."),
        ("I'm going to send you home.", "disposition", "Discharge home."),
        ("I'm going to give you aspirin 324 mg right away.", "ed_course", "Give aspirin 324 mg right away."),
        (
            "I want you to follow up with your doctor in one week.",
            "disposition",
            "Advised to follow up with his doctor in one week.",
        ),
    ],
)
def test_where_the_patient_goes_and_what_is_given_at_once(said_last: str, section: str, written: str) -> None:
    note = note_of(
        ("patient", "I have had chest pain since this morning."),
        ("clinician", "Let me listen to your heart."),
        ("clinician", "I think this is a heart attack."),
        ("clinician", said_last),
        sex="M",
        template="ed",
    )
    assert written in note[section]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Do you take any medications?", "No regular medications."),
        ("Have you taken any new medications?", "Not stated."),
        ("Have you tried any medications for it?", "Not stated."),
    ],
)
def test_no_medications_are_written_only_where_all_were_meant(asked: str, written: str) -> None:
    note = note_of(("clinician", asked), ("patient", "No."), ("patient", "I have a cough."), template="ed")
    assert note["medications"] == written


def test_it_that_is_missed_is_the_drug_just_named() -> None:
    note = note_of(
        ("clinician", "What do you take?"), ("patient", "Lisinopril, 10 mg, once a day. I miss it sometimes.")
    )
    assert "She misses lisinopril sometimes." in note["hpi"]


def test_a_list_of_what_is_not_heard_is_denied_to_its_end() -> None:
    note = note_of(
        ("patient", "I have had a cough for a week."),
        ("clinician", "Let me examine you. Take a deep breath."),
        (
            "clinician",
            "so on your heart exam the heart beats regularly i do n't appreciate any murmur rub or "
            "gallop on your lung exam the lungs are clear to auscultation",
        ),
        ("clinician", "I think this is bronchitis."),
    )
    assert "No murmur, rub or gallop." in note["exam"]
    assert "Rub or gallop" not in note["exam"]


@pytest.mark.parametrize(("answer", "has_it"), [("Yes.", True), ("No.", False), ("No, never.", False)])
def test_what_is_to_be_confirmed_stands_only_if_it_is(answer: str, has_it: bool) -> None:
    note = note_of(
        ("clinician", "You have asthma, right?"),
        ("patient", answer),
        ("clinician", "Okay, and what brings you in?"),
        ("patient", "I have had knee pain for a week."),
    )
    assert ("asthma" in " ".join(note.values()).lower()) == has_it


def test_polyps_of_the_nose_are_none_of_the_colon() -> None:
    note = note_of(
        ("clinician", "Any other illnesses?"),
        ("patient", "I have polyps in my nose, I take a spray for them."),
    )
    assert "olon polyps" not in " ".join(note.values())


def test_what_one_is_allergic_to_is_none_of_ones_medications() -> None:
    note = note_of(
        ("clinician", "Do you have any allergies to any medications?"),
        ("patient", "Yeah, I'm allergic to clindamycin."),
        ("clinician", "And what happens when you take clindamycin?"),
        ("patient", "I get some swelling. I take lisinopril 10 mg daily."),
        template="outpatient",
    )
    assert note["allergies"].startswith("Clindamycin")
    assert note["medications"] == "Lisinopril 10 mg daily."


def test_fit_and_well_is_no_seizure() -> None:
    note = note_of(
        ("clinician", "Are you otherwise fit and well?"), ("patient", "Yeah, I think I'm feeling okay.")
    )
    assert "seizure" not in " ".join(note.values()).lower()


def test_what_is_summed_up_is_not_found() -> None:
    note = note_of(
        ("patient", "I have had a headache on one side since noon, and the light hurts my eyes."),
        ("clinician", "Okay, so you mentioned a headache on one side, tender to the light."),
        ("clinician", "I think this is a migraine."),
    )
    assert "mentioned" not in note["exam"]
