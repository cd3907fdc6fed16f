"""BERTScore with the real encoder: like meaning counts, and the vectors are those of the reference implementation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from soapstone.evaluation.data import Item
from soapstone.evaluation.encoder import NAME, WINDOW, Encoder, encoder
from soapstone.evaluation.metrics import METRICS, Pair
from tests.asr.conftest import fetched

pytestmark = pytest.mark.model
NOTE = "The patient denies chest pain; lisinopril 20 mg daily."


@pytest.fixture(scope="module")
def minilm(need: Callable[[object, str], None]) -> Encoder:
    fetched(NAME, need)
    return encoder()


def score(note: str, reference: str = NOTE) -> float | None:
    value = METRICS["bertscore"].score(Pair(Item(1, "v1", "", reference, note), note))
    assert value is None or isinstance(value, float)
    return value


def test_the_vectors_are_those_that_torch_computes_of_the_same_weights(minilm: Encoder) -> None:
    tokenizer = minilm.tokenizer
    vectors = minilm._forward(np.array(tokenizer.encode(NOTE).ids))
    assert vectors.shape == (len(tokenizer.encode(NOTE).ids), 384)
    assert vectors[0, :4] == pytest.approx([0.13428648, 0.49116588, -0.10689194, 0.2885817], abs=1e-4)


def test_the_same_note_scores_100_and_no_note_has_no_score(minilm: Encoder) -> None:
    assert score(NOTE) == pytest.approx(100, abs=0.01)
    assert score("") is None


def test_other_words_of_like_meaning_score_above_other_content(minilm: Encoder) -> None:
    alike = score("He reports no pain in the chest and takes 20 mg of lisinopril every day.")
    other = score("The left ankle was fractured in a fall; a cast was applied.")
    assert alike is not None
    assert other is not None
    assert alike > other + 10


def test_a_long_note_is_read_in_windows_to_its_end(minilm: Encoder) -> None:
    vectors = minilm("cough " * (2 * WINDOW + 7))
    assert vectors.shape == (2 * WINDOW + 7, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)
