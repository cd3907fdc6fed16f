"""Means, intervals and paired differences: right on what can be reckoned by hand, and where the bootstrap ends."""

from __future__ import annotations

import numpy as np
import pytest

from soapstone.evaluation import statistics
from soapstone.evaluation.statistics import Column, bootstrap, paired


def column(*values: float, weights: list[float] | None = None) -> Column:
    made = Column()
    for at, value in enumerate(values):
        made.add(at, value, weights[at] if weights else 1.0)
    return made


def test_a_share_is_the_whole_of_parts_over_the_whole_of_wholes() -> None:
    """1 of 1 and 1 of 9 sentences supported is 2 of 10."""
    score = column(100, 100 / 9, weights=[1, 9]).score()
    assert score.mean == pytest.approx(20)


def test_equal_values_leave_no_doubt() -> None:
    assert column(*[7.0] * 20).score()[:4] == pytest.approx((7, 7, 7, 20))


def test_more_notes_leave_less_doubt() -> None:
    few, many = (column(*([40, 60] * times)).score() for times in (5, 500))
    assert many.high - many.low < (few.high - few.low) / 5


def test_nineteen_of_twenty_intervals_hold_the_truth() -> None:
    random = np.random.default_rng(1)
    held = 0
    for _ in range(200):
        low, high = bootstrap(random.normal(50, 10, 40), np.ones(40), draws=400)
        held += low <= 50 <= high
    assert 0.88 < held / 200 < 0.99


def test_beyond_the_kept_rows_the_interval_goes_on_without_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    values, weights = random.normal(50, 10, 3000), random.integers(1, 9, 3000).astype(float)
    whole = column(*values, weights=list(weights)).score()
    monkeypatch.setattr(statistics, "KEPT", 1000)
    cut = column(*values, weights=list(weights)).score()
    assert cut.mean == pytest.approx(whole.mean)
    assert (cut.low, cut.high) == pytest.approx((whole.low, whole.high), abs=0.1)


def test_a_pair_is_compared_on_the_items_that_both_have() -> None:
    one, other = Column(), Column()
    for at in range(10):
        one.add(at, 60.0 + at)
    for at in range(5, 20):
        other.add(at, 50.0 + at)
    found = paired("one", "other", "rouge1", one, other)
    assert found is not None
    assert (found.mean, found.low, found.high, found.higher, found.notes) == (10, 10, 10, 1, 5)


def test_systems_without_a_common_item_are_not_compared() -> None:
    one, other = Column(), Column()
    one.add(1, 1.0)
    other.add(2, 1.0)
    assert paired("one", "other", "rouge1", one, other) is None
