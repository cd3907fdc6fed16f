"""An entity's confidence is lowered to what it is worth, and keeps its order."""

from __future__ import annotations

import itertools

import pytest

from soapstone.nlp.confidence import Platt, calibrated


def test_the_encoder_is_surer_than_it_is_right() -> None:
    assert all(calibrated()(share) < share for share in (0.5, 0.6, 0.7, 0.8, 0.9, 0.99))


def test_a_surer_entity_stays_surer() -> None:
    worth = [calibrated()(step / 100) for step in range(101)]
    assert all(before <= after for before, after in itertools.pairwise(worth))
    assert worth[0] > 0 and worth[-1] < 1


@pytest.mark.parametrize("share", [0.01, 0.3, 0.8])
def test_slope_one_and_no_offset_change_nothing(share: float) -> None:
    assert Platt(1.0, 0.0)(share) == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_the_encoders_confidence_can_be_had_again(share: float) -> None:
    assert calibrated().undone(calibrated()(share)) == pytest.approx(share, abs=1e-3)
