"""The codes of a note are those that a coder would give, each with the words it rests on."""

from __future__ import annotations

from soapstone.coding import code, read_and_code


def billed(text: str) -> dict[str, list[str]]:
    return {
        one.code: [text[start:end] for start, end in one.evidence] for one in code(read_and_code(text), text)
    }


def test_words_without_a_mention_are_evidence_of_what_coders_give_them() -> None:
    assert billed("The patient is an ex-smoker with atrial fibrillation.")["Z87.891"] == ["ex-smoker"]


def test_of_neighbours_for_the_same_words_only_the_likelier_is_given() -> None:
    found = billed("Type 2 diabetes mellitus.")
    assert [one for one in found if one.startswith("E11")] == ["E11.9"]


def test_a_bare_word_gives_way_to_what_says_more() -> None:
    assert "T14.90XA" not in billed("Trauma with a fracture of the left femur.")


def test_codes_are_in_order_of_their_probability() -> None:
    text = "Hypertension. Community acquired pneumonia. Fever. Weakness."
    sure = [one.confidence for one in code(read_and_code(text), text)]
    assert len(sure) > 2 and sure == sorted(sure, reverse=True)
