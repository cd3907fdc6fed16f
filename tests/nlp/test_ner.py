"""The entity model reads texts of any length without losing or doubling an entity at a seam."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soapstone.errors import ModelError
from soapstone.nlp.ner import WINDOW, Ner, _windows, ner
from soapstone.nlp.ner_decode import best_path, bio_labels, mentions
from soapstone.nlp.ner_words import read_words

Need = Callable[[object, str], None]


@pytest.fixture(name="model", scope="module")
def shipped(need: Need) -> Ner:
    model = ner()
    need(model is not None, "no entity model is shipped")
    assert model is not None
    return model


def test_five_types_make_eleven_labels() -> None:
    assert len(bio_labels(("DIAGNOSIS", "PROCEDURE", "MEDICATION", "ANATOMY", "TEST"))) == 11


def test_inside_never_follows_outside() -> None:
    scores = np.log(np.array([[0.6, 0.3, 0.1], [0.1, 0.2, 0.7], [0.9, 0.05, 0.05]], dtype=np.float32))
    assert best_path(scores) == [1, 2, 0]
    assert mentions([1, 2, 0, 1, 1]) == [(0, 2, 0), (3, 4, 0), (4, 5, 0)]
    assert best_path(np.zeros((0, 3), dtype=np.float32)) == []


@given(st.lists(st.lists(st.floats(-8, 0, width=32), min_size=5, max_size=5), min_size=1, max_size=4))
def test_no_allowed_path_is_better_than_the_best(rows: list[list[float]]) -> None:
    def allowed(path: tuple[int, ...]) -> bool:
        return all(
            label in (0, 1, 3) or before in (label - 1, label) for before, label in pairwise((0, *path))
        )

    scores = np.array(rows, dtype=np.float32)
    best = best_path(scores)
    assert allowed(tuple(best))
    total = {
        path: sum(scores[at, label] for at, label in enumerate(path))
        for path in product(range(5), repeat=len(rows))
    }
    most = max(value for path, value in total.items() if allowed(path))
    assert total[tuple(best)] == pytest.approx(most, abs=1e-3)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["fever", "5-fluorouracil", ".", "é", "x" * 300, "\n\n", "a"]), max_size=700))
def test_windows_hold_every_word_and_none_is_too_long(words: list[str]) -> None:
    model = ner()
    if model is None:
        pytest.skip("no entity model is shipped")
    text = " ".join(words)
    read = read_words(text, model.tokenizer)
    windows = list(_windows(read, text)) if len(read.spans) else []
    assert {word for start, end in windows for word in range(start, end)} == set(range(len(read.spans)))
    sizes = [int(read.first[end] - read.first[start]) for start, end in windows]
    assert all(size <= WINDOW or end - start == 1 for size, (start, end) in zip(sizes, windows, strict=True))


def test_a_long_note_has_the_entities_of_its_sentences(model: Ner) -> None:
    sentence = "The patient was treated with vancomycin for pneumonia. "
    found = model.find(sentence * 200)
    assert sum(mention.type == "MEDICATION" for mention in found) == 200
    assert all((sentence * 200)[m.start : m.end].lower() in sentence.lower() for m in found)


def test_a_sentence_longer_than_a_window_loses_nothing_at_its_seams(model: Ner) -> None:
    text = "Allergies to " + ", ".join(["penicillin and vancomycin"] * 120)
    found = model.find(text)
    assert len({(m.start, m.end) for m in found}) == len(found)
    assert sum("penicillin" in text[m.start : m.end] for m in found) >= 118


def test_text_before_a_note_moves_its_entities_and_no_more(model: Ner) -> None:
    note = "He has pneumonia and takes warfarin.\n\nA biopsy of the liver was done."
    plain = [(m.start, m.end, m.type) for m in model.find(note)]
    head = "Seen in clinic today.\n\n"
    moved = [(m.start - len(head), m.end - len(head), m.type) for m in model.find(head + note)]
    assert [m for m in moved if m[0] >= 0] == plain


def test_a_damaged_model_is_reported_with_what_to_do(tmp_path: Path) -> None:
    for name in ("heads.json", "tokenizer.json", "model.onnx"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(ModelError, match="Install soapstone again"):
        Ner(tmp_path)


def test_training_without_torch_names_the_extra() -> None:
    program = "import sys; sys.modules['torch'] = None; import soapstone.training.ner"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode and "MissingExtraError" in run.stderr and "soapstone[train]" in run.stderr
