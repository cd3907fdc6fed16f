"""The engine: a composed draft whose unsure sentences are denoised, or a note from masks alone."""

from __future__ import annotations

from typing import Literal

from soapstone.engines.base import EMPTY, not_stated
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.engines.compose.memory import Memory
from soapstone.engines.diffusion.chunks import chunks, record_pieces, record_text, rests_on
from soapstone.engines.diffusion.denoise import denoise
from soapstone.engines.diffusion.desk import Desk
from soapstone.engines.diffusion.from_masks import write_section
from soapstone.engines.diffusion.gate import Gate
from soapstone.engines.diffusion.network import Network, network
from soapstone.engines.diffusion.pieces import KIND, pieces_of
from soapstone.engines.diffusion.reading import worth
from soapstone.engines.diffusion.sheets import Shown
from soapstone.engines.router import Denoising
from soapstone.notes.templates import Template, load_template
from soapstone.types import Canvas, Note, Section, Visit

Start = Literal["draft", "masks"]


class DiffusionEngine:
    """Writes by masked diffusion. From "draft" the words of the composed draft are improved where they are unsure; from
    "masks" the composed draft only tells which parts of the visit belong to a section. What the draft holds the network
    has a say in: it reads the visit for what a note would repeat."""

    name = "diffusion"

    def __init__(
        self,
        memory: Memory | None = None,
        denoising: Denoising | None = None,
        start: Start = "draft",
        model: Network | None = None,
    ) -> None:
        self.composer = ComposeEngine(memory, judge=lambda seen: worth(self.network, seen))
        self.denoising, self.start = denoising or Denoising(), start
        self._network = model

    @property
    def network(self) -> Network:
        """The network that was given, or the shipped one."""
        return self._network or network()

    def write(self, visit: Visit, canvas: Canvas) -> Note:
        """The canvas's note with its open sections written."""
        template = load_template(visit.template)
        composed = self.composer.write(visit, canvas)
        desk = Desk(
            self.network,
            visit.transcript,
            chunks(visit.transcript),
            record_pieces(visit.patient),
            Gate(visit.transcript, record_text(visit.patient)),
            self.denoising,
            self.name,
        )
        note = canvas.note.model_copy(update={"engine": self.name})
        for section in composed.sections:
            if section.key in canvas.open:
                written = self._written(desk, template, section, note)
                note = note.model_copy(
                    update={"sections": tuple(written if s.key == written.key else s for s in note.sections)}
                )
        return note

    def sections_of(self, visit: Visit, first_turn: int) -> frozenset[str]:
        """The sections that the turns from `first_turn` on have something to say to."""
        return self.composer.sections_of(visit, first_turn)

    def _written(self, desk: Desk, template: Template, draft: Section, note: Note) -> Section:
        shape = template.section(draft.key)
        others = _others(note, template, draft.key)
        if self.start == "draft":
            return denoise(desk, draft, shape, others)
        mine = [chunk for chunk in desk.said if any(rests_on(one, chunk) for one in draft.sentences)]
        sentences = write_section(desk, shape, mine, others)
        return draft.model_copy(update={"sentences": sentences or not_stated(shape, self.name)})


def _others(note: Note, template: Template, key: str) -> list[tuple[bool, Shown]]:
    """The other sections that have text, nearest first, each with whether it comes before the one to be written."""
    keys = [section.key for section in note.sections]
    here = keys.index(key)
    found = []
    for at in sorted(range(len(keys)), key=lambda at: abs(at - here)):
        section = note.sections[at]
        if at != here and section.text.strip() and section.text.strip() != EMPTY:
            shape = next((s for s in template.sections if s.key == section.key), None)
            kind = KIND[shape.holds[0]] if shape else KIND["unknown"]
            found.append(
                (at < here, Shown(kind, tuple(pieces_of(section.title)), tuple(pieces_of(section.text))))
            )
    return found
