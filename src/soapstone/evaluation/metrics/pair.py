"""A note beside its reference and its dialogue, with what several metrics need, worked out once."""

from __future__ import annotations

from functools import cached_property

from soapstone.checks import CONTRADICTIONS, NEVER_SAID
from soapstone.evaluation.data import Item
from soapstone.evaluation.facts import Fact, fact_names, find_facts
from soapstone.evaluation.rouge import rouge
from soapstone.evaluation.support import Support, support
from soapstone.nlp.sentences import split_sentences
from soapstone.notes import load_template, parse_note
from soapstone.notes.parse import Part, split_parts
from soapstone.types import Finding, Note, Transcript, Visit


class Pair:
    """`text` is the note under test; `note` the same with its sections, parsed if the engine gave none.

    `milliseconds` is what drafting took, None for a note that was in the data.
    """

    def __init__(
        self,
        item: Item,
        text: str,
        *,
        note: Note | None = None,
        transcript: Transcript | None = None,
        template: str = "outpatient",
        milliseconds: float | None = None,
    ) -> None:
        self.item, self.text, self.milliseconds = item, text, milliseconds
        self.template = load_template(template)
        self._note, self._transcript = note, transcript

    @property
    def reference(self) -> str:
        """The note that a person wrote; empty when the data has none."""
        return self.item.note

    @cached_property
    def transcript(self) -> Transcript:
        """The dialogue's turns."""
        return self._transcript or self.item.transcript

    @cached_property
    def note(self) -> Note:
        """The note under test in sections."""
        return self._note or parse_note(self.text, self.template)

    @cached_property
    def parts(self) -> list[Part]:
        """The parts of the note under test, as its own headings cut it."""
        return split_parts(self.text, self.template)

    @cached_property
    def reference_parts(self) -> list[Part]:
        """The parts of the reference."""
        return split_parts(self.reference, self.template)

    @cached_property
    def rouge(self) -> dict[str, float]:
        """All kinds of ROUGE, F1 x 100."""
        return rouge(self.reference, self.text)

    @cached_property
    def facts(self) -> list[Fact]:
        """The clinical concepts of the note under test."""
        return find_facts(self.text)

    @cached_property
    def fact_names(self) -> frozenset[str]:
        """Their names."""
        return frozenset(fact.name for fact in self.facts)

    @cached_property
    def reference_facts(self) -> frozenset[str]:
        """The clinical concepts of the reference."""
        return fact_names(self.reference)

    @cached_property
    def said(self) -> list[Fact]:
        """The clinical concepts of the dialogue."""
        return find_facts(self.item.dialogue)

    @cached_property
    def support(self) -> Support:
        """Each fact of the note traced to the dialogue, or to the age and sex that the record holds."""
        patient = self.item.patient
        known = f"{patient.age} {patient.sex}".replace(".0", "") if patient.age is not None else ""
        return support(self.note, self.transcript, known)

    @cached_property
    def findings(self) -> list[Finding]:
        """What the checks find wrong with the note, given the dialogue and what the record holds."""
        visit = Visit(transcript=self.transcript, patient=self.item.patient, template=self.template.name)
        return [f for check in (*CONTRADICTIONS, *NEVER_SAID) for f in check(visit, self.note)]

    @cached_property
    def sentences(self) -> list[str]:
        """The sentences of the note under test, headings and bullets left out."""
        texts = (piece.text for part in self.parts for piece in split_sentences(part.text))
        return [text for text in texts if text]
