"""The report needs nothing but itself, shows what was measured, and lets nothing of the data run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soapstone.evaluation.calibration import calibration
from soapstone.evaluation.data import DataSet
from soapstone.evaluation.published import Fingerprint, published
from soapstone.evaluation.report import write_report
from soapstone.evaluation.run import evaluate
from soapstone.evaluation.systems import DraftedNotes, GivenNotes
from tests.evaluation.conftest import DIALOGUE, NOTE

Write = Callable[..., Path]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("report")
    rows = [
        {
            "id": f"<b>v{at}</b>",
            "dialogue": DIALOGUE,
            "note": NOTE,
            "prediction": f"{NOTE} Also takes warfarin. {at}.",
        }
        for at in range(3)
    ]
    worse = {f"<b>v{at}</b>": f"PLAN\n\nRest {at}. <script>alert(1)</script>" for at in range(3)}
    systems = [GivenNotes("ours"), GivenNotes("theirs", notes=worse), DraftedNotes("compose")]
    (folder / "visits.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    evaluate(DataSet(folder / "visits.jsonl"), systems, out=folder / "run")
    return write_report(folder / "run").read_text()


def test_the_report_fetches_nothing_and_runs_nothing(report: str) -> None:
    assert not re.findall(r"""(?:src|href)\s*=|url\(|@import|<script|<link""", report)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in report
    assert "&lt;b&gt;v0&lt;/b&gt;" in report


def test_the_report_shows_scores_with_intervals_and_paired_differences(report: str) -> None:
    assert re.search(r"<td>rouge1</td><td>.*?\d+\.\d\d <small>\d+\.\d to \d+\.\d</small>", report)
    assert "ours minus theirs" in report
    assert report.count("<svg") >= 8


def test_what_was_never_said_is_marked_in_the_item(report: str) -> None:
    assert '<mark title="not said: drug:warfarin">Also takes warfarin.</mark>' in report


def test_a_drafted_sentence_shows_its_turns(report: str) -> None:
    assert re.search(r"<span class='ref'>\d+(?:, \d+)*</span>", report)


def test_a_better_system_is_better_in_the_paired_differences(write_rows: Write, tmp_path: Path) -> None:
    rows = [{"id": at, "dialogue": DIALOGUE, "note": f"{NOTE} {at}", "prediction": NOTE} for at in range(8)]
    none = {str(at): "PLAN\n\nRest." for at in range(8)}
    table = evaluate(
        DataSet(write_rows(*rows)), [GivenNotes("ours"), GivenNotes("none", notes=none)], out=tmp_path / "run"
    )
    found = {d.metric: d for d in table.differences()}
    assert found["fact_score"].low > 0
    assert found["fact_score"].higher == 1
    assert found["omission"].high < 0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60))
def test_calibration_error_is_a_share_and_no_sentence_is_lost(pairs: list[tuple[float, bool]]) -> None:
    measured = calibration(pairs)
    assert 0 <= measured.ece <= 1
    assert sum(bin.sentences for bin in measured.bins) == len(pairs)


def test_nine_of_ten_right_at_nine_tenths_is_calibrated_and_none_right_is_not() -> None:
    assert calibration([(0.9, at > 0) for at in range(10)]).ece == pytest.approx(0)
    assert calibration([(0.9, False)] * 10).ece == pytest.approx(0.9)


@pytest.mark.data
def test_a_known_set_is_shown_beside_its_published_systems(public: Path, tmp_path: Path) -> None:
    evaluate(
        DataSet(public / "aci_bench" / "test1.jsonl"),
        [GivenNotes("silent", notes={})],
        metrics=["rouge1"],
        out=tmp_path / "run",
    )
    about = json.loads((tmp_path / "run" / "summary.json").read_text())
    known = published(about["references"])
    assert known is not None
    assert known.systems["GPT-4 zero-shot"]["rouge1"] == 51.76
    assert about["systems"]["silent"]["errors"] == 40
    assert "text-davinci-003" in write_report(tmp_path / "run").read_text()


def test_a_part_of_a_known_set_is_not_the_set() -> None:
    part = Fingerprint()
    part.add(NOTE)
    assert published(str(part)) is None
