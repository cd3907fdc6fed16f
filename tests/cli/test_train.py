"""`soapstone train` and `soapstone export` refuse what cannot be, and say why."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "aci_bench").mkdir(parents=True)
    (folder / "aci_bench" / "train.jsonl").write_text("", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def torch_is_there(need: Callable[[object, str], None]) -> None:
    need(find_spec("torch"), "the extra [train] is not installed")


@pytest.mark.parametrize("model", ["diffusion", "baseline"])
def test_data_that_is_not_there_is_named(run: Run, model: str, tmp_path: Path) -> None:
    result = run("train", model, "--data", tmp_path / "absent", "--work", tmp_path / "work")
    assert result.returncode == 3 and "aci_bench/train.jsonl" in result.stderr


def test_a_run_is_not_gone_on_with_by_mistake(run: Run, data: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    result = run("train", "diffusion", "--data", data, "--work", work, "--resume")
    assert result.returncode == 2 and "no run to go on with" in result.stderr
    work.mkdir()
    (work / "checkpoint.pt").write_bytes(b"")
    result = run("train", "diffusion", "--data", data, "--work", work)
    assert result.returncode == 2 and "--resume" in result.stderr


def test_an_export_of_nothing_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("export", tmp_path / "model.pt", "-o", tmp_path / "onnx")
    assert result.returncode == 3 and "model.pt" in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["export", "{file}", "-o", "{file}.d"],
        ["train", "diffusion", "--data", "{data}", "--work", "{file}.w"],
    ],
)
def test_without_torch_the_extra_is_named(command: list[str], data: Path, tmp_path: Path) -> None:
    file = tmp_path / "model.pt"
    file.write_bytes(b"")
    arguments = [part.format(file=file, data=data) for part in command]
    program = (
        "import sys; sys.modules['torch'] = None; "
        f"sys.argv = ['soapstone', *{arguments!r}]; from soapstone.cli import main; main()"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert result.returncode == 6 and "soapstone[train]" in result.stderr
