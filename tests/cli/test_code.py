"""`soapstone code` as a coder calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from soapstone.cli import app

run = CliRunner().invoke
NOTE = "Denies fever. Has pneumonia <b>& asthma</b>.\r\n"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    file = tmp_path / "note.txt"
    file.write_bytes(NOTE.encode())
    return file


def test_the_note_is_shown_with_its_entities_and_codes(note: Path) -> None:
    result = run(app, ["code", str(note)])
    assert result.exit_code == 0
    assert "[fever | diagnosis, negated]" in result.stdout and "[pneumonia | diagnosis]" in result.stdout
    assert "J18.9" in result.stdout and "R50.9" not in result.stdout


def test_json_is_the_contract_of_predict(note: Path) -> None:
    document = json.loads(run(app, ["code", str(note), "--type", "progress_note", "--json"]).stdout)
    assert document["note_type"] == "progress_note"
    assert document["entities"][0]["is_negated"] is True
    assert all(NOTE[e["start_char"] : e["end_char"]] == e["text"] for e in document["entities"])


def test_html_is_one_page_in_which_the_note_is_escaped(note: Path, tmp_path: Path) -> None:
    page = tmp_path / "note.html"
    assert run(app, ["code", str(note), "--format", "html", "-o", str(page)]).exit_code == 0
    html = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;" in html and "<b>" not in html and '<mark class="DIAGNOSIS negated"' in html


def test_standard_input_is_read() -> None:
    assert "J18.9" in run(app, ["code", "-"], input="Has pneumonia.").stdout


def test_a_missing_or_empty_note_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("  \n")
    for file in (empty, tmp_path / "none.txt"):
        result = run(app, ["code", str(file), "--json"])
        assert result.exit_code == 3 and result.stdout == ""
        assert json.loads(result.stderr)["error"] == "input"


def test_an_unknown_type_is_refused(note: Path) -> None:
    assert run(app, ["code", str(note), "--type", "poem"]).exit_code == 2
