"""A fine-tuned language model as an engine, to be measured beside the others. Needs the extra [train]."""

from __future__ import annotations

from pathlib import Path

from soapstone.engines.base import EMPTY, not_stated
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
    """Reads the visit once, then writes the open sections in order, greedily.

    The evidence of a sentence is what shares most of its words. With `gated` a sentence must pass what those of the
    diffusion engine must; without, the note is what the model wrote.
    """

    def __init__(self, folder: Path, *, gated: bool) -> None:
        self.name = "llm" if gated else "llm ungated"
        self.gated = gated
        self.model, self.tokenizer = load(folder)
        self.model.eval()

    def write(self, visit: Visit, canvas: Canvas) -> Note:
        """The canvas's note with its open sections written; what is locked is read in its place."""
        template = load_template(visit.template)
        gate = Gate(visit.transcript, record_text(visit.patient))
        said = [chunk.span for chunk in chunks(visit.transcript)]
        stems = [content_stems(visit.transcript.quote(span)) for span in said]
        reading = Reading(self, visit)
        sections = []
        for section in canvas.note.sections:
            if section.key not in canvas.open:
                reading.read(section.title, section.text)
                sections.append(section)
                continue
            text = reading.written(section.title)
            drafted = [] if text == EMPTY else parse_section("open", "open", text).sentences
            new = [self._with_evidence(one, said, stems) for one in drafted]
            kept = gate.added([], new) if self.gated else new
            shape = template.section(section.key)
            sections.append(
                section.model_copy(update={"sentences": tuple(kept) or not_stated(shape, self.name)})
            )
        return canvas.note.model_copy(update={"sections": tuple(sections), "engine": self.name})

    def sections_of(self, visit: Visit, first_turn: int) -> frozenset[str]:
        """The sections that the turns from `first_turn` on have something to say to."""
        return ComposeEngine().sections_of(visit, first_turn)

    def _with_evidence(self, sentence: Sentence, said: list[Span], stems: list[set[str]]) -> Sentence:
        found = supporting(content_stems(sentence.text), stems, {})
        evidence = tuple(said[at] for at in found) or tuple(said)
        return sentence.model_copy(update={"author": self.name, "evidence": evidence})


class Reading:
    """A visit as the model has read it so far: every piece is read once."""

    def __init__(self, engine: LlmEngine, visit: Visit) -> None:
        self.engine, self.cache = engine, DynamicCache()
        self._scores = self._read(told(engine.tokenizer, visit_text(visit)))

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
