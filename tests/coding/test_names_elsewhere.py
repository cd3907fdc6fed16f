"""Codes are found by names that the tabular list has not: those of ontologies of diseases, and those of ICD-9-CM."""

from __future__ import annotations

import pytest

from soapstone.coding.link import link
from soapstone.coding.phrases import phrases, synonyms, tabular_phrases
from soapstone.coding.table import exists
from soapstone.coding.words import keys, named_thing


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Verneuil disease", "L73.2"),
        ("fox den disease", "L73.2"),
        ("Wolf-Hirschhorn syndrome", "Q93.3"),
        ("NF1", "Q85.01"),
        ("Laron dwarfism", "E34.321"),
        ("hypertrophy of adenoids alone", "J35.2"),
        ("thoracic aneurysm, ruptured", "I71.10"),
    ],
)
def test_a_disease_is_coded_by_its_other_name(name: str, code: str) -> None:
    first = link(name)[0]
    assert first.code == code and first.confidence > 0.5


@pytest.mark.parametrize(
    ("said", "code", "contrary"),
    [
        ("severe atrophy of the edentulous mandible", "K08.23", "K08.26"),
        ("tyrosinase negative albinism", "E70.320", "E70.321"),
        ("fracture of the distal end of the left humerus", "S42.402A", "S42.202A"),
        ("chronic kidney disease, not acute", "N18.9", "N17.9"),
    ],
)
def test_what_a_word_excludes_is_not_coded_first(said: str, code: str, contrary: str) -> None:
    codes = [one.code for one in link(said)]
    assert codes[0] == code and contrary not in codes[:1]


@pytest.mark.parametrize(
    ("with_letter", "without"),
    [("hepatitis A", "hepatitis"), ("Morquio syndrome A", "Morquio syndrome"), ("stage 2A", "stage 2")],
)
def test_the_letter_a_tells_a_disease_apart(with_letter: str, without: str) -> None:
    assert keys(with_letter) != keys(without)


@pytest.mark.parametrize(
    "text", ["a fracture", "A fracture", "history of a fracture", "HISTORY OF A FRACTURE"]
)
def test_the_article_a_says_nothing(text: str) -> None:
    assert keys(text) == keys(text.lower().replace("a fracture", "fracture"))


def test_every_name_elsewhere_has_a_code_of_the_release() -> None:
    names = [*synonyms("ontology"), *synonyms("former")]
    assert len(names) > 20_000
    assert all(exists(name.code) for name in names)


def test_what_the_tabular_list_names_is_left_to_it() -> None:
    known = {named_thing(phrase.text) for phrase in tabular_phrases()}
    others = [phrase for phrase in phrases() if phrase.kind in ("ontology", "former")]
    assert others and not any(named_thing(phrase.text) in known for phrase in others)


def test_a_term_that_the_tabular_list_lacks_is_named_by_the_ontology_that_has_it() -> None:
    held = frozenset({("Christmas disease", "D67")})
    kinds = {phrase.kind for phrase in phrases(held) if phrase.text.lower() == "christmas disease"}
    assert "term" not in kinds and "ontology" in kinds


@pytest.mark.parametrize(
    ("said", "description"),
    [
        ("distal radius fracture", "fracture of the lower end of"),
        ("proximal humerus fracture", "fracture of upper end of"),
        ("left distal radius fracture", "lower end of left radius"),
    ],
)
def test_the_end_of_a_bone_is_as_clinicians_say_it(said: str, description: str) -> None:
    assert description in link(said)[0].description


@pytest.mark.parametrize(
    ("said", "never"),
    [
        ("distal radius fracture", "Smith's"),  # that MeSH names beside it
        ("lung injury", "unspecified injuries of lung with"),
        ("humerus fracture", "transverse"),
        ("hip dislocation", "subluxation"),
    ],
)
def test_no_more_is_coded_than_what_was_said(said: str, never: str) -> None:
    assert never not in link(said)[0].description


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("type 1 diabetes mellitus", "E10.9"),
        ("gastroenteritis", "K52.9"),  # an Excludes note has the same words for an allergic one
        ("stage 3 CKD", "N18.30"),
        ("asthma", "J45.909"),
        ("BPH", "N40.0"),
    ],
)
def test_what_is_said_every_day_has_the_code_of_every_day(said: str, code: str) -> None:
    assert link(said)[0].code == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("thyroid disease", "E07.9"),
        ("thyroiditis", "E06.9"),
        ("vaginal disease", "N89.9"),
        ("prostate disease", "N42.9"),
        ("prostatitis", "N41.9"),
        ("hepatitis", "K75.9"),
        ("liver disease", "K76.9"),
        ("brain disease", "G93.9"),
        ("brain swelling", "G93.6"),
    ],
)
def test_a_disease_of_an_organ_is_no_inflammation_or_growth_of_it(said: str, code: str) -> None:
    assert link(said)[0].code == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("vestibular schwannoma", "D33.3"),  # neurofibromatosis in a thesaurus
        ("aortic regurgitation", "I35.1"),  # rheumatic in a thesaurus
        ("pituitary tumor", "D49.7"),  # malignant in a thesaurus
        ("Kartagener syndrome", "Q89.3"),
        ("radial nerve palsy", "G56.3"),
    ],
)
def test_what_a_thesaurus_misplaces_has_the_code_of_the_list(said: str, code: str) -> None:
    assert link(said)[0].code.startswith(code)
