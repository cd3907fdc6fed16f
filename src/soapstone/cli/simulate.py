"""`soapstone simulate`: visits whose truth is known, for training and tests."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from soapstone.cli.output import AsJson, print_json, progress, reports_errors


@reports_errors
def simulate(
    complaints: Annotated[
        list[Path] | None,
        typer.Argument(help="With --check: complaint files of your own.", metavar="[FILE]..."),
    ] = None,
    visits: Annotated[int, typer.Option("--visits", "-n", min=1, help="How many visits.")] = 100,
    template: Annotated[str, typer.Option("--template", "-t", help="The note's template.")] = "soap",
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same visits.")] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write DIR/visits.jsonl.", metavar="DIR")
    ] = None,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="Conditions and wordings that training never sees.")
    ] = False,
    variants: Annotated[
        str | None,
        typer.Option(
            "--variants", help="Plant errors or edits: kinds separated by commas, or all.", metavar="KIND,..."
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Check the data files and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Simulated visits: patient, dialogue, note, entities, evidence, identifiers and the truth behind them.

    Example: soapstone simulate --visits 1000 --template ed --seed 7 -o visits/
    """
    if check or complaints:
        _check(complaints or [], as_json)
        return
    from soapstone.errors import UsageError
    from soapstone.simulate.plant import kinds_of
    from soapstone.simulate.run import simulate as run
    from soapstone.simulate.run import write_rows

    if output is None:
        raise UsageError("no folder is given.", fix="Say where to write: -o DIR.")
    rows = run(visits, template, seed, held_out=held_out, variants=kinds_of(variants))
    file = write_rows(progress(rows, "Simulating", total=visits), output)
    if as_json:
        print_json(
            {"file": str(file), "visits": visits, "template": template, "seed": seed, "held_out": held_out}
        )
    else:
        print(f"{visits} visits in {file}")


def _check(complaints: list[Path], as_json: bool) -> None:
    from soapstone.errors import InputError
    from soapstone.simulate.check import check

    report = check(complaints)
    if report.faults:
        more = "".join(f"\n{fault}" for fault in report.faults)
        raise InputError(f"{len(report.faults)} faults:{more}", fix="")
    if as_json:
        print_json(report.counts)
    else:
        print(", ".join(f"{count} {name}" for name, count in report.counts.items()), "all sound.", sep=": ")
