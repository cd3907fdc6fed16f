"""What patients say is known for what it is, and everyday words that only look like it are not."""

from __future__ import annotations

import re

import pytest

from soapstone.nlp.concepts import (
    find_concepts,
    spelled_out,
    with_clinical_names,
)
from soapstone.nlp.said import Said, facts
from soapstone.nlp.stems import content_stems
from soapstone.resources import read_table


def names(said: str) -> list[str]:
    return [mention.concept.name for mention in find_concepts(said)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("my eyes are really itchy", "itchy eyes"),
        ("his voice is going", "hoarseness"),
        ("I get up three times a night to pee", "nocturia"),
        ("there's a whistling when she breathes", "wheezing"),
        ("any knocks to the head", "head injury"),
        ("my urine has been kind of pink", "hematuria"),
        ("I can't put any weight on it", "inability to bear weight"),
        ("her eye was crusted shut", "eye discharge"),
        ("has anyone at home been sick", "sick contacts"),
        ("I need to sleep on three pillows", "orthopnea"),
        ("are you seeing double", "double vision"),
        ("swelling of your lips or tongue", "lip or tongue swelling"),
        ("I wake up drenched", "night sweats"),
    ],
)
def test_what_a_patient_says_is_known(said: str, meant: str) -> None:
    assert names(said) == [meant]


@pytest.mark.parametrize(
    ("said", "not_meant"),
    [
        ("my sugars have been low", "depression"),
        ("I ran out of my pills", "diarrhea"),
        ("he takes off his wedding ring", "tinnitus"),
        ("we like to sit in the wind", "shortness of breath"),
        ("I have irritable bowel syndrome", "fussiness"),
        ("let me back up a bit", "constipation"),
        ("I forgot the name of the pill", "memory loss"),
        ("he drains the pool in the fall", "recent falls"),
        ("I am so cold", "upper respiratory infection"),
    ],
)
def test_everyday_words_are_no_symptoms(said: str, not_meant: str) -> None:
    assert not_meant not in names(said)


def test_a_pattern_is_spelled_out_with_every_form_of_to_be() -> None:
    forms = set(spelled_out("neck <be> {sore|stiff}"))
    assert {("neck", "is", "sore"), ("neck", "has", "been", "stiff"), ("neck", "feel", "sore")} <= forms
    assert set(spelled_out("{|very} {a|b} c")) == {("b", "c"), ("c",)}  # articles and "very" do not count


def test_the_lay_lexicon_is_sound() -> None:
    rows = read_table("lexicons/lay.tsv")[1:]
    assert [row for row in rows if len(row) != 4 or not row[3]] == []
    clinical = {row[0] for row in read_table("lexicons/concepts.tsv")[1:]}
    for name, group, patterns, _ in rows:
        assert bool(group) is (name not in clinical), (
            f"{name}: only a concept of this file has its group here"
        )
        for pattern in patterns.split("; "):
            assert re.fullmatch(r"(?:[^{}]|\{[^{}]*\})+", pattern), pattern
            assert all(spelled_out(pattern)), f"{pattern} may be nothing but articles"


def test_an_illness_gets_its_clinical_name_and_its_qualifiers_stay() -> None:
    assert with_clinical_names("chest cold") == "bronchitis"
    assert with_clinical_names("gout") == "gout"
    assert with_clinical_names("viral pink eye") == "viral conjunctivitis"
    assert (
        with_clinical_names("Her father had clogged heart arteries.")
        == "Her father had coronary artery disease."
    )


def test_the_clinical_name_is_supported_by_the_lay_words() -> None:
    said = Said("It looks like you have a chest cold.")
    assert said.missing(facts("Bronchitis.")) == set()
    assert content_stems("Bronchitis.") - said.stems  # by what it means, not by its letters
