"""`soapstone icd` as a coder calls it."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from soapstone.cli import app

run = CliRunner().invoke


def test_a_search_lists_billable_codes_best_first() -> None:
    result = run(app, ["icd", "search", "left", "knee", "pain"])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].startswith("M25.562")
    found = json.loads(run(app, ["icd", "search", "left knee pain", "--json"]).stdout)
    assert found[0]["code"] == "M25.562" and found[0]["description"] == "Pain in left knee"


def test_a_search_without_result_says_so() -> None:
    assert "No code has words of" in run(app, ["icd", "search", "xqzt"]).stdout


def test_a_code_is_shown_with_its_notes_children_and_7th_characters() -> None:
    shown = run(app, ["icd", "show", "e11"]).stdout
    assert "Type 2 diabetes mellitus" in shown and "not billable" in shown
    assert "type 1 diabetes mellitus (E10.-)" in shown and "E11.9 " in shown
    fracture = json.loads(run(app, ["icd", "show", "S72.001", "--json"]).stdout)
    assert {"character": "A", "meaning": "initial encounter for closed fracture"} in fracture["sevenths"]
    assert fracture["children"][0]["code"] == "S72.001A"


def test_an_unknown_code_names_the_nearest_and_leaves_stdout_empty() -> None:
    result = run(app, ["icd", "show", "E11.99", "--json"])
    assert result.exit_code == 2 and result.stdout == ""
    assert "E11.9" in json.loads(result.stderr)["fix"]
