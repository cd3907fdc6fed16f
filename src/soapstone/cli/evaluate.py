"""`soapstone evaluate`: notes drafted from a data set's dialogues, or notes in it, scored against references."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soapstone.cli.output import AsJson, print_json, progress_bar, reports_errors

if TYPE_CHECKING:
    from soapstone.evaluation.data import DataSet
    from soapstone.evaluation.run import Progress as Done
    from soapstone.evaluation.summary import Table
    from soapstone.evaluation.systems import System

Data = Annotated[
    Path,
    typer.Argument(
        metavar="DATA",
        help="JSONL, JSON, CSV, Parquet, a folder of them, or a Hugging Face data set, by folder or name.",
    ),
]
Engines = Annotated[str, typer.Option("--engine", help="Engines to measure, with commas between.")]
Metrics = Annotated[str | None, typer.Option(help="Only these metrics, with commas between.")]
Template = Annotated[str, typer.Option(help="The template to fill.")]
ScoreOnly = Annotated[
    bool, typer.Option("--score-only", help="Draft nothing: score the notes that are there.")
]
Reference = Annotated[
    Path | None, typer.Option(help="The notes of DATA are scored against this file's, joined by id.")
]
Notes = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME=FILE", help="Score this file's notes too, joined by id. May be repeated."),
]
MemoryFolder = Annotated[Path | None, typer.Option("--memory", help="Signed notes to learn phrasing from.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Only so many items.")]
Split = Annotated[str | None, typer.Option(help="Only the items of this split.")]
Record = Annotated[
    bool,
    typer.Option(
        "--record/--no-record", help="Give the engine the data's age, sex and name, as a record would."
    ),
]
Out = Annotated[
    Path | None, typer.Option(help="Write results.jsonl, summary.json and report.html into this folder.")
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with the run that stopped in the --out folder.")
]
Workers = Annotated[int, typer.Option(min=1, help="Processes. Times a note are fair with one.")]
Stored = Annotated[str, typer.Option("--store", help="Keep in results.jsonl: both, notes or evaluations.")]
AsParquet = Annotated[
    bool, typer.Option("--parquet", help="Write results.parquet into the --out folder too.")
]
Judges = Annotated[
    list[str] | None,
    typer.Option("--judge", metavar="MODEL", help="Let this model judge the notes too. May be repeated."),
]
ModeOption = Annotated[
    str | None,
    typer.Option(
        "--mode",
        help="deterministic (without --judge), judged (with it), or comprehensive: judges, checks and metrics in one score.",
    ),
]
Spend = Annotated[float | None, typer.Option(help="Stop judging once so much was spent (with --price).")]
Prices = Annotated[
    str | None, typer.Option(metavar="IN,OUT", help="Price of a million tokens asked and answered.")
]
Field = Annotated[str | None, typer.Option(help="The field that holds it, if the guess shown is wrong.")]


@reports_errors
def evaluate(
    data: Data,
    template: Template = "outpatient",
    engine: Engines = "auto",
    metrics: Metrics = None,
    score_only: ScoreOnly = False,
    reference: Reference = None,
    notes: Notes = None,
    memory: MemoryFolder = None,
    limit: Limit = None,
    split: Split = None,
    record: Record = True,
    dialogue_field: Field = None,
    note_field: Field = None,
    candidate_field: Field = None,
    id_field: Field = None,
    section_field: Field = None,
    out: Out = None,
    resume: Resume = False,
    workers: Workers = 1,
    store: Stored = "both",
    parquet: AsParquet = False,
    judge: Judges = None,
    mode: ModeOption = None,
    budget: Spend = None,
    price: Prices = None,
    as_json: AsJson = False,
) -> None:
    """Score notes: ROUGE by the published scorer, facts, support by the dialogue, form, time a note."""
    from soapstone.errors import UsageError
    from soapstone.evaluation.data import DataSet
    from soapstone.evaluation.metrics.overall import WEIGHTS
    from soapstone.evaluation.parquet import write_parquet
    from soapstone.evaluation.report import write_report
    from soapstone.evaluation.run import evaluate as run
    from soapstone.evaluation.sources import require_pyarrow

    if store not in ("both", "notes", "evaluations"):
        raise UsageError(f"unknown store {store!r}.", fix="Choose both, notes or evaluations.")
    if judge and (out is None or store != "both"):
        raise UsageError(
            "judges read the notes of a run.", fix="Give its folder with --out, and keep --store both."
        )
    chosen_mode = mode or ("judged" if judge else "deterministic")
    if chosen_mode not in WEIGHTS:
        raise UsageError(f"unknown mode {mode!r}.", fix=f"Choose among: {', '.join(WEIGHTS)}.")
    if bool(judge) == (chosen_mode == "deterministic"):
        raise UsageError(
            f"the mode {chosen_mode} and --judge do not go together.", fix="Judged modes need --judge MODEL."
        )
    if parquet and out is None:
        raise UsageError("--parquet needs a folder to write into.", fix="Give it with --out.")
    if parquet:
        require_pyarrow()
    if resume and out is None:
        raise UsageError("--resume needs the folder of the run.", fix="Give it with --out.")
    given = {
        "dialogue": dialogue_field,
        "note": note_field,
        "candidate": candidate_field,
        "id": id_field,
        "section": section_field,
    }
    items = DataSet(data, given, split=split, limit=limit, reference=reference)
    print(f"fields: {items.fields.shown()}", file=sys.stderr)
    engines = [] if score_only or reference else [name.strip() for name in engine.split(",")]
    systems = _systems(items, engines, template, memory, record, notes or [])
    settings = {"template": template, "record": record, "memory": str(memory) if memory else None}
    with _bar(items, len(systems)) as on_progress:
        table = run(
            items,
            systems,
            metrics=_metrics(metrics, chosen_mode),
            out=out,
            resume=resume,
            workers=workers,
            store=store,  # type: ignore[arg-type]
            settings=settings,
            on_progress=on_progress,
        )
    if out is not None:
        print(f"report: {write_report(out)}", file=sys.stderr)
    if out is not None and parquet:
        print(f"rows: {write_parquet(out, table.metrics)}", file=sys.stderr)
    scored = sum(counts["notes"] for counts in table.counts.values())
    judged = _judged(out, judge, chosen_mode, scored, budget, price) if judge and out else None
    if judged is not None and out is not None:
        write_report(out)
    if as_json:
        print_json(table.document() | ({"judged": judged.document()} if judged else {}))
        return
    _print(table)
    if judged is not None:
        print("judged:")
        _print(judged)


def _metrics(named: str | None, mode: str) -> list[str]:
    """The metrics that were named; without, the usual ones, and in the comprehensive mode the checks too."""
    from soapstone.evaluation.metrics import METRICS

    if named:
        return [name.strip() for name in named.split(",")]
    checked = {"medical_correctness"} if mode == "comprehensive" else set()
    return [name for name, metric in METRICS.items() if metric.usual or name in checked]


def _judged(
    folder: Path, models: list[str], mode: str, notes: int, limit: float | None, price: str | None
) -> Table:
    """Judge a finished run; what it cost goes to stderr."""
    from soapstone.errors import UsageError
    from soapstone.evaluation.judges import Asker, Budget, Cache, Price, Server, judge_run
    from soapstone.settings import settings

    known = settings()
    if known.judge_url is None:
        raise UsageError(
            "no server is set to judge.", fix="Set SOAPSTONE_JUDGE_URL to its base URL, ending in /v1."
        )
    try:
        prices = Price(*(float(part) for part in price.split(","))) if price else Price()
    except (ValueError, TypeError) as error:
        raise UsageError(f"--price {price} is not two numbers.", fix="Give it as 0.5,1.5.") from error
    budget = Budget(prices, limit)
    cache = Cache(folder / "answers.sqlite")
    askers = [
        Asker(
            Server(known.judge_url, model, known.judge_key, known.judge_timeout), budget=budget, cache=cache
        )
        for model in models
    ]
    try:
        with progress_bar("Judging", notes) as advance:
            done = itertools.count(1)
            return judge_run(folder, askers, mode=mode, on_row=lambda _: advance(next(done)))  # type: ignore[arg-type]
    finally:
        tokens = budget.prompt_tokens + budget.answer_tokens
        print(f"judges: {tokens} tokens, cost {budget.cost:.4f}", file=sys.stderr)
        for asker in askers:
            asker.close()
        cache.close()


def _systems(
    items: DataSet,
    engines: list[str],
    template: str,
    memory: Path | None,
    record: bool,
    notes: list[str],
) -> list[System]:
    from soapstone.engines.router import BEST
    from soapstone.errors import UsageError
    from soapstone.evaluation.fields import require_dialogue
    from soapstone.evaluation.systems import DraftedNotes, GivenNotes, notes_of

    systems: list[System] = []
    for name in engines:
        require_dialogue(items.fields, items.columns, str(items.path))
        systems.append(
            DraftedNotes(BEST if name == "auto" else name, template, memory=memory, record=record).ready()
        )
    if not engines and items.fields.candidate:
        systems.append(GivenNotes(items.path.stem, template))
    for pair in notes:
        name, equals, file = pair.partition("=")
        if not equals:
            raise UsageError(f"--notes {pair} names no file.", fix="Give it as NAME=FILE.")
        systems.append(GivenNotes(name, template, notes=notes_of(Path(file))))
    if not systems:
        raise UsageError(
            "there is no note to score.",
            where=str(items.path),
            fix="Name the field with --candidate-field, give --reference FILE (then the data's own notes are "
            "scored), or --notes NAME=FILE.",
        )
    return systems


@contextmanager
def _bar(items: DataSet, systems: int) -> Iterator[Callable[[Done], None] | None]:
    """A bar with rate, errors and time left; nothing where stderr is no terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("Scoring"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:.1f} notes/s, {task.fields[errors]} errors"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=items.count() * systems, rate=0.0, errors=0)
        first: list[tuple[float, int]] = []

        def advance(done: Done) -> None:
            first.append((time.monotonic(), done.rows)) if not first else None
            spent = time.monotonic() - first[0][0]
            rate = (done.rows - first[0][1]) / spent if spent else 0.0
            bar.update(task, completed=done.rows, rate=rate, errors=done.errors)

        yield advance


def _print(table: Table) -> None:
    for system in table.systems:
        counts = table.counts[system]
        print(
            f"{system}: {counts['notes']} notes, {counts['errors']} errors, {counts['duplicates']} duplicates"
        )
        for name in table.metrics:
            if name in table.columns.get(system, {}):
                score = table.score(system, name)
                print(f"  {name:<17}{score.mean:8.2f}   95 % interval {score.low:.2f} to {score.high:.2f}")
        if "milliseconds" in table.columns.get(system, {}):
            score = table.score(system, "milliseconds")
            print(f"  {'time':<17}{score.median:8.0f}   ms median a note, {score.p95:.0f} ms p95")
    differences = [d for d in table.differences() if d.low > 0 or d.high < 0]
    if differences:
        print("differences on the same items whose interval leaves out 0:")
    for d in differences:
        print(f"  {d.metric:<17}{d.mean:+8.2f}   {d.one} against {d.other}, {d.low:+.2f} to {d.high:+.2f}")
    for error, count in table.errors.items():
        print(f"{count} x {error}", file=sys.stderr)
