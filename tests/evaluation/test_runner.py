"""A run loses nothing and repeats nothing: failing items, dying workers, kill -9, a full disk."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from soapstone.errors import OutputError, UsageError
from soapstone.evaluation.data import DataSet, Item
from soapstone.evaluation.ledger import Ledger
from soapstone.evaluation.metrics import chosen
from soapstone.evaluation.parquet import write_parquet
from soapstone.evaluation.run import evaluate
from soapstone.evaluation.runner import DIED, Task, Work, run
from soapstone.evaluation.systems import GivenNotes
from tests.evaluation.conftest import DIALOGUE, NOTE
from tests.evaluation.strange_metrics import KILLS, NO_NUMBER, STUMBLES

Write = Callable[..., Path]
GIVEN = GivenNotes("given")


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]


def visit(at: int, note: str = NOTE) -> dict[str, object]:
    return {"id": f"v{at}", "dialogue": DIALOGUE, "note": NOTE, "prediction": f"{note} Visit {at}."}


def task(at: int, note: str) -> Task:
    return Task(Item(at, f"v{at}", DIALOGUE, NOTE, note), 0)


def test_a_failing_metric_is_its_rows_error_and_tells_no_clinical_text() -> None:
    tasks = [task(1, "fine"), task(2, "stumble over chlamydia"), task(3, "fine too")]
    rows = list(run(tasks, Work([GIVEN], [STUMBLES, *chosen(["words"])])))
    assert [row.scores for row in rows] == [
        {"stumbles": 1, "words": 1},
        {"words": 3},
        {"stumbles": 1, "words": 2},
    ]
    assert rows[1].error.startswith("metric stumbles: ValueError at strange_metrics.py")
    assert "chlamydia" not in rows[1].error


def test_a_metric_that_gives_no_number_is_an_error_and_no_score() -> None:
    row = next(iter(run([task(1, "fine")], Work([GIVEN], [NO_NUMBER]))))
    assert (row.scores, row.error) == ({}, "metric no_number: gave no finite number")


def test_half_a_character_in_an_id_stops_nothing(write_rows: Write, tmp_path: Path) -> None:
    table = evaluate(DataSet(write_rows({**visit(1), "id": "\ud800"})), [GIVEN], out=tmp_path / "run")
    assert table.counts["given"]["notes"] == 1
    assert rows_of(tmp_path / "run")[0]["id"] == "?"


def test_a_worker_that_dies_costs_only_the_item_that_killed_it() -> None:
    tasks = [task(at, "kill" if at == 5 else f"note {at}") for at in range(1, 12)]
    rows = list(run(tasks, Work([GIVEN], [KILLS]), workers=2))
    assert [row.number for row in rows] == list(range(1, 12))
    assert [row.error for row in rows if row.error] == [DIED]
    assert rows[4].error == DIED


def test_several_workers_give_the_rows_of_one_in_the_same_order(write_rows: Write, tmp_path: Path) -> None:
    data = DataSet(write_rows(*map(visit, range(90))))
    for workers in (1, 3):
        evaluate(data, [GIVEN], metrics=["words", "rouge1"], out=tmp_path / str(workers), workers=workers)
    assert rows_of(tmp_path / "1") == rows_of(tmp_path / "3")
    assert [row["id"] for row in rows_of(tmp_path / "1")] == [f"v{at}" for at in range(90)]


def test_the_same_content_is_scored_once_and_counts_once(write_rows: Write, tmp_path: Path) -> None:
    twice = {**visit(1), "id": "again"}
    table = evaluate(DataSet(write_rows(visit(1), visit(2), twice)), [GIVEN], out=tmp_path / "run")
    assert table.counts["given"] == {"rows": 3, "notes": 2, "errors": 0, "duplicates": 1}
    assert rows_of(tmp_path / "run")[2]["duplicate_of"] == 1


def test_the_same_id_with_other_content_is_two_items(write_rows: Write) -> None:
    table = evaluate(DataSet(write_rows(visit(1), {**visit(2), "id": "v1"})), [GIVEN], metrics=["words"])
    assert table.score("given", "words").notes == 2


def test_bad_rows_are_counted_and_left_out_of_the_means(write_rows: Write) -> None:
    table = evaluate(DataSet(write_rows(visit(1), {"id": "v2", "dialogue": 5}, visit(3))), [GIVEN])
    assert table.counts["given"]["errors"] == 1
    assert table.score("given", "rouge1").notes == 2
    assert list(table.errors) == ["the field 'dialogue' holds a number, not text"]


@pytest.mark.parametrize(("store", "texts", "scores"), [("notes", True, False), ("evaluations", False, True)])
def test_notes_or_evaluations_can_be_stored_alone(
    store: Any, texts: bool, scores: bool, write_rows: Write, tmp_path: Path
) -> None:
    evaluate(DataSet(write_rows(visit(1))), [GIVEN], out=tmp_path / "run", store=store)
    row = rows_of(tmp_path / "run")[0]
    assert ("note" in row, "dialogue" in row, "scores" in row) == (texts, texts, scores)


def test_a_folder_with_another_run_is_not_touched(write_rows: Write, tmp_path: Path) -> None:
    data = DataSet(write_rows(visit(1)))
    evaluate(data, [GIVEN], out=tmp_path / "run")
    before = (tmp_path / "run" / "results.jsonl").read_bytes()
    with pytest.raises(OutputError, match="holds another run"):
        evaluate(data, [GIVEN], out=tmp_path / "run")
    assert (tmp_path / "run" / "results.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"metrics": ["words"]}, "metrics was"),
        ({"store": "notes"}, "store was 'both' and is now 'notes'"),
        ({"settings": {"template": "ed"}}, "template was None and is now 'ed'"),
    ],
)
def test_other_settings_with_resume_are_refused_and_told(
    change: dict[str, Any], told: str, write_rows: Write, tmp_path: Path
) -> None:
    data = DataSet(write_rows(visit(1)))
    evaluate(data, [GIVEN], out=tmp_path / "run")
    with pytest.raises(UsageError, match=told):
        evaluate(data, [GIVEN], out=tmp_path / "run", resume=True, **change)


def test_changed_data_with_resume_is_refused(write_rows: Write, tmp_path: Path) -> None:
    evaluate(DataSet(write_rows(visit(1))), [GIVEN], out=tmp_path / "run")
    with pytest.raises(UsageError, match="data_sha256 was"):
        evaluate(DataSet(write_rows(visit(1), visit(2))), [GIVEN], out=tmp_path / "run", resume=True)


def test_a_torn_last_line_is_cut_off_and_done_again(write_rows: Write, tmp_path: Path) -> None:
    data = DataSet(write_rows(*map(visit, range(5))))
    evaluate(data, [GIVEN], out=tmp_path / "run", metrics=["words"])
    whole = (tmp_path / "run" / "results.jsonl").read_bytes()
    (tmp_path / "run" / "results.jsonl").write_bytes(whole[: len(whole) // 2])
    evaluate(data, [GIVEN], out=tmp_path / "run", metrics=["words"], resume=True)
    assert (tmp_path / "run" / "results.jsonl").read_bytes() == whole


def test_the_rows_of_a_run_are_a_table_that_can_be_queried(write_rows: Write, tmp_path: Path) -> None:
    twice = {**visit(1), "id": "again"}
    table = evaluate(DataSet(write_rows(visit(1), visit(2), twice)), [GIVEN], out=tmp_path / "run")
    rows = parquet.read_table(write_parquet(tmp_path / "run", table.metrics)).to_pylist()
    assert [row["id"] for row in rows] == ["v1", "v2", "again"]
    assert [row["duplicate_of"] for row in rows] == [None, None, 1]
    assert rows[0]["rouge1"] == rows_of(tmp_path / "run")[0]["scores"]["rouge1"]
    assert rows[2]["rouge1"] is None


def test_two_runs_at_once_in_one_folder_are_refused(tmp_path: Path) -> None:
    with Ledger(tmp_path, {}), pytest.raises(OutputError, match="another process is writing here"):
        Ledger(tmp_path, {}, resume=True)


RUN = """
import resource, sys
from pathlib import Path
from soapstone.errors import SoapstoneError
from soapstone.evaluation.data import DataSet
from soapstone.evaluation.parquet import write_parquet
from soapstone.evaluation.run import evaluate
from soapstone.evaluation.systems import GivenNotes

if __name__ == "__main__":
    data, out, workers, limit = sys.argv[1:]
    if int(limit):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    try:
        evaluate(DataSet(Path(data)), [GivenNotes("given")], metrics=["words", "rouge1", "rougeLsum"],
                 out=Path(out), workers=int(workers), resume=True)
    except SoapstoneError as error:
        sys.exit(str(error))
"""


def start(script: Path, data: Path, out: Path, workers: int = 1, limit: int = 0) -> subprocess.Popen[str]:
    script.write_text(RUN)
    command = [sys.executable, str(script), str(data), str(out), str(workers), str(limit)]
    with script.with_suffix(".stderr").open("w") as errors:
        return subprocess.Popen(command, stderr=errors, text=True, start_new_session=True)


@pytest.mark.parametrize("workers", [1, 2])
def test_ten_kills_lose_and_repeat_nothing(workers: int, write_rows: Write, tmp_path: Path) -> None:
    data = write_rows(*(visit(at % 1900) for at in range(2000)))
    evaluate(DataSet(data), [GIVEN], metrics=["words", "rouge1", "rougeLsum"], out=tmp_path / "whole")
    results, kills = tmp_path / "killed" / "results.jsonl", 0
    while kills < 10:
        size = results.stat().st_size if results.exists() else 0
        process = start(tmp_path / "run.py", data, tmp_path / "killed", workers)
        deadline = time.monotonic() + 30
        while process.poll() is None and time.monotonic() < deadline:
            if results.exists() and results.stat().st_size > size + 20_000 * (1 + kills % 3):
                break
            time.sleep(0.002)
        assert process.poll() is None, "the run ended before it could be killed"
        subprocess.run(["kill", "-9", "--", f"-{process.pid}"], check=True)
        assert process.wait() == -signal.SIGKILL
        kills += 1
    finished = start(tmp_path / "run.py", data, tmp_path / "killed", workers)
    assert finished.wait(60) == 0
    assert results.read_bytes() == (tmp_path / "whole" / "results.jsonl").read_bytes()
    killed, whole = (json.loads((tmp_path / run / "summary.json").read_text()) for run in ("killed", "whole"))
    assert killed == whole


def test_a_full_disk_in_mid_run_keeps_the_rows_and_resume_goes_on(write_rows: Write, tmp_path: Path) -> None:
    data = write_rows(*map(visit, range(60)))
    stopped = start(tmp_path / "run.py", data, tmp_path / "run", limit=40_000)
    assert stopped.wait(60) == 1
    message = (tmp_path / "run.stderr").read_text()
    assert "cannot be written" in message
    assert "--resume" in message
    assert 0 < (tmp_path / "run" / "results.jsonl").stat().st_size <= 40_000
    assert start(tmp_path / "run.py", data, tmp_path / "run").wait(60) == 0
    assert [row["id"] for row in rows_of(tmp_path / "run")] == [f"v{at}" for at in range(60)]
