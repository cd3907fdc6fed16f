"""`soapstone propagate` as a clinician calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from soapstone.notes import render
from tests.cli.conftest import Run
from tests.propagation.notes import KNEE, note_of


@pytest.fixture
def note(tmp_path: Path) -> Path:
    file = tmp_path / "note.json"
    file.write_text(render(note_of(KNEE), "json"), encoding="utf-8")
    return file


@pytest.fixture
def edit(tmp_path: Path) -> Path:
    file = tmp_path / "assessment.txt"
    file.write_text("Osteoarthritis of the left knee.\n", encoding="utf-8")
    return file


def test_it_shows_what_follows_with_its_reason_and_writes_nothing(run: Run, note: Path, edit: Path) -> None:
    before = note.read_bytes()
    result = run("propagate", note, "--edit", f"assessment={edit}", "--to", "plan,exam")
    assert result.returncode == 0, result.stderr
    assert "- X-ray of the right knee." in result.stdout and "+ X-ray of the left knee." in result.stdout
    assert "because the assessment now says" in result.stdout
    assert note.read_bytes() == before and list(note.parent.glob("*.json")) == [note]


def test_only_what_is_accepted_is_written(run: Run, note: Path, edit: Path, tmp_path: Path) -> None:
    output = tmp_path / "after.json"
    result = run(
        "propagate",
        note,
        "--edit",
        f"assessment={edit}",
        "--to",
        "plan,exam",
        "--accept",
        "exam",
        "-o",
        output,
    )
    assert result.returncode == 0, result.stderr
    sections = json.loads(output.read_text(encoding="utf-8"))["sections"]
    assert sections["exam"] == "Effusion of the left knee."
    assert sections["plan"] == KNEE["plan"] and sections["assessment"] == "Osteoarthritis of the left knee."


def test_evidence_is_shown_from_the_visit(run: Run, note: Path, edit: Path, tmp_path: Path) -> None:
    visit = tmp_path / "visit.txt"
    visit.write_text("Clinician: Which knee is it?\nPatient: My left knee hurts.\n", encoding="utf-8")
    result = run("propagate", note, "--edit", f"assessment={edit}", "--to", "plan", "--transcript", visit)
    assert "said in turn" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--edit", "assessment", "--to", "plan"), 2, "names no section and file"),
        (("--edit", "labs={edit}", "--to", "plan"), 2, "labs"),
        (("--edit", "assessment={edit}", "--to", "labs"), 2, "labs"),
        (("--edit", "assessment=absent.txt", "--to", "plan"), 3, "absent.txt"),
        (("--edit", "assessment={edit}", "--to", "plan", "--accept", "hpi"), 2, "nothing was proposed"),
    ],
)
def test_a_wrong_call_says_what_to_do(
    run: Run, note: Path, edit: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    result = run("propagate", note, *(argument.format(edit=edit) for argument in arguments))
    assert result.returncode == code and says in result.stderr


def test_a_note_that_cannot_be_read_is_named(run: Run, edit: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"sections": ', encoding="utf-8")
    result = run("propagate", broken, "--edit", f"assessment={edit}", "--to", "plan")
    assert result.returncode == 3 and "broken.json" in result.stderr and "not valid JSON" in result.stderr
