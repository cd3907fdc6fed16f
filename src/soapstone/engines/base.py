"""The seam of all engines, and the four verbs built on its one method.

An engine fills what is open on a canvas. What is locked comes back byte for byte: `write_checked`
sees to it for every engine, so that no engine has to be trusted with a clinician's words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from soapstone.notes.canvas import blank, canvas_from, given
from soapstone.notes.templates import TemplateSection, load_template
from soapstone.types import Canvas, Note, Section, Sentence, Transcript, Visit


class NoteEngine(Protocol):
    """Writes what is open on a canvas from what was said."""

    @property
    def name(self) -> str:
        """The name that its sentences carry as author."""
        ...

    def write(self, visit: Visit, canvas: Canvas) -> Note:
        """The canvas's note with its open sections written. The same input gives the same note."""
        ...

    def sections_of(self, visit: Visit, first_turn: int) -> frozenset[str]:
        """The sections that the turns from `first_turn` on have something to say to."""
        ...


def write_checked(engine: NoteEngine, visit: Visit, canvas: Canvas) -> Note:
    """`engine.write`, with its promises enforced.

    Locked sections are taken from the canvas, a person's sentences in open sections are kept in
    their order before what the engine wrote, and an engine's sentence without evidence that
    resolves in the transcript is dropped.
    """
    written = {section.key: section for section in engine.write(visit, canvas).sections}
    sections = tuple(
        _merge(section, written.get(section.key, section), visit.transcript)
        if section.key in canvas.open
        else section
        for section in canvas.note.sections
    )
    return canvas.note.model_copy(update={"sections": sections, "engine": engine.name})


def _merge(before: Section, written: Section, transcript: Transcript) -> Section:
    kept = [sentence for sentence in before.sentences if sentence.author == "person"]
    new = [
        s for s in written.sentences if s.author != "person" and (_resolves(s, transcript) or s.text == EMPTY)
    ]
    if kept:
        spoken = {sentence.text for sentence in kept}
        new = [sentence for sentence in new if sentence.text not in spoken and sentence.text != EMPTY]
        new = [_after_text(sentence, first=at == 0) for at, sentence in enumerate(new)]
    return before.model_copy(update={"sentences": (*kept, *new)})


EMPTY = "Not stated."


def not_stated(shape: TemplateSection, author: str) -> tuple[Sentence, ...]:
    """What stands in a section of which nothing was said: EMPTY, or nothing where the template has it so."""
    return (Sentence(text=EMPTY, author=author),) if shape.empty else ()


def _after_text(sentence: Sentence, first: bool) -> Sentence:
    if not first or sentence.lead.startswith("\n"):
        return sentence
    return sentence.model_copy(update={"lead": "\n" + sentence.lead if sentence.lead.strip() else " "})


def _resolves(sentence: Sentence, transcript: Transcript) -> bool:
    """Whether every span of the sentence lies within its turn, and there is at least one."""
    turns = transcript.turns
    return bool(sentence.evidence) and all(
        span.turn < len(turns) and span.start < span.end <= len(turns[span.turn].text)
        for span in sentence.evidence
    )


def draft(engine: NoteEngine, visit: Visit) -> Note:
    """A whole note: every section of the visit's template is open."""
    return write_checked(engine, visit, blank(load_template(visit.template)))


def infill(engine: NoteEngine, visit: Visit, sections: Mapping[str, str | None]) -> Note:
    """A note around what a person gave; the given sections are locked."""
    return write_checked(engine, visit, given(load_template(visit.template), sections))


def propagate(engine: NoteEngine, visit: Visit, edited: Note, to: Collection[str]) -> Note:
    """The sections `to` follow an edit; everything else, the edit first of all, is locked.

    The result is a proposal: compare it with `edited` by `soapstone.notes.diff`.
    """
    return write_checked(engine, visit, canvas_from(edited, to))


def update(engine: NoteEngine, visit: Visit, note: Note, first_new_turn: int) -> Note:
    """The note after more was said: only the sections that the new turns touch are written again.

    `visit` holds the whole transcript so far; a section that ends up with the same sentences is
    byte-identical, and a person's sentences stay where they are.
    """
    touched = engine.sections_of(visit, first_new_turn) & {section.key for section in note.sections}
    if not touched:
        return note
    return write_checked(engine, visit, canvas_from(note, touched))
