"""Draft and denoise: the unsure sentences of a composed section are masked and written again, all at once.

A sentence that comes out takes the draft's place only if it states the same facts, says nothing that was not said, and
the model is sure of it; otherwise the draft stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from soapstone.engines.base import EMPTY
from soapstone.engines.diffusion.chunks import Chunk, rests_on
from soapstone.engines.diffusion.desk import Desk
from soapstone.engines.diffusion.evidence import confidence_of
from soapstone.engines.diffusion.filling import Filled, fill
from soapstone.engines.diffusion.gate import Gate, keeps_facts
from soapstone.engines.diffusion.marks import SLOTS
from soapstone.engines.diffusion.pieces import KIND, pieces_of
from soapstone.engines.diffusion.sheets import CANVAS, CONTEXT, OPEN, Shown, Stretch, context, sheet
from soapstone.engines.diffusion.surface import spell
from soapstone.notes.templates import TemplateSection
from soapstone.types import Section, Sentence

SURE = 0.7  # the mean probability of its pieces from which a new wording is taken
NEAR = 1  # so many chunks on each side of the evidence are read too
# Topics that compose words by rule in the usual way: nothing to gain there.
SETTLED = frozenset({"review", "vitals", "medications", "allergies", "complaint"})


class Run(NamedTuple):
    """Neighbouring sentences that are looked at together, and which of them are open."""

    first: int
    sentences: tuple[Sentence, ...]
    open: tuple[bool, ...]


def denoise(
    desk: Desk, section: Section, shape: TemplateSection, others: Sequence[tuple[bool, Shown]]
) -> Section:
    """The section with its unsure sentences written again where that went well."""
    sentences = [
        s.model_copy(update={"author": desk.author}) if s.author != "person" else s for s in section.sentences
    ]
    for run in runs(sentences, shape):
        drafts = [one for one, is_open in zip(run.sentences, run.open, strict=True) if is_open]
        near = _near(desk.said, drafts)
        told = context(desk.network, near, desk.record, [pieces_of(one.text) for one in drafts])
        canvas = sheet(KIND[shape.holds[0]], pieces_of(shape.title), list(_stretches(run)), others)
        filled, _ = fill(desk.network, canvas, told, desk.denoising)
        sources = [*desk.quotes(near), *(one.text for one in drafts)]
        written = iter(filled)
        for at, is_open in enumerate(run.open):
            if is_open:
                here = run.first + at
                sentences[here] = _better(sentences[here], next(written), sources, desk.gate)
    return section.model_copy(update={"sentences": tuple(sentences)})


def runs(sentences: Sequence[Sentence], shape: TemplateSection) -> Iterator[Run]:
    """The sentences in runs that fit on a canvas and have something open."""
    first, size, room, opened = 0, 0, 0, list[bool]()
    limit = CANVAS - len(pieces_of(shape.title)) - 8
    for at, sentence in enumerate(sentences):
        is_open = unsure(sentence, shape)
        length = len(pieces_of(sentence.lead)) + (
            _room(sentence) if is_open else len(pieces_of(sentence.text))
        )
        mine = _room(sentence) if is_open else 0
        if opened and (size + length > limit or room + mine > OPEN or sum(opened) == SLOTS - 1):
            yield from _run(first, sentences, opened)
            first, size, room, opened = at, 0, 0, []
        opened.append(is_open and length <= limit and mine <= OPEN)
        size, room = size + length, room + mine
    yield from _run(first, sentences, opened)


def _run(first: int, sentences: Sequence[Sentence], opened: Sequence[bool]) -> Iterator[Run]:
    if any(opened):
        yield Run(first, tuple(sentences[first : first + len(opened)]), tuple(opened))


def unsure(sentence: Sentence, shape: TemplateSection) -> bool:
    """Whether a drafted sentence may be worded better."""
    return (
        sentence.author != "person"
        and sentence.text != EMPTY
        and shape.holds[0] not in SETTLED
        and len(sentence.text.split()) > 3
    )


def _room(sentence: Sentence) -> int:
    length = len(pieces_of(sentence.text))
    return length + max(3, length // 4)


def _stretches(run: Run) -> Iterator[Stretch]:
    for sentence, is_open in zip(run.sentences, run.open, strict=True):
        shown = pieces_of(sentence.lead if is_open else sentence.lead + sentence.text)
        yield Stretch(tuple(shown), _room(sentence) if is_open else 0)


def _near(said: Sequence[Chunk], drafts: Sequence[Sentence]) -> list[Chunk]:
    """The chunks that the drafts rest on, and then their neighbours, as far as a context has room."""
    rest = {at for at, chunk in enumerate(said) if any(rests_on(one, chunk) for one in drafts)}
    near = {at + step for at in rest for step in range(-NEAR, NEAR + 1) if 0 <= at + step < len(said)} - rest
    room = CONTEXT - sum(len(pieces_of(one.text)) + 1 for one in drafts) - 16
    kept: list[int] = []
    for at in (*sorted(rest), *sorted(near)):
        room -= len(said[at].pieces) + 1
        if room >= 0:
            kept.append(at)
    return [said[at] for at in sorted(kept)]


def _better(draft: Sentence, written: Filled, sources: Sequence[str], gate: Gate) -> Sentence:
    """The new wording where it is sure, says the same and nothing else; else the draft."""
    text = spell(written.pieces, sources).text.strip()
    sure = confidence_of(written.confidence)
    whole = text.endswith((".", "?", "!", ":", "”", '"')) or not draft.text.endswith(".")
    if sure < SURE or not whole or not keeps_facts(draft.text, text) or not gate.lets(text):
        return draft
    return draft.model_copy(update={"text": text, "confidence": round(sure, 3)})
