"""`soapstone code`: what a note says, what is asserted of it, and the ICD-10-CM codes that follow."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from soapstone.cli.output import AsJson, OutputFile, reports_errors, write_output

NoteType = Annotated[
    Literal["discharge_summary", "progress_note", "operative_report"] | None,
    typer.Option("--type", help="What kind of note it is."),
]
Format = Annotated[Literal["text", "html", "json"], typer.Option("--format", help="How to show the result.")]
STYLES = {
    "DIAGNOSIS": "red",
    "PROCEDURE": "magenta",
    "MEDICATION": "green",
    "ANATOMY": "yellow",
    "TEST": "blue",
}


@reports_errors
def code(
    note: Annotated[Path, typer.Argument(help="A text; - reads standard input.")],
    type: NoteType = None,
    format: Format = "text",
    as_json: AsJson = False,
    output: OutputFile = None,
) -> None:
    """Mark diagnoses, procedures, medications, anatomy and tests, and rank the codes a coder may bill.

    Struck out is what the note denies, in italics what is only possible, past, another person's, or warned of. None
    of these is coded.
    """
    from soapstone.coding.annotated import page
    from soapstone.coding.predict import predict

    text = _read(note)
    prediction = predict(text) | ({"note_type": type} if type else {})
    if as_json or format == "json":
        write_output(json.dumps(prediction, ensure_ascii=False, indent=2) + "\n", output)
    elif format == "html":
        write_output(page(text, prediction), output)
    else:
        write_output(_text(text, prediction, colour=output is None and sys.stdout.isatty()), output)


def _text(text: str, prediction: dict[str, Any], *, colour: bool) -> str:
    """The note with its entities in colour, then the codes and what to look at; without colour, with brackets."""
    lines = [
        _painted(text, prediction["entities"]) if colour else _bracketed(text, prediction["entities"]),
        "",
    ]
    lines += ["Codes"] if prediction["codes"] else ["No code: no condition is asserted as present."]
    for one in prediction["codes"]:
        words = ", ".join(dict.fromkeys(" ".join(text[a:b].split()) for a, b in one["evidence"]))
        lines.append(f"  {one['code']:<9}{one['confidence']:>4.0%}  {one['description']}  [{words}]")
    if prediction["findings"]:
        lines += ["", "To look at", *(f"  {finding['message']}" for finding in prediction["findings"])]
    return "\n".join(lines) + "\n"


def _painted(text: str, entities: list[dict[str, Any]]) -> str:
    from rich.console import Console
    from rich.text import Text

    painted = Text(text)
    for entity in entities:
        style = f"bold {STYLES[entity['type']]}"
        if entity["assertion"] != "present":
            style += " strike" if entity["is_negated"] else " italic"
        painted.stylize(style, entity["start_char"], entity["end_char"])
    console = Console()
    with console.capture() as captured:
        console.print(painted, soft_wrap=True)
    return captured.get()


def _bracketed(text: str, entities: list[dict[str, Any]]) -> str:
    parts, at = list[str](), 0
    for entity in entities:
        said = "" if entity["assertion"] == "present" else f", {entity['assertion']}"
        parts += [text[at : entity["start_char"]], f"[{entity['text']} | {entity['type'].lower()}{said}]"]
        at = entity["end_char"]
    return "".join([*parts, text[at:]])


def _read(file: Path) -> str:
    from soapstone.transcripts.read import decode_text, file_text

    return decode_text(sys.stdin.buffer.read(), "-") if str(file) == "-" else file_text(file)
