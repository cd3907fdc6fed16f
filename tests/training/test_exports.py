"""A model that was shipped can be read back: to be trained on, or written again."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from soapstone.sessions import open_session


@pytest.fixture(autouse=True)
def torch_is_there(need: Callable[[object, str], None]) -> None:
    need(find_spec("torch"), "the extra [train] is not installed")


def test_what_is_exported_gives_what_the_model_gives_and_does_not_see_what_is_masked(tmp_path: Path) -> None:
    import torch

    from tests.training.toy_encoder import ToyEncoder, export

    model = ToyEncoder(seed=0)
    session = open_session(export(model, tmp_path / "model.onnx"))
    ids, other = np.arange(14).reshape(2, 7), np.arange(14).reshape(2, 7)
    other[1, 4:] = 3
    mask = np.array([[1.0] * 7, [1.0] * 4 + [0.0] * 3], dtype=np.float32)
    expected = model(torch.tensor(ids), torch.tensor(mask)).detach().numpy()
    (states,), (again,) = (session.run(None, {"ids": one, "mask": mask}) for one in (ids, other))
    assert np.abs(states - expected).mean() < 0.05
    assert np.allclose(states[1, :4], again[1, :4], atol=0.1)


def test_an_export_is_read_back_and_written_again_as_it_was(tmp_path: Path) -> None:
    from soapstone.training.exports import take_export
    from tests.training.toy_encoder import ToyEncoder, export

    model, again = ToyEncoder(seed=0), ToyEncoder(seed=1)
    file = export(model, tmp_path / "model.onnx")
    assert take_export(again, [file]) == set()
    for name, value in model.state_dict().items():
        assert (value - again.state_dict()[name]).abs().max() <= value.abs().max() / 100
    assert export(again, tmp_path / "again.onnx").read_bytes() == file.read_bytes()
