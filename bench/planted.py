"""Planted errors and who finds them: `python bench/planted.py [--data FOLDER] [--half odd] [--each] [--write FILE]`.

One error of each kind in each physician's note of ACI-Bench train and valid that has a place for it, and of the
kinds that these notes seldom have a place for, in visits of our own. A row is a kind, a column a group of
checkers: share found, and how many of how many. The last row is the share of sentences of the untouched notes
that are flagged. The checks were tuned on the even-numbered notes (--half even); the odd-numbered are the
figures to quote. `--each` gives a column a checker, `--write` saves the cases as JSONL.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

from soapstone.evaluation.data import load_items
from soapstone.evaluation.planted import measure, plant_all
from soapstone.evaluation.planted.checkers import CHECKERS, COLUMNS
from soapstone.evaluation.planted.measure import Recall
from soapstone.evaluation.planted.visits import RARE, own_visits


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--data", type=Path, default=Path(os.environ.get("SOAPSTONE_DATA", "../shared/data"))
    )
    options.add_argument("--half", choices=["even", "odd"], default="odd")
    options.add_argument("--each", action="store_true")
    options.add_argument("--write", type=Path)
    chosen = options.parse_args()
    items = [
        item
        for split in ("train", "valid")
        for item in load_items(chosen.data / "aci_bench" / f"{split}.jsonl")
    ]
    items = items[0 if chosen.half == "odd" else 1 :: 2]  # the first note is number 1
    cases = list(plant_all(items))
    own = list(plant_all(own_visits(), RARE))
    if chosen.write:
        rows = (
            {"kind": c.kind, "id": c.item.id, "dialogue": c.item.dialogue, "note": c.item.note, "planted": c.text,
             "start": c.start, "end": c.end, "before": c.before, "after": c.after}
            for c in cases + own
        )  # fmt: skip
        chosen.write.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    checkers = CHECKERS if chosen.each else COLUMNS
    begun = time.perf_counter()
    results = measure(cases, checkers)
    spent = time.perf_counter() - begun
    print(f"{len(cases)} errors in {len(items)} notes of ACI-Bench ({chosen.half}-numbered), {spent:.0f} s")
    show(results)
    print(f"\n{len(own)} errors in {len(own_visits())} visits of our own")
    show(measure(own, checkers))


def show(results: dict[str, Recall]) -> None:
    print(f"{'kind':<20}{'planted':>8}" + "".join(f"{name:>18}" for name in results))
    for kind, count in next(iter(results.values())).planted.items():
        shares = (100 * result.found.get(kind, 0) / count for result in results.values())
        print(f"{kind:<20}{count:8}" + "".join(f"{share:16.1f} %" for share in shares))
    alarms = (100 * result.alarms / result.sentences for result in results.values())
    print(f"{'true sentences':<28}" + "".join(f"{share:16.1f} %" for share in alarms))


if __name__ == "__main__":
    main()
