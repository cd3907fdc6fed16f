"""What a dialogue asserts: the answer decides the question."""

from __future__ import annotations

import pytest

from soapstone.nlp.assertion import assert_concepts, reply
from soapstone.nlp.speech import clauses
from soapstone.transcripts.read import read_text


def asserted(dialogue: str) -> dict[str, str]:
    transcript = read_text(dialogue, ".txt", "dialogue")
    spoken = [clause for turn in transcript.turns for clause in clauses(turn)]
    said = [transcript.quote(clause.span) for clause in spoken]
    return {item.concept.name: item.polarity for item in assert_concepts(spoken, said)}


@pytest.mark.parametrize(
    ("dialogue", "concept", "polarity"),
    [
        ("Doctor: Any chest pain?\nPatient: No.", "chest pain", "denied"),
        ("Doctor: any chest pain\nPatient: nope not really", "chest pain", "denied"),
        ("Doctor: Any chest pain?\nPatient: Yes, a little.", "chest pain", "present"),
        ("Doctor: Do you have a fever?\nPatient: Mm-hmm.", "fever", "present"),
        ("Doctor: Any nausea, vomiting or diarrhea?\nPatient: No, nothing like that.", "diarrhea", "denied"),
        ("Patient: I have had a cough for two weeks.", "cough", "present"),
        ("Patient: I don't have any chest pain.", "chest pain", "denied"),
        ("Patient: No chest pain, just short of breath on the stairs.", "chest pain", "denied"),
        ("Patient: No chest pain, just short of breath on the stairs.", "shortness of breath", "present"),
        ("Patient: There has been no change in my back pain.", "back pain", "present"),
        ("Patient: My mother had breast cancer.", "breast cancer", "family"),
        ("Doctor: Call me if you have a fever.", "fever", "hypothetical"),
        ("Doctor: Your strep test is negative.\nPatient: Good.", "strep test", "denied"),
        ("Doctor: It could be pneumonia.\nPatient: Oh.", "pneumonia", "possible"),
        ("Doctor: Any fevers?\nPatient: Nope. Well, just last night.", "fever", "possible"),
        (
            "Doctor: Any shortness of breath?\nPatient: Just when I climb stairs.",
            "shortness of breath",
            "present",
        ),
        (
            "Doctor: Fever or chills?\nPatient: No, the weight loss has helped my back pain.",
            "weight loss",
            "present",
        ),
        ("Doctor: Any sore throat?\nPatient: no i have a stuffy nose", "nasal congestion", "present"),
        ("Patient: I wish I had some weight loss.", "weight loss", "hypothetical"),
        ("Patient: no fever some chills", "fever", "denied"),
        ("Patient: no fever some chills", "chills", "present"),
        ("Doctor: okay coughing headache\nPatient: no", "headache", "denied"),
        ("Doctor: How about the knee pain?\nPatient: The weather is nice.", "knee pain", "asked"),
    ],
)
def test_the_answer_decides_what_is_asserted(dialogue: str, concept: str, polarity: str) -> None:
    assert asserted(dialogue)[concept] == polarity


@pytest.mark.parametrize(
    "words", ["no", "nope", "um no", "not really", "no not that I've noticed", "I haven't", "never"]
)
def test_these_answers_mean_no(words: str) -> None:
    assert reply(words) == "no"


@pytest.mark.parametrize(
    "words", ["yes", "yeah", "uh yes I do", "mm-hmm", "a little bit", "sometimes", "I do"]
)
def test_these_answers_mean_yes(words: str) -> None:
    assert reply(words) == "yes"


@pytest.mark.parametrize("words", ["It hurts here.", "about two weeks", "the left one"])
def test_these_answers_are_neither(words: str) -> None:
    assert reply(words) == "other"
