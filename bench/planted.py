"""Planted errors and who finds them: `python bench/planted.py [--data FOLDER] [--split valid] [--json] [--write FILE]`.

One error of each kind in each physician's note of ACI-Bench that has a place for it. A row is a kind,
a column a checker: share found. The last row is the share of sentences of the untouched notes that are
flagged. `--write` saves the cases as JSONL.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

from soapstone.evaluation.data import load_items
from soapstone.evaluation.planted import measure, plant_all


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--data", type=Path, default=Path(os.environ.get("SOAPSTONE_DATA", "../shared/data"))
    )
    options.add_argument("--split", choices=["train", "valid"], nargs="+", default=["train", "valid"])
    options.add_argument("--json", action="store_true")
    options.add_argument("--write", type=Path)
    chosen = options.parse_args()
    items = [
        item for split in chosen.split for item in load_items(chosen.data / "aci_bench" / f"{split}.jsonl")
    ]
    cases = list(plant_all(items))
    if chosen.write:
        rows = (
            {"kind": c.kind, "id": c.item.id, "dialogue": c.item.dialogue, "note": c.item.note, "planted": c.text,
             "start": c.start, "end": c.end, "before": c.before, "after": c.after}
            for c in cases
        )  # fmt: skip
        chosen.write.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    begun = time.perf_counter()
    results = measure(cases)
    spent = time.perf_counter() - begun
    if chosen.json:
        print(json.dumps({name: result._asdict() for name, result in results.items()}, indent=2))
        return
    print(f"{len(cases)} errors in {len(items)} notes, {spent:.0f} s")
    print(f"{'kind':<20}{'planted':>8}" + "".join(f"{name:>12}" for name in results))
    for kind, count in next(iter(results.values())).planted.items():
        shares = (100 * result.found.get(kind, 0) / count for result in results.values())
        print(f"{kind:<20}{count:8}" + "".join(f"{share:10.1f} %" for share in shares))
    alarms = (100 * result.alarms / result.sentences for result in results.values())
    print(f"{'false alarms':<28}" + "".join(f"{share:10.1f} %" for share in alarms) + "  of all sentences")


if __name__ == "__main__":
    main()
