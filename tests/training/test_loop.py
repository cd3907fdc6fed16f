"""The training loop: resume, other settings, a loss that is no number, early stop, several devices."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from soapstone.errors import InputError, UsageError

if TYPE_CHECKING:
    import torch


@pytest.fixture(autouse=True)
def torch_is_there(need: Callable[[object, str], None]) -> None:
    need(find_spec("torch"), "the extra [train] is not installed")


def weights(work: Path) -> dict[str, torch.Tensor]:
    import torch

    found: dict[str, torch.Tensor] = torch.load(work / "checkpoint.pt", weights_only=False)["model"]
    return found


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    from soapstone.training.loop import Plan
    from tests.training.toy import train

    train(tmp_path / "whole", Plan(steps=40, checkpoint=10))
    train(tmp_path / "parts", Plan(steps=40, checkpoint=10, limit=10))
    train(tmp_path / "parts", Plan(steps=40, checkpoint=10))
    whole, parts = weights(tmp_path / "whole"), weights(tmp_path / "parts")
    assert all(whole[name].equal(parts[name]) for name in whole)


def test_other_settings_are_refused_and_named(tmp_path: Path) -> None:
    from soapstone.training.loop import Plan
    from tests.training.toy import train

    train(tmp_path, Plan(steps=40, checkpoint=10, limit=10))
    with pytest.raises(UsageError, match="other settings: steps"):
        train(tmp_path, Plan(steps=50, checkpoint=10))


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_good_checkpoint(tmp_path: Path) -> None:
    from soapstone.training.loop import Plan
    from tests.training.toy import train

    with pytest.raises(InputError, match="not a number at step 26"):
        train(tmp_path, Plan(steps=40, checkpoint=10), spoil=25)
    import torch

    kept = torch.load(tmp_path / "checkpoint.pt", weights_only=False)
    assert kept["done"] == 20 and all(value.isfinite().all() for value in kept["model"].values())


def test_it_stops_early_without_progress(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from soapstone.training.loop import Plan
    from tests.training.toy import train

    train(tmp_path, Plan(steps=1000, validate=5, patience=3), validated=1.0)
    assert '"stopped": 20' in capsys.readouterr().out


@pytest.mark.slow
def test_two_processes_learn_what_one_learns_from_both_their_parts(tmp_path: Path) -> None:
    from soapstone.training.loop import Plan
    from tests.training.toy import train

    train(tmp_path / "one", Plan(steps=20, checkpoint=10, accumulate=2))
    environment = os.environ | {
        "WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": "29517",
        "GLOO_SOCKET_IFNAME": "lo",
        "OMP_NUM_THREADS": "1",
    }
    toy = [sys.executable, "-m", "tests.training.toy", str(tmp_path / "two")]
    here = Path(__file__).parents[2]
    both = [subprocess.Popen(toy, env=environment | {"RANK": str(rank)}, cwd=here) for rank in range(2)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    one, two = weights(tmp_path / "one"), weights(tmp_path / "two")
    assert all(one[name].allclose(two[name], atol=1e-6) for name in one)
