"""The nouns: what was said, what is written, and what each written thing points at.

Every noun is a frozen value. Stages are functions between nouns, and everything derived
(a sentence, a finding) names the spans of the transcript that it was derived from.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Role = Literal["clinician", "patient", "other", "unknown"]
Severity = Literal["red", "amber", "note"]


class Noun(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Noun):
    """A character range of one turn: the unit of evidence. `end` is exclusive."""

    turn: int = Field(ge=0, description="Turn.index")
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Word(Noun):
    """A recognised word, its time in seconds and the recogniser's probability for it."""

    text: str
    start: float | None = None
    end: float | None = None
    probability: float = Field(default=1.0, ge=0.0, le=1.0)


class Repair(Noun):
    """A change made to what the recogniser heard; the original is kept.

    `start` and `end` are characters of the repaired `Turn.text`; `heard` is what stood there.
    For instance `heard="one forty two over eighty eight"`, now "142/88", kind "vital".
    """

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    heard: str
    kind: Literal["number", "vital", "dose", "date", "drug", "term"]
    sure: bool = True


class Turn(Noun):
    """What one speaker said without being interrupted. Times are seconds from the start."""

    index: int = Field(ge=0)
    text: str
    role: Role = "unknown"
    role_probability: float = Field(default=0.0, ge=0.0, le=1.0)
    speaker: str = Field(default="", description="the label as the input gave it")
    start: float | None = None
    end: float | None = None
    words: tuple[Word, ...] = ()
    repairs: tuple[Repair, ...] = ()


class Transcript(Noun):
    """The visit as heard: turns in order, `turns[i].index == i`."""

    turns: tuple[Turn, ...] = ()
    language: str = "en"
    warnings: tuple[str, ...] = ()

    def quote(self, span: Span) -> str:
        """The words a span points at."""
        return self.turns[span.turn].text[span.start : span.end]


class Patient(Noun):
    """What the record already knows of the patient. All of it may be absent."""

    age: float | None = Field(default=None, ge=0, le=130, description="years")
    sex: Literal["F", "M", "X"] | None = None
    weight: float | None = Field(default=None, gt=0, description="kilograms")
    name: str | None = None
    medications: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Visit(Noun):
    """All that an engine may write from: the patient, the transcript, the template's name."""

    transcript: Transcript
    patient: Patient = Patient()
    template: str = "soap"


class Sentence(Noun):
    """One sentence of a note with the spans that support it.

    `lead` is the white space, bullet or label before the sentence within its section, so that
    a section's text is the plain concatenation of leads and texts, byte for byte.
    """

    text: str
    lead: str = ""
    evidence: tuple[Span, ...] = ()
    confidence: float = Field(default=1.0, ge=0.0, le=1.0)
    author: str = Field(default="person", description="'person' or an engine's name")


class Section(Noun):
    """A titled part of a note."""

    key: str
    title: str
    sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """The section as written, without its title."""
        return "".join(sentence.lead + sentence.text for sentence in self.sentences)

    @property
    def confidence(self) -> float:
        """The mean confidence of the sentences that an engine wrote; 1.0 when there are none."""
        drafted = [s.confidence for s in self.sentences if s.author != "person"]
        return sum(drafted) / len(drafted) if drafted else 1.0


class Note(Noun):
    """A clinical note: sections in the order of its template."""

    template: str
    sections: tuple[Section, ...] = ()
    engine: str = ""

    def section(self, key: str) -> Section:
        """The section named `key`; KeyError when the note has none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)


class Canvas(Noun):
    """A note of which some sections are open to be written; all else is locked.

    Within an open section a sentence whose author is "person" stays locked too.
    """

    note: Note
    open: frozenset[str] = frozenset()


class Finding(Noun):
    """Something a reader must look at: which rule, where, why, and who says so."""

    rule: str
    severity: Severity
    message: str
    section: str | None = None
    sentence: int | None = Field(default=None, description="index within the section")
    evidence: tuple[Span, ...] = ()
    source: str = ""


EntityType = Literal["DIAGNOSIS", "PROCEDURE", "MEDICATION", "ANATOMY", "TEST"]
AssertionKind = Literal["present", "negated", "possible", "historical", "hypothetical", "family"]


class Code(Noun):
    """A billable ICD-10-CM code with its official description.

    `confidence` is the calibrated probability that a coder would choose it for the evidence; `evidence`
    are the characters (start, end exclusive) that it rests on.
    """

    code: str
    description: str
    confidence: float = Field(ge=0.0, le=1.0)
    evidence: tuple[tuple[int, int], ...] = ()


class Entity(Noun):
    """A mention of a clinical concept: `source[start:end] == text`, `end` is exclusive.

    `trigger` are the words that decided the assertion: in "denies chest pain", chest pain is negated by "denies".
    """

    text: str
    type: EntityType
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    confidence: float = Field(default=1.0, ge=0.0, le=1.0)
    assertion: AssertionKind = "present"
    trigger: str | None = None
    codes: tuple[Code, ...] = ()
    turn: int | None = Field(default=None, description="Turn.index where the source is a transcript")
