"""What every clinician asks and patients answer in a few words, and what is done only if something comes to pass."""

from __future__ import annotations

import pytest

from tests.engines.test_compose import note_of


@pytest.mark.parametrize(
    ("asked", "answer", "section", "written"),
    [
        ("What makes it worse?", "Um, dry food, mostly.", "hpi", "It is worse with dry food."),
        ("What makes the pain worse?", "When I climb stairs.", "hpi", "It is worse when she climbs stairs."),
        ("What brings it on?", "Worse with cold air.", "hpi", "It is worse with cold air."),
        ("Does anything help?", "Lying in the dark, but not always.", "hpi", "It is better with lying in the dark."),
        ("Does anything help?", "Tylenol.", "hpi", "It is better with Tylenol."),
        ("How would you rate it, zero to ten?", "I'd say six out of ten.", "hpi", "She rates it 6 out of 10."),
        ("How bad is the pain, out of ten?", "Seven or eight.", "hpi", "She rates the pain 7 or 8 out of 10."),
        ("Do you live alone?", "With my husband.", "social_history", "She lives with her husband."),
        ("Do you live alone?", "No, with my parents.", "social_history", "She lives with her parents."),
        ("Do you drink?", "Just on weekends.", "social_history", "She drinks alcohol on weekends."),
        (
            "Do you drink?",
            "Yes. Maybe two glasses of wine a week.",
            "social_history",
            "She drinks alcohol, maybe two glasses of wine a week.",
        ),
        ("Do you smoke?", "Yeah, half a pack a day.", "social_history", "She smokes half a pack a day."),
        ("Any cigarettes at all?", "Never.", "social_history", "She denies tobacco use."),
        ("What do you do?", "I'm an, like, electrician.", "social_history", "Works as an electrician."),
        ("How long have you had this?", "About five weeks ago.", "hpi", "She has had it for about five weeks."),
        ("How long have you had this?", "Since last Tuesday.", "hpi", "She has had it since last Tuesday."),
    ],
)  # fmt: skip
def test_answers_of_a_few_words(asked: str, answer: str, section: str, written: str) -> None:
    note = note_of(("clinician", asked), ("patient", answer), template="outpatient")
    assert written in note[section].replace("\n", " ")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Is there anything that makes it worse?", "No, not really."),
        ("Does anything make it better or worse?", "Just rest."),  # which of them is not clear
        ("Have you tried anything to help?", "Just ice."),  # that it was tried is not that it helped
    ],
)
def test_what_is_not_said_to_help_or_harm_is_not_written_so(asked: str, answer: str) -> None:
    everything = " ".join(note_of(("clinician", asked), ("patient", answer)).values())
    assert "It is worse" not in everything and "It is better" not in everything


def test_a_habit_denied_in_the_words_of_the_question_is_denied_once() -> None:
    note = note_of(
        ("clinician", "Do you use any recreational drugs?"),
        ("patient", "No, no drugs."),
        template="outpatient",
    )
    assert note["social_history"] == "She denies drug use."


def test_no_fainting_its_really_just_this() -> None:
    note = note_of(
        ("clinician", "Any other symptoms?"), ("patient", "No cuts or open wounds, it's really just this.")
    )
    assert "She denies cuts or open wounds." in note["hpi"]


def plan_of(*said: str) -> dict[str, str]:
    return note_of(
        ("clinician", "What brings you in?"),
        ("patient", "I have had heartburn for five months. It is worse at night."),
        ("clinician", "Any weight loss?"),
        ("patient", "No."),
        *(("clinician", one) for one in said),
        ("patient", "Okay."),
        template="outpatient",
    )


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            "You need to go to G I for an endoscopy in the next two weeks.",
            "Refer to gastroenterology for an endoscopy in the next two weeks.",
        ),
        (
            "I'm also going to say, see the hand surgeon in seven days.",
            "Refer to hand surgery in seven days.",
        ),
        ("Rheumatology within two weeks.", "Refer to rheumatology within two weeks."),
        (
            "I'm going to send you over to the skin doctor for that mole.",
            "Refer to dermatology for that mole.",
        ),
        ("I want you to see your cardiologist next week.", "Advised to see her cardiologist next week."),
    ],
)
def test_to_whom_a_patient_is_sent(said: str, written: str) -> None:
    assert written in plan_of("So my impression is reflux disease.", said)["assessment_and_plan"]


def test_what_is_done_only_if_something_comes_to_pass_is_not_ordered() -> None:
    note = plan_of("So my impression is tendonitis.", "If it's not better in a month, we can do a shot.")
    assert "If it is not better in a month, we can do a shot." in note["assessment_and_plan"]
    assert "Order" not in note["assessment_and_plan"]


def test_what_cannot_be_is_no_referral() -> None:
    note = plan_of("So my impression is cataract.", "You might not get to see the dermatologist this month.")
    assert "Refer" not in note["assessment_and_plan"]


def test_what_is_to_be_ruled_out_is_no_problem() -> None:
    note = plan_of("So my impression is heartburn.", "At your age we want to make sure it's not a tumor.")
    assert "\nTumor" not in "\n" + note["assessment_and_plan"]


def test_when_to_come_back_sooner_stands_in_the_instructions() -> None:
    note = plan_of(
        "So my impression is sciatica.", "Come back sooner if there's weakness, numbness or fever."
    )
    assert note["instructions"] == "Return if there is weakness, numbness or fever."


def test_a_clinicians_recap_is_not_told_again() -> None:
    note = plan_of("Okay, so to recap, heartburn for five months, no fever or weight loss.")
    assert "recap" not in " ".join(note.values())


@pytest.mark.parametrize(
    ("asked", "answer", "written"),
    [
        ("How long ago did it start?", "Maybe 3 hours ago, I think.", "It started 3 hours ago."),
        (
            "How long ago did the headaches start?",
            "About nine days.",
            "The headaches have been going on for about nine days.",
        ),
        (
            "When did you first notice this?",
            "Monday, no, wait, Tuesday, so about six days ago.",
            "She first noticed it about six days ago.",
        ),
    ],
)
def test_since_when_put_right_or_told_as_a_span(asked: str, answer: str, written: str) -> None:
    assert written in note_of(("clinician", asked), ("patient", answer))["hpi"]


@pytest.mark.parametrize(
    ("asked", "answer", "written"),
    [
        ("Do you live with anybody?", "With my family.", "She lives with her family."),
        ("Do you smoke or drink?", "No, I don't do either of those.", "She denies tobacco or alcohol use."),
        ("Okay, and any other drugs?", "No, no drugs.", "She denies drug use."),
    ],
)
def test_life_and_habits(asked: str, answer: str, written: str) -> None:
    note = note_of(("clinician", asked), ("patient", answer), template="outpatient")
    assert note["social_history"] == written


def test_a_question_back_is_no_answer() -> None:
    note = note_of(
        ("clinician", "Do you smoke?"),
        ("patient", "What, like cigars?"),
        template="outpatient",
    )
    assert "smokes" not in note["social_history"]


def test_what_any_family_member_had_is_no_illness_of_the_patient() -> None:
    note = note_of(
        ("clinician", "Do any of your family members have serious health problems?"),
        ("patient", "My aunt had a stroke. My uncle had cancer; it was lung cancer."),
        template="outpatient",
    )
    assert "ancer" in note["family_history"]
    assert all("ancer" not in text for key, text in note.items() if key != "family_history")


def test_what_a_test_shows_stands_with_the_test() -> None:
    note = note_of(
        ("clinician", "I looked at your CT of the head back here, and it doesn't show any bleeding."),
        ("clinician", "We have your BMP here, and it is fine."),
        template="outpatient",
    )
    assert note["results"].splitlines() == [
        "CT of the head: no bleeding.",
        "BMP: fine.",
    ]


def test_who_used_to_smoke_does_not_smoke() -> None:
    note = note_of(
        ("clinician", "When did you last smoke?"),
        ("patient", "Twelve years ago."),
        ("clinician", "How much did you use to smoke?"),
        ("patient", "Half a pack a day."),
        template="outpatient",
    )
    assert note["social_history"] == "She last smoked twelve years ago. She smoked half a pack a day."


def test_to_know_of_no_illness_in_the_family_is_not_to_know_nothing() -> None:
    note = note_of(
        ("clinician", "What's your family history?"),
        ("patient", "I don't know of any illnesses in the family."),
        template="outpatient",
    )
    assert note["family_history"] == "No significant family history."


@pytest.mark.parametrize(
    ("asked", "answer", "written"),
    [
        ("Do you smoke?", "I quit about ten years ago.", "She quit smoking about ten years ago."),
        (
            "Are you a smoker?",
            "I used to, a pack a day, but I quit in 2010.",
            "She used to smoke a pack a day, but she quit in 2010.",
        ),
        ("Do you drink alcohol?", "No, I stopped in 2010.", "She stopped drinking in 2010."),
        (
            "Do you smoke?",
            "A pack a day, I know I should quit.",
            "She smokes a pack a day.",
        ),
    ],
)
def test_a_habit_left_is_named(asked: str, answer: str, written: str) -> None:
    note = note_of(("clinician", asked), ("patient", answer), template="outpatient")
    assert note["social_history"] == written
