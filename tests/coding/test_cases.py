"""CodiEsp's Spanish evidence is found again in the English sentence that says the same."""

from __future__ import annotations

from soapstone.coding import is_billable
from soapstone.training.icd_cases import aligned, successor

ENGLISH = (
    "A 60-year-old man with arterial hypertension.\nHe had fever of 39 C.\nThe culture grew Escherichia coli."
)
SPANISH = "Varón de 60 años con hipertensión arterial. Presentaba fiebre de 39 C. El cultivo fue de Escherichia coli."


def test_sentences_that_say_the_same_are_found() -> None:
    pairs = {ENGLISH[a:b]: SPANISH[c:d] for (a, b), (c, d) in aligned(ENGLISH, SPANISH)}
    assert pairs["He had fever of 39 C."] == "Presentaba fiebre de 39 C."
    assert len(pairs) == 3


def test_two_sentences_for_one_are_held_together() -> None:
    one = ENGLISH.replace("hypertension.\nHe", "hypertension, he")
    (_, (start, end)), *_ = aligned(one, SPANISH)
    assert SPANISH[start:end] == "Varón de 60 años con hipertensión arterial. Presentaba fiebre de 39 C."


def test_codes_of_2018_are_read_in_todays_edition() -> None:
    assert successor("R51") == "R51.9"
    assert successor("T14.90") == "T14.90XA" and successor("W19.XXX") == "W19.XXXA"
    assert successor("I10") == "I10" and is_billable(successor("T81.4XX"))
