"""Speed and memory of the evaluation: `python bench/evaluation_speed.py [--rows 100000] [--data FOLDER] [--plot FILE]`.

Notes a second with all deterministic metrics on two processes (real visits, dialogue included); the
runner's own cost a row; memory and the share of errors over many synthetic rows, memory read on the way.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from pathlib import Path

from soapstone.evaluation.data import DataSet
from soapstone.evaluation.report import svg
from soapstone.evaluation.run import Progress, evaluate
from soapstone.evaluation.systems import GivenNotes

WORDS = "patient reports denies pain fever cough knee left right mild daily week since of the and no with on".split()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument(
        "--data", type=Path, default=Path(os.environ.get("SOAPSTONE_DATA", "../shared/data"))
    )
    options.add_argument("--plot", type=Path, help="draw the memory over the rows into this SVG file")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if chosen.data.is_dir():
            notes_a_second(chosen.data, Path(folder))
        many_rows(chosen.rows, Path(folder), chosen.plot)


def notes_a_second(data: Path, folder: Path) -> None:
    """Six published systems' notes of ACI-Bench test 1, each four times with a word changed."""
    baselines = sorted((data / "aci_bench" / "published_baselines").glob("*.jsonl"))
    rows = [
        row._asdict() | {"metadata": "", "patient": "", "error": ""}
        for file in baselines
        for row in DataSet(file, reference=data / "aci_bench" / "test1.jsonl")
    ]
    keep = ("dialogue", "note", "candidate")
    lines = [
        json.dumps({key: row[key] for key in keep} | {"candidate": f"{row['candidate']} {at}"})
        for at in range(4)
        for row in rows
    ]
    (folder / "published.jsonl").write_text("\n".join(lines))
    for workers in (1, 2):
        moments: list[tuple[float, float]] = []
        evaluate(
            DataSet(folder / "published.jsonl"),
            [GivenNotes("given")],
            out=folder / f"speed{workers}",
            workers=workers,
            on_progress=lambda _, moments=moments: moments.append((time.perf_counter(), time.process_time())),  # type: ignore[misc]
        )
        (begun, cpu_begun), (ended, cpu_ended) = moments[100], moments[-1]  # workers start, lexicons are read
        rate = (len(moments) - 100) / (ended - begun)
        print(f"all metrics, {workers} process(es): {rate:.0f} notes a second, {len(moments)} notes")
        if workers == 1:
            print(
                f"    {1000 * (cpu_ended - cpu_begun) / (len(moments) - 100):.1f} ms of a core's time a note"
            )


def many_rows(count: int, folder: Path, plot: Path | None = None) -> None:
    """Rows of a few words scored by the word count alone: what is left is the runner."""
    file = folder / "many.jsonl"
    random.seed(0)
    with file.open("w") as stream:
        for at in range(count):
            text = " ".join(random.choices(WORDS, k=30))
            row: dict[str, object] = {"id": str(at), "dialogue": f"D: {text}\nP: no {at}", "note": text}
            if at % 5000 == 77:
                row["prediction"] = None  # 0.02 % of bad rows: they must stay their own
            else:
                row["prediction"] = f"{text} {at}"
            stream.write(json.dumps(row) + "\n")
    memory: list[tuple[int, float]] = []

    def watch(done: Progress) -> None:
        if done.rows % max(count // 100, 1) == 0:
            memory.append((done.rows, resident()))

    begun = time.perf_counter()
    table = evaluate(
        DataSet(file), [GivenNotes("given")], metrics=["words"], out=folder / "many", on_progress=watch
    )
    spent = time.perf_counter() - begun
    counts = table.counts["given"]
    print(
        f"{count} rows in {spent:.0f} s: {1000 * spent / count:.3f} ms a row, words counted and summary included"
    )
    share = 100 * counts["errors"] / count
    print(f"rows with an error {share:.3f} % (0.020 % were made bad), rows lost {count - counts['rows']}")
    print("resident memory, MB: " + ", ".join(f"{rows}: {size:.0f}" for rows, size in memory[9::10]))
    if plot:
        drawing = svg.curve(f"Memory over {count:,} rows", memory, "MB")
        plot.write_text(drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def resident() -> float:
    """Megabytes of this process in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
