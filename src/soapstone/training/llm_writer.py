"""A fine-tuned language model as an engine, to be measured beside the others. Needs the extra [train]."""

from __future__ import annotations

from pathlib import Path

from soapstone.engines.base import EMPTY, NoteEngine, not_stated
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.engines.diffusion.chunks import chunks, record_text
from soapstone.engines.diffusion.gate import Gate
from soapstone.errors import MissingExtraError
from soapstone.nlp.stems import content_stems
from soapstone.notes.parse import parse_section
from soapstone.notes.templates import load_template
from soapstone.training.diffusion_lessons import supporting
from soapstone.training.llm_lessons import visit_text
from soapstone.types import Canvas, Note, Sentence, Span, Visit

try:
    import torch
    from transformers import DynamicCache

    from soapstone.training.llm import asked, load, told
except ModuleNotFoundError as missing:
    raise MissingExtraError(
        "a language model as an engine needs torch and transformers.", fix="Install soapstone[train]."
    ) from missing

LONGEST = 400  # pieces of a section


class LlmEngine:
    """Reads the visit once, then writes the open sections in order, greedily. Nothing that it writes is checked.

    The evidence of a sentence is what shares most of its words.
    """

    name = "llm"

    def __init__(self, folder: Path) -> None:
        self.model, self.tokenizer = load(folder)
        self.model.eval()
        self._last: tuple[Visit, Canvas, Note] | None = None

    def write(self, visit: Visit, canvas: Canvas) -> Note:
        """The canvas's note with its open sections written; what is locked is read in its place.

        What was last written is remembered: it takes seconds, and `Gated` asks for it again.
        """
        if self._last is None or self._last[:2] != (visit, canvas):
            self._last = (visit, canvas, self._written(visit, canvas))
        return self._last[2]

    def sections_of(self, visit: Visit, first_turn: int) -> frozenset[str]:
        """The sections that the turns from `first_turn` on have something to say to."""
        return ComposeEngine().sections_of(visit, first_turn)

    def _written(self, visit: Visit, canvas: Canvas) -> Note:
        template = load_template(visit.template)
        said = [chunk.span for chunk in chunks(visit.transcript)]
        stems = [content_stems(visit.transcript.quote(span)) for span in said]
        reading, sections = Reading(self, visit), []
        for section in canvas.note.sections:
            if section.key in canvas.open:
                text = reading.written(section.title)
                drafted = [] if text == EMPTY else parse_section("open", "open", text).sentences
                sentences = tuple(self._with_evidence(one, said, stems) for one in drafted)
                shape = template.section(section.key)
                section = section.model_copy(update={"sentences": sentences or not_stated(shape, self.name)})
            else:
                reading.read(section.title, section.text)
            sections.append(section)
        return canvas.note.model_copy(update={"sections": tuple(sections), "engine": self.name})

    def _with_evidence(self, sentence: Sentence, said: list[Span], stems: list[set[str]]) -> Sentence:
        found = supporting(content_stems(sentence.text), stems, {})
        evidence = tuple(said[at] for at in found) or tuple(said)
        return sentence.model_copy(update={"author": self.name, "evidence": evidence})


class Gated:
    """An engine of whose sentences only those stand that pass what the diffusion engine's must."""

    def __init__(self, engine: NoteEngine) -> None:
        self.engine, self.name = engine, f"{engine.name}, gated"

    def write(self, visit: Visit, canvas: Canvas) -> Note:
        """The engine's note without what was not said."""
        template = load_template(visit.template)
        gate = Gate(visit.transcript, record_text(visit.patient))
        sections = []
        for section in self.engine.write(visit, canvas).sections:
            if section.key in canvas.open:
                kept = tuple(gate.added([], (one for one in section.sentences if one.text != EMPTY)))
                empty = not_stated(template.section(section.key), self.name)
                section = section.model_copy(update={"sentences": kept or empty})
            sections.append(section)
        return canvas.note.model_copy(update={"sections": tuple(sections), "engine": self.name})

    def sections_of(self, visit: Visit, first_turn: int) -> frozenset[str]:
        """The engine's own."""
        return self.engine.sections_of(visit, first_turn)


class Reading:
    """A visit as the model has read it so far: every piece is read once."""

    def __init__(self, engine: LlmEngine, visit: Visit) -> None:
        self.engine, self.cache = engine, DynamicCache()
        self._read(told(engine.tokenizer, visit_text(visit)))

    def read(self, title: str, text: str) -> None:
        """Read a section as it stands."""
        tokenizer = self.engine.tokenizer
        self._read([*asked(tokenizer, title), *tokenizer(text).input_ids, tokenizer.eos_token_id])

    def written(self, title: str) -> str:
        """The text that the model writes under a title, LONGEST pieces at most; it is read as well."""
        tokenizer = self.engine.tokenizer
        scores, ids = self._read(asked(tokenizer, title)), list[int]()
        while len(ids) < LONGEST and (new := int(scores.argmax())) != tokenizer.eos_token_id:
            ids.append(new)
            scores = self._read([new])
        self._read([tokenizer.eos_token_id])
        return str(tokenizer.decode(ids)).strip()

    def _read(self, ids: list[int]) -> torch.Tensor:
        with torch.inference_mode():
            out = self.engine.model(input_ids=torch.tensor([ids]), cache=self.cache, logits_to_keep=1)
        return out.logits[0, -1]
