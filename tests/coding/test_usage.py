"""What coders give for words is learned, and holds only where the note asserts them."""

from __future__ import annotations

import pytest

from soapstone.coding import is_billable
from soapstone.coding.choice import FEATURES, model, records
from soapstone.coding.usage import present, runs, surest, usages, used


def suggested(text: str) -> set[str]:
    return set(surest(used(text, usages())))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("He is an ex-smoker.", "Z87.891"),
        ("Marked weight loss of about 10 kg.", "R63.4"),
        ("Tachycardic and hypotensive on arrival.", "I95.9"),
    ],
)
def test_words_suggest_the_code_that_coders_give_them(text: str, code: str) -> None:
    assert code in suggested(text)


@pytest.mark.parametrize(
    "text",
    ["Not hypotensive.", "Family history: dyslipidemia.", "Denies chills.", "Return if chills."],
)
def test_words_that_are_not_asserted_suggest_nothing(text: str) -> None:
    assert suggested(text) == set()


def test_runs_cross_no_full_stop_and_carry_their_place() -> None:
    text = "Severe pain. Fever of 39"
    found = {run.form: text[run.start : run.end] for run in runs(text)}
    assert found["severe pain"] == "Severe pain"
    assert not any("pain fever" in form for form in found)


def test_a_known_form_alone_is_looked_at() -> None:
    assert [run.form for run in present("Severe pain and fever", {"fever"})] == ["fever"]


def test_every_learned_code_is_billable() -> None:
    assert all(is_billable(one.code) for of in usages().values() for one in of)
    assert all(0 < one.share <= 1 and one.seen >= 2 for of in usages().values() for one in of)


def test_the_shipped_choice_knows_every_feature() -> None:
    weights, least = model()
    assert len(weights) == len(FEATURES) + 1 and 0 < least < 0.5
    assert records()["I10"].given > records()["K57.90"].given > 0
