"""What the ranking of codes learns from: terms of the list, looked up as if the list had never had them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from soapstone.coding.index import SAME
from soapstone.coding.ranking import FEATURES
from soapstone.coding.words import keys
from soapstone.errors import InputError
from soapstone.training.icd_lookups import (
    HALVES,
    Lookup,
    folds,
    half,
    load,
    look_up,
    look_up_unknown,
    save,
)

Need = Callable[[object, str], None]


def test_the_scored_fold_and_the_halves_are_all_terms_each_once() -> None:
    parts = [folds()[0], *(fold for number in HALVES for fold in half(number))]
    terms = [term for part in parts for term in part]
    assert len(terms) == len(set(terms)) == sum(len(fold) for fold in folds()) > 14_000


@cache
def looked_up() -> tuple[list[Lookup], list[Lookup]]:
    terms = [("Classical cholera", "A00.0"), ("Slapped cheek", "B08.3")]
    return look_up(terms), look_up_unknown(terms)


def test_a_term_is_looked_up_in_a_list_that_lacks_it() -> None:
    (cholera, _), (unknown, *_) = looked_up()
    assert cholera.table[:, FEATURES.index("similarity")].max() < SAME
    assert cholera.right.any() and "A00.0" in cholera.offered
    assert not unknown.right.any() and not any(code.startswith("A00") for code in unknown.offered)


def test_what_was_looked_up_is_read_as_it_was_written(tmp_path: Path) -> None:
    save(*looked_up(), tmp_path / "half.npz")
    for wrote, got in zip(looked_up(), load(tmp_path / "half.npz"), strict=True):
        assert [one.offered for one in got] == [one.offered for one in wrote]
        for one, other in zip(got, wrote, strict=True):
            assert (one.term, one.code) == (other.term, other.code)
            assert np.array_equal(one.table, other.table) and np.array_equal(one.right, other.right)


def test_terms_looked_up_with_other_features_are_refused(tmp_path: Path) -> None:
    known = [one._replace(table=one.table[:, 1:]) for one in looked_up()[0]]
    save(known, [], tmp_path / "half.npz")
    with pytest.raises(InputError, match="other features"):
        load(tmp_path / "half.npz")


@pytest.mark.parametrize("without", [None, 1])
def test_the_encoder_of_names_is_not_told_what_is_held_out(without: int | None, need: Need) -> None:
    need(find_spec("torch"), "the extra [train] is not installed")
    from soapstone.training.icd_encoder import names

    told = names(None, None, [], without)
    held = [folds()[0], *(half(without) if without else ())]
    words = {frozenset(keys(term)) for fold in held for term, _ in fold}
    assert not any(frozenset(keys(name)) in words for of in told.values() for name in of[1:])
    seen = sum(len(of) - 1 for of in told.values())
    assert seen > 30_000
