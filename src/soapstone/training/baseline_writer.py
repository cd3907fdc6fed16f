"""The autoregressive baseline as an engine, to be measured beside the others. Needs the extra [train]."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from soapstone.engines.base import not_stated
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.engines.diffusion.chunks import Chunk, chunks, record_pieces, record_text, rests_on
from soapstone.engines.diffusion.gate import Gate
from soapstone.engines.diffusion.marks import Told, laid
from soapstone.engines.diffusion.pieces import CLS, KIND, pieces_of
from soapstone.engines.diffusion.sheets import COLON, OPEN, groups
from soapstone.engines.diffusion.surface import spell
from soapstone.errors import MissingExtraError
from soapstone.notes.parse import parse_section
from soapstone.notes.templates import TemplateSection, load_template
from soapstone.types import Canvas, Note, Section, Sentence, Visit

try:
    import torch

    from soapstone.training.baseline_model import BaselineModel
except ModuleNotFoundError as missing:
    raise MissingExtraError("the baseline needs torch.", fix="Install soapstone[train].") from missing


class BaselineEngine:
    """Writes each section piece after piece, from the parts of the visit that the composed draft rests on.

    It is held to the same gate as the diffusion engine; its evidence is all that it was shown.
    """

    name = "baseline"

    def __init__(self, weights: Path) -> None:
        kept = torch.load(weights)
        self.model = BaselineModel(kept["words"])
        self.model.load_state_dict(kept["model"])
        self.model.eval()
        self.composer = ComposeEngine()

    def write(self, visit: Visit, canvas: Canvas) -> Note:
        """The canvas's note with its open sections written."""
        template = load_template(visit.template)
        gate = Gate(visit.transcript, record_text(visit.patient))
        said = chunks(visit.transcript)
        sections = []
        for section in self.composer.write(visit, canvas).sections:
            if section.key in canvas.open:
                shape = template.section(section.key)
                mine = [chunk for chunk in said if any(rests_on(one, chunk) for one in section.sentences)]
                section = self._written(section, shape, mine, visit, gate)
            sections.append(section)
        return canvas.note.model_copy(update={"sections": tuple(sections), "engine": self.name})

    def sections_of(self, visit: Visit, first_turn: int) -> frozenset[str]:
        """The sections that the turns from `first_turn` on have something to say to."""
        return self.composer.sections_of(visit, first_turn)

    def _written(
        self, section: Section, shape: TemplateSection, said: Sequence[Chunk], visit: Visit, gate: Gate
    ) -> Section:
        sentences: list[Sentence] = []
        for group in groups(said):
            sentences = gate.added(sentences, self._of_group(shape, group, visit))
        return section.model_copy(update={"sentences": tuple(sentences) or not_stated(shape, self.name)})

    def _of_group(self, shape: TemplateSection, said: Sequence[Chunk], visit: Visit) -> Iterator[Sentence]:
        record = record_pieces(visit.patient)
        lines = [Told(KIND["record"], record)] if record else []
        marks = laid([*lines, *(Told(chunk.kind, chunk.pieces) for chunk in said)])
        head, kind = [*pieces_of(shape.title), *COLON], KIND[shape.holds[0]]
        ids = [*marks.ids, CLS, *head]
        kinds = [*marks.kinds, 0, *[kind] * len(head)]
        written = self.model.continued(ids, kinds, kind, OPEN)
        quotes = [visit.transcript.quote(chunk.span) for chunk in said]
        text = spell(written, quotes).text
        evidence = tuple(chunk.span for chunk in said)
        for sentence in parse_section("open", "open", text).sentences:
            yield sentence.model_copy(update={"author": self.name, "evidence": evidence})
