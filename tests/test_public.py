"""What a Python user sees first: a small root, and the README's example, which runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import soapstone

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_root_is_small() -> None:
    assert soapstone.__all__ == ["Scribe", "__version__"]
    assert all(hasattr(soapstone, name) for name in soapstone.__all__)
    with pytest.raises(AttributeError):
        _ = soapstone.Scribbler


def test_the_readmes_python_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    monkeypatch.chdir(Path(__file__).parents[1])
    exec(code.replace("visit.ogg", "visit.txt"), {})
    assert "Increase lisinopril to 20 mg once a day." in capsys.readouterr().out


def test_the_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert soapstone.__version__ == version("soapstone")
