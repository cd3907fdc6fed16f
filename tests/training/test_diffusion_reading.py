"""What the diffusion model learns of a visit's clauses: how much a note would repeat of each."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pytest

from soapstone.engines.diffusion.marks import Told


@pytest.fixture(autouse=True)
def torch_is_there(need: Callable[[object, str], None]) -> None:
    need(find_spec("torch"), "the extra [train] is not installed")


def lines(count: int) -> list[Told]:
    return [Told(1, tuple(range(1000 + at, 1003 + at))) for at in range(count)]


def test_a_model_that_gives_every_clause_its_worth_has_no_loss() -> None:
    import torch

    from soapstone.training.diffusion_model import DiffusionModel
    from soapstone.training.diffusion_reading import PER_STEP, Read, reading_loss

    model = DiffusionModel(torch.tensor([5, 6]))
    torch.nn.init.zeros_(model.worth.weight)
    model.worth.bias.data = torch.tensor([0.25, 0.75])
    right = {kind: [Read(lines(9), [0.75 if kind == "short" else 0.25] * 9)] for kind in PER_STEP}
    wrong = {kind: [Read(lines(9), [1.0] * 9)] for kind in PER_STEP}
    assert reading_loss(model, right, np.random.default_rng(0)).item() == pytest.approx(0.0, abs=1e-6)
    assert reading_loss(model, wrong, np.random.default_rng(0)).item() > 0.05


def test_a_window_is_read_alike_beside_a_longer_one() -> None:
    import torch

    from soapstone.training.diffusion_model import DiffusionModel
    from soapstone.training.diffusion_reading import guessed

    torch.manual_seed(0)
    model = DiffusionModel(torch.tensor([5, 6])).eval()
    with torch.no_grad():
        alone, beside = guessed(model, [lines(4)])[0], guessed(model, [lines(4), lines(30)])[0]
    assert torch.allclose(alone, beside, atol=0.02)
    assert alone.std() > 0.02
