"""A section written from nothing but masks: what was said of it goes in, in runs that fit, and the words come out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from soapstone.engines.diffusion.chunks import Chunk
from soapstone.engines.diffusion.desk import Desk
from soapstone.engines.diffusion.evidence import confidence_of, spans_of
from soapstone.engines.diffusion.filling import Filled, fill
from soapstone.engines.diffusion.pieces import KIND, pieces_of
from soapstone.engines.diffusion.sheets import OPEN, Shown, Stretch, context, groups, sheet
from soapstone.engines.diffusion.surface import spell
from soapstone.notes.parse import parse_section
from soapstone.notes.templates import TemplateSection
from soapstone.types import Sentence

LEAST_ROOM, BEFORE = 16, 48


def write_section(
    desk: Desk, shape: TemplateSection, said: Sequence[Chunk], others: Sequence[tuple[bool, Shown]]
) -> tuple[Sentence, ...]:
    """The sentences that the chunks `said` give for a section; those that the gate does not let through are left out."""
    sentences: list[Sentence] = []
    for group in groups(said):
        size = sum(len(chunk.pieces) for chunk in group)
        before = pieces_of("".join(s.lead + s.text for s in sentences))[-BEFORE:]
        room = min(OPEN, max(LEAST_ROOM, size))
        canvas = sheet(KIND[shape.holds[0]], pieces_of(shape.title), [Stretch(tuple(before), room)], others)
        (filled,), _ = fill(desk.network, canvas, context(desk.network, group, desk.record), desk.denoising)
        new = _sentences(filled, group, desk.quotes(group), desk.author)
        sentences = desk.gate.added(sentences, (sentence for sentence in new if sentence.evidence))
    return tuple(sentences)


def _sentences(filled: Filled, said: Sequence[Chunk], sources: Sequence[str], author: str) -> list[Sentence]:
    """What was written, cut into sentences with the spans that they were copied from."""
    text, places = spell(filled.pieces, sources)
    found, at = list[Sentence](), 0
    for sentence in parse_section("open", "open", text).sentences:
        start = at + len(sentence.lead)
        at = start + len(sentence.text)
        pieces = sorted({place for place in places[start:at] if place >= 0})
        if not pieces:
            continue
        rows = np.arange(pieces[0], pieces[-1] + 1)
        sure = confidence_of([filled.confidence[row] for row in rows])
        evidence = spans_of(filled.copied[rows], said)
        found.append(
            sentence.model_copy(update={"author": author, "confidence": round(sure, 3), "evidence": evidence})
        )
    return found
