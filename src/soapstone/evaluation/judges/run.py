"""Judging a finished run: the deterministic rows are there already, the judged ones follow."""

from __future__ import annotations

import itertools
import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from soapstone.errors import InputError
from soapstone.evaluation.data import Item
from soapstone.evaluation.judges.ask import Asker
from soapstone.evaluation.judges.panel import JUDGES, Judge, judge
from soapstone.evaluation.ledger import RESULTS, Ledger, read_raw, write_whole
from soapstone.evaluation.metrics import Pair
from soapstone.evaluation.metrics.overall import Mode, weighted
from soapstone.evaluation.rows import Row
from soapstone.evaluation.run import SUMMARY
from soapstone.evaluation.summary import Table, tabulate

JUDGED = "judged"
"""The folder within a run's folder that holds the judged rows."""


def judge_run(
    folder: Path,
    askers: Sequence[Asker],
    judges: Sequence[str] = tuple(JUDGES),
    *,
    mode: Mode = "judged",
    threads: int = 4,
    on_row: Callable[[Row], None] | None = None,
) -> Table:
    """Judge every note of a run's results and write judged/results.jsonl beside them; goes on where it stopped.

    Scores are named "judged_" + the judge; a row whose judge failed carries the deterministic stand-in and
    says so in its metadata. "overall_" + the mode weighs the judged scores, and in the comprehensive mode the
    deterministic ones of the row too. BudgetSpentError stops the run, its rows kept.
    """
    chosen = [JUDGES[name] for name in judges]
    settings = {"models": [asker.model for asker in askers], "judges": list(judges), "mode": mode}
    target = folder / JUDGED
    with (
        Ledger(target, settings, resume=(target / "run.json").exists()) as ledger,
        ThreadPoolExecutor(threads) as pool,
    ):
        rows = itertools.islice(_with_note(folder / RESULTS), ledger.rows, None)
        for row in _in_order(rows, lambda row: _judged(row, chosen, askers, mode), pool, 2 * threads):
            ledger.append(row.line())
            if on_row:
                on_row(row)
    table = tabulate(read_raw(ledger.file))
    write_whole(
        target / SUMMARY, json.dumps({**settings, **table.document()}, ensure_ascii=False, indent=2) + "\n"
    )
    return table


def _with_note(results: Path) -> Iterator[dict[str, Any]]:
    for row in read_raw(results):
        if row.get("duplicate_of") is None and not row.get("error"):
            if "note" not in row:
                raise InputError(
                    "the run kept no notes.",
                    where=str(results),
                    fix="Run soapstone evaluate with --store both.",
                )
            yield row


def _in_order(
    rows: Iterator[dict[str, Any]],
    work: Callable[[dict[str, Any]], Row],
    pool: ThreadPoolExecutor,
    ahead: int,
) -> Iterator[Row]:
    waiting: deque[Future[Row]] = deque()
    try:
        for row in rows:
            waiting.append(pool.submit(work, row))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _judged(row: dict[str, Any], judges: Sequence[Judge], askers: Sequence[Asker], mode: Mode) -> Row:
    item = Item(row["number"], row["id"], row.get("dialogue", ""), row.get("reference", ""))
    pair = Pair(item, row["note"])
    scores: dict[str, float] = {}
    about: dict[str, str] = {}
    for asked in judges:
        verdict = judge(asked, askers, pair)
        if verdict.score is not None:
            scores[f"judged_{asked.name}"] = round(verdict.score, 4)
        if verdict.fallback:
            about[f"{asked.name}_fallback"] = verdict.fallback
        else:
            scores[f"{asked.name}_agreement"] = round(100 * verdict.agreement, 4)
            about[f"{asked.name}_remarks"] = "\n".join(verdict.remarks)
    overall = weighted({**row.get("scores", {}), **scores}, mode)
    if overall is not None:
        scores[f"overall_{mode}"] = round(overall, 4)
    return Row(
        number=row["number"],
        id=row["id"],
        system=row["system"],
        digest=row["digest"],
        scores=scores,
        metadata={name: text for name, text in about.items() if text},
    )
