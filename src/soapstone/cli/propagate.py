"""`soapstone propagate`: when one section is edited, what must follow in the others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soapstone.cli.output import AsJson, OutputFile, print_json, reports_errors, write_output
from soapstone.errors import UsageError

if TYPE_CHECKING:
    from soapstone.propagation import Proposal, SectionProposal
    from soapstone.types import Note

NoteFile = Annotated[
    Path, typer.Argument(metavar="NOTE", help="The JSON of `soapstone note --json`, or a text with headings.")
]
EditFile = Annotated[
    str,
    typer.Option("--edit", metavar="SECTION=FILE", help="The edited section and the file of its new text."),
]
To = Annotated[str, typer.Option(help="The sections that are to follow, with commas: plan,hpi.")]
TranscriptFile = Annotated[
    Path | None, typer.Option("--transcript", "-t", help="The visit, to show what was said in it.")
]
Accept = Annotated[
    str | None,
    typer.Option(
        help="all, or sections with commas; without it a terminal is asked, else nothing is written."
    ),
]
Mine = Annotated[
    bool,
    typer.Option("--include-mine", help="Let sentences follow that a person wrote (in a text, all of them)."),
]
Template = Annotated[str, typer.Option(help="The template of a note given as text.")]


@reports_errors
def propagate(
    note: NoteFile,
    edit: EditFile,
    to: To,
    transcript: TranscriptFile = None,
    accept: Accept = None,
    include_mine: Mine = False,
    template: Template = "soap",
    output: OutputFile = None,
    as_json: AsJson = False,
) -> None:
    """Propose what follows from an edit: a diff with reasons and evidence, written only as far as it is accepted."""
    from soapstone.asr.repair import repair
    from soapstone.notes.render import note_document
    from soapstone.propagation import propose
    from soapstone.propagation.reading import read_note
    from soapstone.transcripts import read_transcript
    from soapstone.types import Patient

    before = read_note(note, template)
    section, text = _edit(edit)
    visit = repair(read_transcript(transcript), Patient()) if transcript else None
    proposal = propose(before, section, text, _keys(to), visit, mine=include_mine)
    chosen = _chosen(accept, proposal)
    if not as_json:
        colour = sys.stdout.isatty()
        print("\n".join(_lines(proposal, visit is not None, colour)))
        if accept is None and colour and sys.stdin.isatty():
            chosen = [key for key in proposal.changed if typer.confirm(f"Accept what follows in {key}?")]
    written = _written(proposal.accept(chosen), note) if chosen else ""
    if as_json:
        document = proposal.model_dump(mode="json", exclude={"note"})
        document |= {"status": "accepted" if chosen else "proposed", "accepted": chosen}
        if chosen and output is None:
            document["note"] = note_document(proposal.accept(chosen))
        print_json(document)
    if chosen and (output or not as_json):
        write_output(written, output)


def _edit(given: str) -> tuple[str, str]:
    """The section and its new text; the line end at the end of the file is the file's, not the section's."""
    from soapstone.transcripts.read import file_text

    section, equals, file = given.partition("=")
    if not equals or not section or not file:
        raise UsageError(
            f"{given!r} names no section and file.", where="--edit", fix="Write assessment=FILE."
        )
    return section, file_text(Path(file)).removesuffix("\n").removesuffix("\r")


def _keys(listed: str) -> list[str]:
    return [key.strip() for key in listed.split(",") if key.strip()]


def _chosen(accept: str | None, proposal: Proposal) -> list[str]:
    """The sections accepted on the command line; an unknown one is refused before anything is written."""
    if accept == "all":
        return list(proposal.changed)
    chosen = _keys(accept or "")
    proposal.accept(chosen)
    return chosen


def _written(note: Note, source: Path) -> str:
    """The note in the form in which it was given."""
    from soapstone.notes import render

    if source.read_bytes().lstrip().startswith(b"{"):
        return render(note, "json")
    return render(note, "text", evidence=False)


def _lines(proposal: Proposal, heard: bool, colour: bool) -> Iterator[str]:
    yield f"Edited: {proposal.edited}"
    yield from (f"  {edit}" for edit in proposal.edits)
    for section in proposal.sections:
        yield f"\n{section.section}" + ("" if section.places else ": nothing follows")
        yield from _section(section, heard, colour)
    if proposal.findings:
        yield "\nTo look at"
        for one in proposal.findings:
            place = f"{one.section}" + (f", sentence {one.sentence + 1}" if one.sentence is not None else "")
            yield f"  {place}: {one.message}"


def _section(section: SectionProposal, heard: bool, colour: bool) -> Iterator[str]:
    from soapstone.notes.render import turns_mark

    for place in section.places:
        yield _painted(f"- {place.before}", typer.colors.RED, colour)
        yield _painted(f"+ {place.after}", typer.colors.GREEN, colour)
        yield f"    because {place.reason}"
        if heard:
            mark = turns_mark(place.evidence)
            yield f"    said in turn {mark}" if mark else "    not said in the visit: your edit is the source"
    for kept in section.kept:
        yield f"  = {kept.text}"
        yield f"    stays: {kept.reason}"


def _painted(text: str, colour: str, wanted: bool) -> str:
    return typer.style(text, fg=colour) if wanted else text
