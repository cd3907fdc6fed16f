"""`soapstone simulate`."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run


def test_visits_are_written_as_json_lines(run: Run, tmp_path: Path) -> None:
    done = run("simulate", "--visits", 4, "--template", "ed", "--seed", 7, "-o", tmp_path / "out")

    assert done.returncode == 0
    assert done.stdout == f"4 visits in {tmp_path / 'out' / 'visits.jsonl'}\n"
    rows = [json.loads(line) for line in (tmp_path / "out" / "visits.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == [f"ed-7-{number:06}" for number in range(4)]
    assert {
        "patient",
        "dialogue",
        "spoken",
        "note",
        "sections",
        "entities",
        "evidence",
        "phi",
        "facts",
    } <= set(rows[0])


def test_the_summary_may_be_json(run: Run, tmp_path: Path) -> None:
    done = run("simulate", "-n", 1, "--held-out", "-o", tmp_path, "--json")

    told = json.loads(done.stdout)
    assert told["visits"] == 1
    assert told["held_out"] is True
    assert Path(told["file"]).exists()


def test_variants_are_planted_on_request(run: Run, tmp_path: Path) -> None:
    run("simulate", "-n", 3, "--variants", "drug,side", "-o", tmp_path)

    rows = [json.loads(line) for line in (tmp_path / "visits.jsonl").read_text().splitlines()]
    assert all("variants" in row for row in rows)


def test_the_shipped_data_are_checked(run: Run) -> None:
    done = run("simulate", "--check")

    assert done.returncode == 0
    assert done.stdout.endswith("all sound.\n")


def test_a_file_with_a_mistake_fails_the_check_and_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('name = "hiccups"\n')

    done = run("simulate", "--check", tmp_path / "own.toml")

    assert done.returncode == 3
    assert "own.toml" in done.stderr
    assert "where" in done.stderr
    assert done.stdout == ""


def test_without_a_folder_the_command_says_what_is_missing(run: Run) -> None:
    done = run("simulate", "-n", 1)

    assert done.returncode == 2
    assert "-o DIR" in done.stderr


def test_an_unknown_kind_of_variant_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    done = run("simulate", "-n", 1, "--variants", "typo", "-o", tmp_path)

    assert done.returncode == 2
    assert "'typo'" in done.stderr
