"""What a written sentence must hold to be let through."""

from __future__ import annotations

import pytest

from soapstone.engines.diffusion.gate import Gate, keeps_facts
from soapstone.transcripts.read import read_text

VISIT = read_text(
    "Clinician: Any chest pain?\n"
    "Patient: No chest pain. I do get short of breath on the stairs.\n"
    "Clinician: Your right knee is swollen. Take ibuprofen 400 mg twice a day.\n",
    ".txt",
    "visit",
)


@pytest.mark.parametrize(
    "text",
    [
        "Denies chest pain.",
        "Reports shortness of breath on the stairs.",
        "Swelling of the right knee.",
        "Ibuprofen 400 mg twice daily.",
        "The patient is a 62-year-old female with shortness of breath.",
    ],
)
def test_what_was_said_is_let_through(text: str) -> None:
    assert Gate(VISIT, "62 year old female").lets(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Reports chest pain.", "it was denied"),
        ("Denies shortness of breath.", "it was affirmed"),
        ("Reports fever.", "nobody spoke of it"),
        ("Swelling of the left knee.", "the other side"),
        ("Naproxen 400 mg twice daily.", "another drug"),
        ("Ibuprofen 800 mg twice daily.", "another dose"),
        ("Swelling of the right knee, exressed.", "no word at all"),
        ("Seen at the county hospital yesterday evening by her brother.", "none of its words"),
    ],
)
def test_what_was_not_said_is_stopped(text: str, why: str) -> None:
    assert not Gate(VISIT).lets(text), why


def test_a_new_wording_may_add_but_not_lose_or_turn_a_fact() -> None:
    assert keeps_facts("No chest pain.", "The patient denies chest pain.")
    assert keeps_facts("Right knee swelling.", "The right knee has swelling and pain.")
    assert not keeps_facts("Right knee swelling.", "Swelling of the right knee after ibuprofen.")
    assert not keeps_facts("Continue lisinopril at 20 mg a day.", "Continue lisinopril at 20 mg.")
    assert not keeps_facts("Gall bladder removed several years ago.", "Gall bladder removed several years.")
    assert not keeps_facts("Sharon Brooks has finger pain.", "Sharon brooks has finger pain.")
    assert not keeps_facts("We will give her a two week supply.", "We will give her a two week.")
    assert not keeps_facts("Metformin 1000 mg daily.", "Metformin 1000 mg 15 mg daily.")
    assert not keeps_facts("Lisinopril 20 mg daily.", "Lisinopril 20 mg daily 20 mg daily.")
    assert not keeps_facts("Right knee swelling.", "Swelling of the knee.")
    assert not keeps_facts("Denies chest pain.", "Reports chest pain.")
    assert not keeps_facts("Ibuprofen 400 mg.", "Ibuprofen.")
