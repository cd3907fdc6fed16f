"""The arithmetic of masked diffusion against its closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapstone.engines.diffusion.pieces import MASK
from soapstone.engines.diffusion.schedule import corrupt, draw_times, loss_weight, stays_masked


def test_the_worked_example_of_the_loss() -> None:
    loss = loss_weight(0.5, 4) * (-math.log(0.85) - math.log(0.70))
    assert loss == pytest.approx(0.260, abs=0.0005)


def test_each_open_token_is_masked_with_probability_t() -> None:
    chance = np.random.default_rng(1)
    tokens = np.full(200_000, 7)
    for time in (0.1, 0.5, 0.9):
        masked = corrupt(tokens, np.ones(len(tokens), dtype=bool), time, chance) == MASK
        assert masked.mean() == pytest.approx(time, abs=0.005)


def test_the_reverse_step_leaves_the_marginal_of_the_earlier_time() -> None:
    chance = np.random.default_rng(2)
    masked = chance.random(200_000) < 0.8
    for later, earlier in ((0.8, 0.5), (0.5, 0.2), (0.2, 0.05)):
        masked &= chance.random(len(masked)) < stays_masked(later, earlier)
        assert masked.mean() == pytest.approx(earlier, abs=0.005)


def test_the_expected_loss_does_not_depend_on_the_time() -> None:
    chance = np.random.default_rng(3)
    tokens, open_places = np.full(50, 7), np.ones(50, dtype=bool)
    means = [
        np.mean(
            [
                (corrupt(tokens, open_places, t, chance) == MASK).sum() * loss_weight(t, 50)
                for _ in range(4000)
            ]
        )
        for t in (0.1, 0.4, 1.0)
    ]
    assert means == pytest.approx([1.0, 1.0, 1.0], abs=0.02)


@given(
    st.lists(st.tuples(st.integers(200, 30_000), st.booleans()), min_size=1, max_size=40),
    st.floats(0.02, 1.0),
    st.integers(0, 2**32 - 1),
)
def test_a_locked_token_is_never_masked(tokens: list[tuple[int, bool]], time: float, seed: int) -> None:
    ids = np.array([token for token, _ in tokens])
    open_places = np.array([is_open for _, is_open in tokens])
    masked = corrupt(ids, open_places, time, np.random.default_rng(seed))
    assert (masked[~open_places] == ids[~open_places]).all()


def test_times_lie_between_two_hundredths_and_one() -> None:
    times = np.concatenate([draw_times(16, np.random.default_rng(seed)) for seed in range(200)])
    assert times.min() >= 0.02 and times.max() <= 1.0 and times.mean() == pytest.approx(0.51, abs=0.005)


def test_the_times_of_a_batch_are_spread() -> None:
    times = np.sort(draw_times(16, np.random.default_rng(4)))
    assert np.diff(times) == pytest.approx(np.full(15, 0.98 / 16), abs=1e-5)
