"""The note of a visit in a house style: only what was said, every sentence with the facts it states."""

from __future__ import annotations

from soapstone.simulate.note_background import background
from soapstone.simulate.note_findings import examination, vitals
from soapstone.simulate.note_history import complaint, findings, history
from soapstone.simulate.note_plan import assessment, chronic, leaving
from soapstone.simulate.writer import Draft, Writer


def sentences(writer: Writer) -> list[Draft]:
    """All that the note says; a sentence of which a fact was not said is left out."""
    drafts = [*complaint(writer)]
    problems = tuple(enumerate(writer.truth.problems))
    for index, problem in problems:
        drafts += history(writer, index, problem)
    drafts += [
        *background(writer),
        *findings(writer, "review", writer.truth.review, "review"),
        *vitals(writer),
    ]
    for index, problem in problems:
        drafts += [*examination(writer, index, problem), *assessment(writer, index, problem)]
    drafts += [*chronic(writer), *leaving(writer)]
    return [draft for draft in drafts if draft.facts and writer.are_said(*draft.facts)]
