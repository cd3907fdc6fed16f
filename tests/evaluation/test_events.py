"""Whoever follows a run sees every row once and in order, however late he comes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

from soapstone.evaluation.data import DataSet
from soapstone.evaluation.events import Event, follow
from soapstone.evaluation.judges import Asker, Server, judge_run
from soapstone.evaluation.run import evaluate
from soapstone.evaluation.systems import GivenNotes
from tests.cli.test_evaluate import recorded
from tests.evaluation.conftest import DIALOGUE, NOTE
from tests.evaluation.judge_server import serving

Write = Callable[..., Path]


def run(write_rows: Write, out: Path, judged: bool = True) -> None:
    rows = (
        {"id": f"v{at}", "dialogue": DIALOGUE, "note": NOTE, "prediction": f"{NOTE} {at}."} for at in range(3)
    )
    evaluate(DataSet(write_rows(*rows)), [GivenNotes("given")], metrics=["words", "support"], out=out)
    if judged:
        with serving(recorded) as server:
            asker = Asker(Server(server.url, "m"))
            judge_run(out, [asker])
            asker.close()


def told(events: list[Event]) -> list[tuple[int, str, str]]:
    return [(event.number, event.kind, str(event.row.get("id", ""))) for event in events]


def test_who_comes_after_the_end_sees_partial_rows_then_complete_ones(
    write_rows: Write, tmp_path: Path
) -> None:
    run(write_rows, tmp_path / "run")
    events = list(follow(tmp_path / "run", judged=True))
    assert told(events) == [
        (1, "partial", "v0"), (2, "partial", "v1"), (3, "partial", "v2"),
        (4, "complete", "v0"), (5, "complete", "v1"), (6, "complete", "v2"), (7, "end", ""),
    ]  # fmt: skip
    assert "support" in events[0].row["scores"]
    assert "judged_content_fidelity" in events[3].row["scores"]
    assert events[6].row["systems"]["given"]["notes"] == 3


def test_who_comes_again_goes_on_after_the_last_event_seen(write_rows: Write, tmp_path: Path) -> None:
    run(write_rows, tmp_path / "run")
    whole = list(follow(tmp_path / "run", judged=True))
    for seen in range(len(whole)):
        assert list(follow(tmp_path / "run", after=seen, judged=True)) == whole[seen:]


def test_who_was_there_before_the_run_sees_it_happen(write_rows: Write, tmp_path: Path) -> None:
    seen: list[Event] = []
    reader = threading.Thread(target=lambda: seen.extend(follow(tmp_path / "run", judged=True, wait=0.01)))
    reader.start()
    run(write_rows, tmp_path / "run")
    reader.join(10)
    assert seen == list(follow(tmp_path / "run", judged=True))


def test_a_row_that_is_half_written_is_waited_for(write_rows: Write, tmp_path: Path) -> None:
    run(write_rows, tmp_path / "run", judged=False)
    results, summary = tmp_path / "run" / "results.jsonl", tmp_path / "run" / "summary.json"
    whole, done = results.read_bytes(), summary.read_bytes()
    results.write_bytes(whole[:-20])
    summary.unlink()

    def finish(_: float) -> None:
        results.write_bytes(whole)
        summary.write_bytes(done)

    assert [event.number for event in follow(tmp_path / "run", sleep=finish)] == [1, 2, 3, 4]


def test_an_event_is_a_line_without_clinical_text(write_rows: Write, tmp_path: Path) -> None:
    run(write_rows, tmp_path / "run", judged=False)
    first = next(follow(tmp_path / "run")).line()
    assert first.endswith("\n")
    assert (json.loads(first)["seq"], json.loads(first)["event"]) == (1, "partial")
    assert "penicillin" not in first.lower()
