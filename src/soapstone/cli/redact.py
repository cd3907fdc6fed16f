"""`soapstone redact`: a text or transcript without what identifies the patient."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from soapstone.cli.output import AsJson, OutputFile, progress, reports_errors, write_output

Threshold = Annotated[
    float,
    typer.Option(min=0.0, max=1.0, help="Below this probability a part becomes <UNCERTAIN>, not <NAME>."),
]
PLAIN = {"", ".txt", ".md", ".text"}


@reports_errors
def redact(
    file: Annotated[Path, typer.Argument(help="A text or a transcript; - reads standard input.")],
    threshold: Threshold = 0.6,
    as_json: AsJson = False,
    output: OutputFile = None,
) -> None:
    """Mask names, places, dates, numbers and the other HIPAA identifiers.

    A plain text keeps its layout; any other transcript is written as "label: words" lines. --json gives
    each identifier's category, place in the original and probability, but never the original words.
    """
    document = _transcript(file, threshold) if file.suffix.lower() not in PLAIN else _text(file, threshold)
    if as_json:
        write_output(json.dumps(document, ensure_ascii=False, indent=2) + "\n", output)
    elif "turns" in document:
        lines = (f"{t['speaker']}: {t['text']}" if t["speaker"] else t["text"] for t in document["turns"])
        write_output("\n".join(lines) + "\n", output)
    else:
        write_output(document["text"], output)


def _text(file: Path, threshold: float) -> dict[str, Any]:
    from soapstone.phi import redact as redact_text

    redacted = redact_text(_read(file), threshold=threshold)
    return {"text": redacted.text, "identifiers": [i.model_dump() for i in redacted.identifiers]}


def _transcript(file: Path, threshold: float) -> dict[str, Any]:
    from soapstone.phi import find_in_transcript, redact_transcript
    from soapstone.transcripts import read_transcript

    transcript = read_transcript(file)
    found = find_in_transcript(transcript)
    redacted = redact_transcript(transcript, threshold=threshold)
    turns = zip(redacted.turns, found, strict=True)
    return {
        "turns": [
            {
                "index": turn.index,
                "speaker": turn.speaker,
                "text": turn.text,
                "identifiers": [i.model_dump() for i in identifiers],
            }
            for turn, identifiers in progress(turns, "Masking", total=len(found))
        ]
    }


def _read(file: Path) -> str:
    from soapstone.transcripts.read import decode_text, file_text

    if str(file) == "-":
        return decode_text(sys.stdin.buffer.read(), "standard input")
    return file_text(file)
