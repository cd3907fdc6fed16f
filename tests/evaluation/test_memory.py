"""Memory does not grow with the rows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import resource, sys
from pathlib import Path
from soapstone.evaluation.data import DataSet
from soapstone.evaluation.run import evaluate
from soapstone.evaluation.systems import GivenNotes

folder = Path(sys.argv[1])
evaluate(DataSet(folder / "rows.jsonl"), [GivenNotes("given")], metrics=["words"], out=folder / "run")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def most_memory(rows: int, folder: Path) -> float:
    """Megabytes at the highest, of a process that scores so many rows."""
    folder.mkdir()
    with (folder / "rows.jsonl").open("w") as stream:
        for at in range(rows):
            text = f"the patient reports mild pain of the left knee since day {at} " * 4
            stream.write(
                json.dumps({"dialogue": f"D: {text}\nP: no", "note": text, "prediction": f"{text}."}) + "\n"
            )
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(folder)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


@pytest.mark.slow
def test_four_times_the_rows_take_the_same_memory(tmp_path: Path) -> None:
    few, many = most_memory(5_000, tmp_path / "few"), most_memory(20_000, tmp_path / "many")
    written = (tmp_path / "many" / "rows.jsonl").stat().st_size / 1e6
    assert written > 8
    assert many - few < 4
