"""`soapstone note`: a recording or a transcript to a note."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soapstone.cli.output import AsJson, OutputFile, progress_bar, reports_errors, write_output

if TYPE_CHECKING:
    from soapstone.engines.router import Denoising
    from soapstone.scribe import Scribe
    from soapstone.types import Patient, Visit

Input = Annotated[
    Path, typer.Argument(metavar="INPUT", help="A recording, or a transcript in any known format.")
]
Template = Annotated[str, typer.Option(help="soap, outpatient, ed, or the path of a site's own .toml.")]
Engine = Annotated[str, typer.Option(help="auto (the best measured), compose or diffusion.")]
Steps = Annotated[int | None, typer.Option(help="Looks at the canvas, for diffusion. [default: 8]")]
Temperature = Annotated[float | None, typer.Option(help="Above 0 words are drawn by chance, for diffusion.")]
Seed = Annotated[int | None, typer.Option(help="The same seed draws the same words.")]
PatientFile = Annotated[
    Path | None, typer.Option("--patient", help="What the record knows of the patient (JSON).")
]
GivenFile = Annotated[
    Path | None, typer.Option("--given", help="Sections already written (JSON); they are locked.")
]
MemoryFolder = Annotated[
    Path | None, typer.Option("--memory", help="Signed notes from which to learn the site's phrasing.")
]
FormatName = Annotated[str, typer.Option("--format", help="text, md, html or json.")]
Evidence = Annotated[
    bool, typer.Option("--evidence/--no-evidence", help="Mark each sentence with its turns.")
]
Show = Annotated[
    bool, typer.Option("--show-transcript", help="Print the transcript with roles before the note.")
]
Times = Annotated[bool, typer.Option("--times", help="Print the time that each stage took.")]


@reports_errors
def note(
    source: Input,
    template: Template = "soap",
    engine: Engine = "auto",
    steps: Steps = None,
    temperature: Temperature = None,
    seed: Seed = None,
    patient: PatientFile = None,
    given: GivenFile = None,
    memory: MemoryFolder = None,
    form: FormatName = "text",
    evidence: Evidence = True,
    show_transcript: Show = False,
    times: Times = False,
    output: OutputFile = None,
    as_json: AsJson = False,
) -> None:
    """Write the note of a visit; every sentence points at what was said."""
    from soapstone.cli.inputs import read_given, read_patient
    from soapstone.notes import load_template
    from soapstone.notes.render import check_format, render
    from soapstone.scribe import Scribe

    form = "json" if as_json else form
    check_format(form)
    sections = read_given(given) if given else {}
    for key in sections:
        load_template(template).section(key)
    known = read_patient(patient) if patient else None
    stages: list[tuple[str, float]] = []
    with progress_bar("Reading signed notes") if memory else nullcontext():
        denoising = _denoising(steps, temperature, seed)
        scribe = Scribe(
            template, engine, memory=memory, denoising=denoising, on_stage=lambda *stage: stages.append(stage)
        )
    visit = _listen(scribe, source, known)
    written = scribe.infill(visit, sections) if sections else scribe.draft(visit)
    findings = scribe.check(visit, written)
    for warning in visit.transcript.warnings:
        print(f"soapstone: warning: {warning}", file=sys.stderr)
    text = render(written, form, transcript=visit.transcript, findings=findings, evidence=evidence)
    if form in ("text", "md") and show_transcript:
        text = _spoken(visit) + text
    write_output(text, output)
    if times:
        _print_times(stages)


def _denoising(steps: int | None, temperature: float | None, seed: int | None) -> Denoising | None:
    from soapstone.engines.router import Denoising

    if steps is None and temperature is None and seed is None:
        return None
    usual = Denoising()
    return Denoising(
        usual.steps if steps is None else steps, temperature or usual.temperature, seed or usual.seed
    )


def _listen(scribe: Scribe, source: Path, patient: Patient | None) -> Visit:
    with progress_bar(f"Listening to {source.name}", total=_length(source)) as advance:
        return scribe.listen(source, patient, progress=advance)


def _length(source: Path) -> float | None:
    """The seconds of a recording, for the bar; None for a transcript."""
    from soapstone.transcripts.read import is_transcript

    if is_transcript(source):
        return None
    from soapstone.audio import open_audio

    return open_audio(source).declared


def _spoken(visit: Visit) -> str:
    turns = visit.transcript.turns
    lines = [f"{turn.index:>4} {turn.role:<9} ({turn.role_probability:.2f})  {turn.text}" for turn in turns]
    return "WHAT WAS SAID\n\n" + "\n".join(lines) + "\n\n"


def _print_times(stages: list[tuple[str, float]]) -> None:
    parts = ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in stages)
    print(f"soapstone: {parts}", file=sys.stderr)
