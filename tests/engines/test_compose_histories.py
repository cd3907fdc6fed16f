"""What was before the illness: habits, marriage, a family's illnesses, what is known and what was never had."""

from __future__ import annotations

import pytest

from tests.engines.test_compose import note_of


def outpatient(*lines: str) -> dict[str, str]:
    """The note of a talk in which clinician and patient take turns."""
    turns = [("clinician" if at % 2 == 0 else "patient", line) for at, line in enumerate(lines)]
    return note_of(*turns, template="outpatient")


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        (
            ["Any tobacco or alcohol?", "Nope.", "Street drugs?", "Never."],
            "She denies tobacco, alcohol, or drug use.",
        ),
        (
            ["Do you drink or smoke?", "Never touched either, thankfully."],
            "She denies tobacco or alcohol use.",
        ),
        (["Do you vape? Ever used marijuana?", "None of it."], "She denies tobacco or drug use."),
        (["Do you drink or use drugs?", "I don't do drugs."], "She denies drug use."),
        (["And I take it no drugs?", "Right."], "She denies drug use."),
        (["Any drugs?", "What, like weed?", "Yes.", "No, no drugs."], "She denies drug use."),
        (["Do you drink or use drugs?", "Absolutely not, doctor."], "She denies alcohol or drug use."),
    ],
)
def test_habits_are_denied_in_one_sentence(lines: list[str], written: str) -> None:
    assert outpatient(*lines)["social_history"] == written


@pytest.mark.parametrize(
    ("lines", "never"),
    [
        (["Do you smoke?", "No, I quit in May."], "denies tobacco"),
        (
            ["Do you drink?", "No.", "Not even at parties?", "Well, I had two beers on Friday."],
            "denies alcohol",
        ),
        (["Does anybody smoke at home?", "No."], "denies tobacco"),
        (["Do you smoke or drink?", "Just a beer now and then."], "denies"),
        (["No drinking?", "Yes, I drink every day."], "denies alcohol"),
        (["Ever smoked?", "Never smoked a pipe in my life, only cigars."], "She smoked"),
    ],
)
def test_a_habit_that_is_told_or_of_another_is_not_denied(lines: list[str], never: str) -> None:
    assert never not in " ".join(outpatient(*lines).values())


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        ("Yes.", "She is married."),
        ("For thirty years now.", "She is married."),
        ("No, divorced.", "She is divorced."),
        ("No.", "She is not married."),
        ("I was, but then my husband died.", ""),
    ],
)
def test_marriage_as_answered(answer: str, written: str) -> None:
    social = outpatient("Are you married?", answer)["social_history"]
    assert written in social
    assert written or "is married" not in social


@pytest.mark.parametrize(
    ("asked", "answer", "written"),
    [
        ("You're single?", "Yes.", "She is single."),
        ("Are you married or single?", "Yes.", ""),
        ("Are you married or single?", "Widow.", "She is a widow."),
    ],
)
def test_the_other_states_of_marriage(asked: str, answer: str, written: str) -> None:
    social = outpatient(asked, answer)["social_history"]
    assert written in social
    assert "is married" not in social


def test_work_as_answered() -> None:
    social = outpatient("Do you work?", "I'm retired.")["social_history"]
    assert social == "She is retired."


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        (["Any problems in the family?", "High blood pressure."], "Family history of hypertension."),
        (["Has anyone in your family had gout?", "My older brother."], "Older brother with gout."),
        (["Does asthma run in your family?", "No."], "No family history of asthma."),
        (["Does asthma run in your family?", "Yes."], "Family history of asthma."),
        (
            ["Any family history of stroke?", "No.", "How about diabetes?", "My aunt had it."],
            "No family history of stroke. Aunt with diabetes mellitus.",
        ),
        (
            ["What about your family history?", "I don't know much, but my dad died of kidney failure."],
            "Her dad died of kidney failure.",
        ),
        (["Does anyone in your family have gout or asthma?", "My aunt."], "Aunt with gout or asthma."),
        (["Any family history of stroke?", "I was adopted."], "Family history is unknown. She was adopted."),
        (["Any illnesses in your family?", "No, everyone is well."], "No significant family history."),
    ],
)
def test_a_familys_illnesses(lines: list[str], written: str) -> None:
    note = outpatient(*lines)
    assert note["family_history"] == written
    assert note["medical_history"] == ""


def test_a_familys_illness_is_not_the_patients() -> None:
    note = outpatient("Any other conditions that I should know of?", "Well, most of my family has diabetes.")
    assert "iabetes" not in note["medical_history"] + note["assessment_and_plan"] + note["chief_complaint"]


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        (["You have asthma?", "Yes.", "And hypothyroidism?", "Yes."], "Asthma. Hypothyroidism."),
        (["I see gout and glaucoma here.", "Right, both."], "Gout and glaucoma."),
        (["You have a history of gout. Is that correct?", "That is correct."], "She has a history of gout."),
        (["You have a history of gout, right?", "No, that's my wife."], ""),
    ],
)
def test_what_is_known_counts_when_it_is_confirmed(lines: list[str], written: str) -> None:
    assert outpatient(*lines)["medical_history"] == written


def test_what_is_concluded_today_is_no_history() -> None:
    lines = [
        "How are you?",
        "My face hurts.",
        "How long?",
        "A week.",
        "I think you have sinusitis.",
        "Yes, I see.",
    ]
    lines += [
        "Your diagnosis is sinusitis. You have sinusitis.",
        "Right.",
        "Take amoxicillin 500 mg twice a day.",
        "Okay.",
    ]
    note = outpatient(*lines)
    assert note["medical_history"] == ""


def test_illnesses_that_a_patient_never_had() -> None:
    note = outpatient("Do you have a history of gout?", "No.", "How about glaucoma?", "Nope.")
    assert note["medical_history"] == "No history of gout or glaucoma."


def test_an_illness_that_stands_for_what_is_meant_is_none() -> None:
    note = outpatient(
        "Any major health conditions?", "What, like gout?", "Anything, really.", "Oh, I have asthma."
    )
    assert note["medical_history"] == "Asthma."


def test_another_illness_than_was_asked_of_affirms_nothing() -> None:
    note = outpatient("Do you have any history of glaucoma or anything like that?", "Yeah, I have gout.")
    assert "glaucoma" not in " ".join(note.values()).lower()


def test_a_question_that_presumes_a_finding_denies_none() -> None:
    note = outpatient("How long have you had this rash?", "Not long.")
    assert "denies rash" not in " ".join(note.values()).lower()


def test_what_explains_a_question_shares_its_answer() -> None:
    note = outpatient("Any signs of a seizure? That is shaking or staring.", "Luckily, no.")
    assert "seizures" in note["ros"] and "Reports" not in note["ros"]


def test_where_it_hurts_names_the_complaint() -> None:
    note = outpatient("Where is the pain?", "My right elbow.", "Since when?", "I've had the pain for a week.")
    assert note["chief_complaint"] == "Right elbow pain."


def test_the_wife_of_whom_one_talks_is_not_the_patient() -> None:
    turns = (("clinician", "How is your wife? She had a cold."), ("patient", "She is well. I have a cough."))
    assert "She has a cough" not in " ".join(note_of(*turns, sex="X").values())  # the record does not say


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Is the cough worse at night?", "No."),
        ("Does anything help with the cough?", "No, nothing."),
        ("Any change in your cough?", "No."),
        ("Are you bringing anything up with the cough?", "No, it's a dry cough."),
        ("Are you bringing anything up with a cough?", "No, it's a dry cough."),
    ],
)
def test_a_finding_that_is_taken_for_granted_is_not_denied(asked: str, answer: str) -> None:
    note = outpatient(asked, answer)
    assert note["ros"] == "Respiratory: Reports cough."
    assert "denies" not in note["hpi"]


@pytest.mark.parametrize("asked", ["Do you have the chills?", "How about the chills?", "Any chills?"])
def test_a_finding_that_is_asked_for_can_be_denied(asked: str) -> None:
    assert outpatient(asked, "No.")["ros"] == "Constitutional: Denies chills."
