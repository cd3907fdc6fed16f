"""What the tabular list itself says a code is called is that code, whoever else names it."""

from __future__ import annotations

import random
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from soapstone.coding.billable import billable_for
from soapstone.coding.link import link
from soapstone.coding.phrases import synonyms, tabular_phrases
from soapstone.coding.words import keys, wording

NAMES = ("description", "term")
# "Hepatitis B (acute) (viral) NOS" is B16.9; a coder who is told no more than hepatitis B is not told that it is acute.
OURS_FIRST = {"hepatitis b"}


@cache
def listed() -> dict[str, set[str]]:
    """The codes that have each wording as a description or an inclusion term."""
    found = defaultdict[str, set[str]](set)
    for phrase in tabular_phrases():
        if phrase.kind in NAMES and keys(phrase.text):
            found[wording(phrase.text)].add(phrase.code)
    return found


def first(said: str) -> str:
    codes = link(said)
    return codes[0].code if codes else ""


def test_a_name_of_the_list_in_its_own_words_is_its_code() -> None:
    names = [phrase for phrase in tabular_phrases() if phrase.kind in NAMES and keys(phrase.text)]
    plain = [name for name in names if len(listed()[wording(name.text)]) == 1]
    wrong = [
        (name.text, name.code, got)
        for name in random.Random(11).sample(plain, 1500)
        if not (got := first(name.text)).startswith(name.code)
    ]
    assert not wrong


def test_what_the_list_calls_nos_is_the_code_of_the_bare_name() -> None:
    bare = [
        (phrase.text.replace(", NOS", "").replace(" NOS", ""), phrase.code)
        for phrase in tabular_phrases()
        if phrase.kind == "term" and phrase.text.endswith(" NOS") and not set("([") & set(phrase.text)
    ]
    chosen = [name for name in bare if len(listed()[wording(name[0])]) == 1]
    wrong = [(text, code, got) for text, code in chosen[::4] if not (got := first(text)).startswith(code)]
    assert len(chosen) > 1500 and not wrong


def test_no_synonym_of_ours_contradicts_the_list() -> None:
    wrong = []
    for phrase in synonyms("author"):
        own = listed().get(wording(phrase.text), set())
        if own and not any(phrase.code.startswith(code) or code.startswith(phrase.code) for code in own):
            wrong.append((phrase.text, phrase.code, own))
    assert {text for text, _, _ in wrong} <= OURS_FIRST, wrong


def test_what_clinicians_write_every_day_has_its_code() -> None:
    rows = (Path(__file__).parent / "everyday.tsv").read_text(encoding="utf-8").splitlines()[1:]
    wrong = [row for row in rows if first(row.split("\t")[0]) != row.split("\t")[1]]
    assert len(rows) > 700 and not wrong


@pytest.mark.parametrize(
    ("said", "code", "not_this"),
    [
        ("esophageal reflux", "K21.9", "reflux esophagitis has the same stems"),
        ("enteritis", "K52.9", "so has disease of intestine"),
        ("disease of pancreas, unspecified", "K86.9", "so has pancreatitis"),
        ("gestational diabetes mellitus", "O24.419", "so has diabetes in pregnancy"),
        ("persistent atrial fibrillation", "I48.19", "longstanding is more than was said"),
        ("other acute appendicitis", "K35.890", "other is not unspecified"),
        ("bilateral femoral hernia, with gangrene, recurrent", "K41.11", "recurrent is what was said"),
        ("other conjunctivitis", "H10.89", "not the first code below H10.8"),
    ],
)
def test_the_same_stems_are_not_the_same_name(said: str, code: str, not_this: str) -> None:
    assert link(said)[0].code == code, not_this


@pytest.mark.parametrize(
    ("above", "code"), [("K56.60", "K56.609"), ("O30.0", "O30.009"), ("K40.9", "K40.90"), ("J96.9", "J96.90")]
)
def test_what_a_code_leaves_open_it_does_not_claim(above: str, code: str) -> None:
    """K56.609 is unspecified as to partial versus complete obstruction: neither word is more than was said."""
    assert billable_for(above, "") == code


@pytest.mark.parametrize(
    ("said", "sentence", "code", "claim"),
    [
        ("gout", "Gout, left.", "M10.9", "of the shoulder"),
        ("glaucoma", "Glaucoma of the left eye.", "H40.9", "angle closure"),
        ("pressure ulcer", "Pressure ulcer, stage 2, left side.", "L89.92", "of the elbow"),
        ("varicose veins", "Varicose veins of the left leg.", "I83.92", "with an ulcer"),
        ("sciatica", "Left sciatica.", "M54.32", "of an unspecified side"),
        ("carpal tunnel syndrome", "Bilateral carpal tunnel syndrome.", "G56.03", "of an unspecified side"),
        ("twin pregnancy", "Twin pregnancy.", "O30.009", "of conjoined twins"),
    ],
)
def test_a_side_is_taken_but_nothing_claimed_for_it(said: str, sentence: str, code: str, claim: str) -> None:
    assert link(said, sentence)[0].code == code, f"coded as {claim}"


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Right hemiparesis.", "G81.91"),
        ("Left hemiparesis.", "G81.94"),
        ("Hemiparesis of the left, dominant side.", "G81.92"),
    ],
)
def test_the_right_side_is_the_dominant_one_unless_said_otherwise(sentence: str, code: str) -> None:
    """Guideline I.C.6.a."""
    assert link("hemiparesis", sentence)[0].code == code
