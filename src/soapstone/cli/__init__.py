"""The command line: one file a command group.

A command's file imports at its top only what the help text needs; the rest is imported inside the
command, so that `soapstone --help` and shell completion answer at once.
"""

from __future__ import annotations

import typer

from soapstone import __version__
from soapstone.cli import (
    analyse,
    bench,
    code,
    evaluate,
    explore,
    icd,
    models,
    note,
    propagate,
    redact,
    simulate,
    templates,
    train,
    transcribe,
)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("note")(note.note)
app.command("propagate")(propagate.propagate)
app.command("transcribe")(transcribe.transcribe)
app.command("code")(code.code)
app.command("redact")(redact.redact)
app.command("evaluate")(evaluate.evaluate)
app.command("explore")(explore.explore)
app.command("analyse")(analyse.analyse)
app.command("simulate")(simulate.simulate)
app.add_typer(train.app, name="train", help="Train the models from public and simulated data.")
app.command("export")(train.export)
app.add_typer(bench.app, name="bench", help="How fast this machine is.")
app.add_typer(icd.app, name="icd", help="Look up ICD-10-CM codes.")
app.add_typer(templates.app, name="templates", help="List, show and check note templates.")
app.add_typer(models.app, name="models", help="List, fetch and verify the models.")


def _version(show: bool) -> None:
    if show:
        print(f"soapstone {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print it."),
) -> None:
    """From a recorded visit to a checked clinical note, on the clinic's own hardware."""


def main() -> None:
    """Entry point of the `soapstone` command."""
    app()
