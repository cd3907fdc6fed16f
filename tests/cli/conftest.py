"""Commands run as a user runs them: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `soapstone` with arguments in an empty folder; settings are given as keywords."""
    program = Path(sys.executable).with_name("soapstone")
    here = tmp_path / "here"
    here.mkdir()

    def soapstone(*arguments: object, **settings: object) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SOAPSTONE_")}
        environment |= {f"SOAPSTONE_{name.upper()}": str(value) for name, value in settings.items()}
        command = [str(program), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, cwd=here, env=environment, timeout=300)

    return soapstone
