"""The grammar, the marks in it, and how numbers, pronouns and stumbles come out."""

from __future__ import annotations

from random import Random

import pytest

from soapstone.simulate.grammar import balanced, expand, names, pair
from soapstone.simulate.marks import mark, split, unmark, within
from soapstone.simulate.typed import stumbled, typed
from soapstone.simulate.voice import agreed, digits_said, spelled, units_said


def test_alternatives_may_stand_in_alternatives() -> None:
    found = {expand("{no|nope{, none|}} at all", Random(n), {}) for n in range(40)}
    assert found == {"no at all", "nope, none at all", "nope at all"}


def test_names_are_looked_up_and_their_phrases_expanded() -> None:
    words = {"lay": ["{fever|fevers}"], "no": "no"}
    assert {expand("<no> <lay>.", Random(n), words) for n in range(20)} == {"no fever.", "no fevers."}


def test_a_name_that_is_missing_is_told() -> None:
    with pytest.raises(KeyError, match="lay"):
        expand("any <lay>", Random(1), {})


def test_what_is_written_in_both_halves_is_drawn_once() -> None:
    for seed in range(30):
        spoken, written = pair(
            "up at {90-99} after {cake|pie} => {90-99} mg/dL after {cake|pie}", Random(seed)
        )
        number, food = spoken.split()[2], spoken.split()[-1]
        assert written == f"{number} mg/dL after {food}"
        assert 90 <= int(number) <= 99


def test_without_an_arrow_both_halves_are_one() -> None:
    assert pair("burning", Random(1)) == ("burning", "burning")


def test_braces_and_names_of_a_phrase() -> None:
    assert balanced("{a|{b|c}}")
    assert not balanced("{a|b")
    assert not balanced("a}")
    assert names("<i> have <lay>") == {"i", "lay"}


def test_labels_keep_their_place_whatever_is_added() -> None:
    text = within(mark("f 1", "no fever") + " today", str.upper)
    assert unmark("um, " + text) == ("um, NO FEVER TODAY", [("f 1", 4, 12)])


def test_a_cut_label_goes_on_in_the_second_half() -> None:
    first, second = split(mark("f 1", "no fever or chills"), len("_f 1_no fever"))
    assert unmark(first) == ("no fever", [("f 1", 0, 8)])
    assert unmark(second) == ("or chills", [("f 1", 0, 9)])


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ("142/88", "one forty two over eighty eight"),
        ("98.6", "ninety eight point six"),
        ("5/5", "five out of five"),
        ("500", "five hundred"),
        ("105", "one oh five"),
        ("20", "twenty"),
        ("no figure", "no figure"),
    ],
)
def test_figures_are_said(figures: str, said: str) -> None:
    assert spelled(figures) == said


def test_a_telephone_number_is_said_digit_by_digit() -> None:
    assert digits_said("614-555-0142") == "six one four, five five five, oh one four two"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("40 mg", "40 milligrams"),
        ("6.8%", "6.8 percent"),
        ("8.4 g/dL", "8.4"),
        ("2 g", "2 grams"),
        ("50 mcg", "50 micrograms"),
        ("3 cm", "3 centimeters"),
    ],
)
def test_units_are_said(written: str, said: str) -> None:
    assert units_said(written) == said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("she have a cough", "she has a cough"),
        ("have he had any", "has he had any"),
        ("does she have any", "does she have any"),
        ("he do get some", "he does get some"),
        ("you was there", "you are there"),
        ("a 8 year old", "an 8 year old"),
        ("a 64 year old", "a 64 year old"),
        ("a awful headache", "an awful headache"),
    ],
)
def test_verbs_and_articles_fit(before: str, after: str) -> None:
    assert agreed(before) == after


def test_a_transcript_may_lose_capitals_and_points() -> None:
    said = "i have pain, yes. it's 98.6"
    assert typed(said, "written") == "I have pain, yes. It's 98.6"
    assert typed("I have Pain, yes.", "lower") == "i have pain, yes."
    assert typed("I have Pain, yes. 98.6", "bare") == "i have pain yes 98.6"


def test_stumbles_add_fillers_and_say_short_words_twice_but_lose_nothing() -> None:
    text = "i have had this pain in my back for a week and it is not better"
    heard = stumbled(text, 0.2, 0.3, ("um", "uh"), Random(2))
    kept = [word for word in heard.replace(",", "").split() if word not in ("um", "uh")]
    said_once = [word for at, word in enumerate(kept) if at == 0 or kept[at - 1] != word]
    assert said_once == text.split()
    assert len(heard.split()) > len(text.split())


def test_without_a_share_nothing_is_stumbled() -> None:
    assert stumbled("i have pain", 0.0, 0.0, ("um",), Random(1)) == "i have pain"
