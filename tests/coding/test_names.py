"""Names of conditions are known by their meaning, where they share no word with the table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from soapstone.coding.link import meanings
from soapstone.coding.names import CodeVectors, Meanings, encoder, load_vectors
from soapstone.coding.shipped import index
from soapstone.errors import ModelError


def likeness(one: str, other: str) -> float:
    vectors = encoder()([one, other])
    return float(vectors[0] @ vectors[1])


@pytest.mark.parametrize(
    ("term", "same", "another"),
    [
        ("baldness", "alopecia", "blindness"),
        ("difficulty swallowing", "dysphagia", "dysphonia"),
        ("lockjaw", "tetanus", "jaw pain"),
        ("lazy eye", "amblyopia", "dry eye"),
        ("kidney stone", "nephrolithiasis", "gallstone"),
        ("shingles", "herpes zoster", "ringworm"),
        ("whooping cough", "pertussis", "chronic cough"),
    ],
)
def test_a_condition_is_nearer_its_other_name_than_one_that_sounds_alike(
    term: str, same: str, another: str
) -> None:
    assert likeness(term, same) > likeness(term, another)


def test_a_term_means_the_same_alone_and_among_others() -> None:
    alone = encoder()(["chest pain"])[0]
    among = encoder()(["chest pain", "pressure ulcer of the left heel, stage 3, with exposed fat"])[0]
    assert float(alone @ among) > 0.99


def test_terms_mean_the_same_in_whatever_order_they_are_asked_for() -> None:
    terms = ["chest pain", "renal colic", "lazy eye", "water on the brain", "whooping cough", "hypertensions"]
    one, other = (Meanings(meanings().of) for _ in range(2))
    one.read(terms)
    other.read(terms[::-1])
    assert all((one[term].vector == other[term].vector).all() for term in terms)


def test_every_phrase_of_the_index_has_a_vector_of_unit_length() -> None:
    vectors = meanings().of.vectors
    assert len(vectors) == len(index().code_of)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=0.03)


def test_the_codes_of_the_nearest_names_come_each_once() -> None:
    names = np.eye(4, dtype=np.float32)[[0, 0, 1, 2]]
    described = np.array([False, True, True, True])
    of = CodeVectors(names, np.array([0, 0, 1, 2], dtype=np.int32), described, ["I10", "J45.909", "E11.9"])
    [near] = of.nearest(np.array([[0.9, 0.4, 0, 0]], dtype=np.float32), limit=1)
    assert near == ("I10",)
    best, average, description = of.alike(np.array([0, 0.5, 0, 0], dtype=np.float32), ["J45.909", "Z99"]).T
    assert best.tolist() == average.tolist() == description.tolist() == [0.5, 0.0]


def test_damaged_vectors_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "names.npz").write_bytes(b"not an archive")
    with pytest.raises(ModelError, match="damaged"):
        load_vectors(tmp_path / "names.npz")
