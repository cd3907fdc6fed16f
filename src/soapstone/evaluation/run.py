"""`evaluate(...)`: a data set and one or more systems in, a table of scores out, everything kept on the way."""

from __future__ import annotations

import hashlib
import itertools
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from soapstone import __version__
from soapstone.evaluation.data import DataSet
from soapstone.evaluation.facts import VERSION
from soapstone.evaluation.ledger import Ledger, read_raw, write_whole
from soapstone.evaluation.metrics import Metric, chosen
from soapstone.evaluation.published import Fingerprint
from soapstone.evaluation.rows import Store
from soapstone.evaluation.runner import Task, Work, run
from soapstone.evaluation.sources import data_files
from soapstone.evaluation.summary import Table, tabulate
from soapstone.evaluation.systems import System

SUMMARY = "summary.json"


class Progress(NamedTuple):
    """How far a run is: rows done of this run's `rows`, and how many of them failed."""

    rows: int
    errors: int


def evaluate(
    data: DataSet,
    systems: Sequence[System],
    *,
    metrics: Iterable[str] | None = None,
    out: Path | None = None,
    resume: bool = False,
    workers: int = 1,
    store: Store = "both",
    settings: dict[str, Any] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Table:
    """Score every item with every system.

    With `out` the rows go to results.jsonl there as they come, then summary.json is written; `resume`
    goes on where a killed run stopped. `settings` are further options that must not change between.
    Errors: InputError for unreadable data, OutputError for the folder, UsageError for unknown names.
    """
    named = chosen(metrics)
    if out is None:
        with tempfile.TemporaryDirectory(prefix="soapstone-") as folder:
            return _run(data, systems, named, Path(folder), False, workers, store, {}, on_progress)
    about = {**described(data), "systems": [s.name for s in systems], "metrics": [m.name for m in named]}
    about |= {"store": store, **(settings or {})}
    references = Fingerprint()
    table = _run(data, systems, named, out, resume, workers, store, about, on_progress, references)
    document = {**about, "references": str(references), **table.document()}
    write_whole(out / SUMMARY, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return table


def _run(
    data: DataSet,
    systems: Sequence[System],
    metrics: list[Metric],
    out: Path,
    resume: bool,
    workers: int,
    store: Store,
    about: dict[str, Any],
    on_progress: Callable[[Progress], None] | None,
    references: Fingerprint | None = None,
) -> Table:
    errors = 0
    with Ledger(out, about, resume=resume) as ledger:
        tasks = itertools.islice(_tasks(data, systems, ledger, references), ledger.rows, None)
        for row in run(tasks, Work(systems, metrics, store), workers):
            ledger.append(row.line())
            errors += bool(row.error)
            if on_progress:
                on_progress(Progress(ledger.rows, errors))
    return tabulate(read_raw(ledger.file))


def _tasks(
    data: DataSet, systems: Sequence[System], ledger: Ledger, references: Fingerprint | None
) -> Iterator[Task]:
    """Every item for every system. On resume the skipped ones are noted as seen under their own number again."""
    for item in data:
        if references and item.note:
            references.add(item.note)
        for at, system in enumerate(systems):
            first = None if item.error else ledger.first_of(system.name, item.digest, item.number)
            yield Task(item, at, first if first != item.number else None)


def described(data: DataSet) -> dict[str, Any]:
    """What makes a run repeatable: version, data with its hash, fields, lexicon."""
    digest = hashlib.sha256()
    for file in data_files(data.path):
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return {
        "soapstone": __version__,
        "fact_lexicon": VERSION,
        "data": data.path.name,
        "data_sha256": digest.hexdigest(),
        "fields": data.fields.model_dump(mode="json", exclude_none=True),
        "split": data.split,
        "limit": data.limit,
    }
