"""Support: a fact that was never said is found, one that was said is not."""

from __future__ import annotations

import pytest

from soapstone.evaluation.rouge import interval, rouge
from soapstone.evaluation.support import support
from soapstone.nlp.said import facts
from soapstone.notes import load_template, parse_note
from soapstone.transcripts.read import read_text

SAID = read_text(
    "Doctor: Any chest pain?\nPatient: No. My left knee hurts and I take lisinopril twenty milligrams.\n"
    "Doctor: Blood pressure is 142/88. Both lungs are clear.\n",
    ".txt",
    "visit",
)


@pytest.mark.parametrize(
    ("note", "supported"),
    [
        ("Denies chest pain.", True),
        ("Left knee pain.", True),
        ("BP 142/88.", True),
        ("Lisinopril 20 mg.", True),
        ("Lungs are clear bilaterally.", True),
        ("Right knee pain.", False),
        ("Lisinopril 40 mg.", False),
        ("Metformin 20 mg.", False),
        ("Shortness of breath.", False),
        ("BP 152/88.", False),
    ],
)
def test_each_fact_is_traced_to_the_visit(note: str, supported: bool) -> None:
    traced = support(parse_note(f"HPI\n\n{note}", load_template("soap")), SAID)
    assert (traced.sentences, traced.supported) == (1, int(supported)), traced.missing


def test_a_sentence_without_facts_is_not_counted() -> None:
    assert support(parse_note("HPI\n\nThe patient is here.", load_template("soap")), SAID).sentences == 0


def test_facts_are_named_by_kind() -> None:
    assert facts("Left knee pain, lisinopril 20 mg.") == {
        "symptom:knee pain",
        "side:left",
        "drug:lisinopril",
        "number:20",
    }


def test_rouge_is_that_of_the_published_scorer() -> None:
    scores = rouge(
        "The patient denies chest pain.\nFollow up in a week.",
        "The patient denies pain.\nFollow up in two weeks.",
    )
    # Shared: the, patient, denies, pain, follow, up, in: 7 of the 9 words written and of the 10 in the reference.
    assert scores["rouge1"] == pytest.approx(100 * 2 * (7 / 9) * (7 / 10) / (7 / 9 + 7 / 10))


def test_the_interval_holds_the_mean_and_narrows() -> None:
    low, high = interval([40.0, 50.0, 60.0] * 5)
    assert low < 50 < high
    wide, narrow = interval([40.0, 60.0] * 5), interval([40.0, 60.0] * 500)
    assert narrow[1] - narrow[0] < wide[1] - wide[0]
