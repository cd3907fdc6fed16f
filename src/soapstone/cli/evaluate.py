"""`soapstone evaluate`: notes drafted from a data set's dialogues, scored against its notes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from soapstone.cli.output import AsJson, print_json, progress, reports_errors, write_output

Data = Annotated[Path, typer.Argument(metavar="DATA", help="A JSONL file with a dialogue and a note a line.")]
Template = Annotated[str, typer.Option(help="The template to fill.")]
Engine = Annotated[str, typer.Option(help="The engine to measure.")]
MemoryFolder = Annotated[Path | None, typer.Option("--memory", help="Signed notes to learn phrasing from.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Only so many items.")]
Record = Annotated[
    bool,
    typer.Option(
        "--record/--no-record", help="Give the engine the data's age, sex and name, as a record would."
    ),
]
Rows = Annotated[
    Path | None, typer.Option("--out", help="Write a line a note here (JSONL), with text and scores.")
]


@reports_errors
def evaluate(
    data: Data,
    template: Template = "outpatient",
    engine: Engine = "auto",
    memory: MemoryFolder = None,
    limit: Limit = None,
    record: Record = True,
    out: Rows = None,
    as_json: AsJson = False,
) -> None:
    """Score drafted notes: ROUGE by the published scorer, support by the dialogue, time a note."""
    from soapstone.evaluation.data import load_items
    from soapstone.evaluation.notes import evaluate as run
    from soapstone.evaluation.notes import summary
    from soapstone.scribe import Scribe

    items = load_items(data, limit)
    scribe = Scribe(template, engine, memory=memory)
    rows = list(progress(run(scribe, items, record), "Drafting and scoring", total=len(items)))
    if out is not None:
        write_output("".join(json.dumps(row._asdict(), ensure_ascii=False) + "\n" for row in rows), out)
    result = summary(rows)
    if as_json:
        print_json(result)
    else:
        _print(result)


def _print(result: dict[str, Any]) -> None:
    for kind, score in result["rouge"].items():
        low, high = score["interval"]
        print(f"{kind:<10} {score['mean']:6.2f}   95 % interval {low:.2f} to {high:.2f}")
    print(
        f"support    {100 * result['support']:6.2f}   % of {result['sentences_with_facts']} sentences with facts"
    )
    print(f"words said {100 * result['words_said']:6.2f}   % of content words occur in the dialogue")
    times = result["milliseconds"]
    print(
        f"time       {times['median']:6.0f}   ms median a note, {times['p95']:.0f} ms p95, {result['notes']} notes"
    )
