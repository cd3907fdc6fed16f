"""What a visit's words hold, read once for all checks: stems, numbers, durations, drugs, assertions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from soapstone.nlp.assertion import Assertion, assert_concepts
from soapstone.nlp.drugs import Dose, find_drugs
from soapstone.nlp.numbers import NUMBER_WORDS
from soapstone.nlp.speech import Clause, clauses
from soapstone.nlp.stems import Token, tokens
from soapstone.nlp.words import drugs
from soapstone.types import Finding, Note, Section, Span, Transcript

SOURCE = "Soapstone: the note against the words of the visit"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Place(NamedTuple):
    """A sentence of the note: its section, its index there, its text."""

    section: Section
    sentence: int
    text: str

    def finding(self, rule: str, message: str, evidence: Iterable[Span] = ()) -> Finding:
        """What is wrong with it, and what was said instead."""
        return Finding(
            rule=rule,
            severity="amber",
            message=message,
            section=self.section.key,
            sentence=self.sentence,
            evidence=tuple(evidence),
            source=SOURCE,
        )


def places(note: Note) -> Iterator[Place]:
    """The sentences of a note in order."""
    for section in note.sections:
        for at, sentence in enumerate(section.sentences):
            if sentence.text:
                yield Place(section, at, sentence.text)


def sentence_of(note: Note, finding: Finding) -> str:
    """The sentence that a finding speaks of; empty when it is about the note as a whole."""
    for place in places(note):
        if (place.section.key, place.sentence) == (finding.section, finding.sentence):
            return place.text
    return ""


class Heard:
    """The words of a visit."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript

    @cached_property
    def text(self) -> str:
        """All turns in lower case, a line each."""
        return "\n".join(turn.text for turn in self.transcript.turns).lower()

    @cached_property
    def tokens(self) -> list[Token]:
        """The words of all turns."""
        return tokens(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all words."""
        return frozenset(token.stem for token in self.tokens)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers said, in digits, also those spelt out: "twenty five" is 25."""
        joined = re.sub(r"(?<=\d)(?:,| , )(?=\d{3}\b)", "", re.sub(r"(?<=\d) ?\. (?=\d)", ".", self.text))
        half = frozenset(["0.5"] if re.search(r"\bhalf\b|point five", self.text) else [])
        return (
            half
            | numbers(self.text)
            | numbers(joined)
            | numbers(re.sub(r"(?<!\d) ?\. ?(?=\d)", " 0.", self.text))
        )

    @cached_property
    def doses(self) -> dict[str, list[Dose]]:
        """The mentions of each drug by its generic name."""
        found: dict[str, list[Dose]] = {}
        for dose in find_drugs(self.text):
            found.setdefault(drugs()[dose.name].generic, []).append(dose)
        return found

    @cached_property
    def clauses(self) -> list[Clause]:
        """What each turn says, clause by clause."""
        return [clause for turn in self.transcript.turns for clause in clauses(turn)]

    @cached_property
    def assertions(self) -> dict[str, list[Assertion]]:
        """What is asserted of each concept by its name."""
        found: dict[str, list[Assertion]] = {}
        said = [self.transcript.quote(clause.span) for clause in self.clauses]
        for assertion in assert_concepts(self.clauses, said):
            found.setdefault(assertion.concept.name, []).append(assertion)
        return found

    def where(self, pattern: re.Pattern[str]) -> tuple[Span, ...]:
        """The first place where a pattern was said, as evidence; nothing when it never was."""
        for turn in self.transcript.turns:
            if found := pattern.search(turn.text):
                return (Span(turn=turn.index, start=found.start(), end=found.end()),)
        return ()


@lru_cache(maxsize=8)
def heard(transcript: Transcript) -> Heard:
    """The words of a visit; several checks of the same visit read them once."""
    return Heard(transcript)


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text in digits; "one forty two" gives 1, 42 and 142."""
    found = {f"{float(match):g}" for match in _NUMBER.findall(text)}
    run: list[int] = []
    for word in [*re.findall(r"[a-z]+|\d+|[^\sa-z]", text.lower()), "."]:
        value = NUMBER_WORDS.get(word)
        if value is not None:
            run.append(value)
        elif word in ("hundred", "thousand"):
            run = [*run[:-1], (run[-1] if run else 1) * (100 if word == "hundred" else 1000)]
        elif word not in ("and", "a") or not run:
            found |= {str(value) for value in _read(run)}
            run = []
    return frozenset(found)


def _read(run: list[int]) -> Iterator[int]:
    """What a run of number words may mean: 20, 5 is 25; 1, 40, 2 is 142; 100, 50 is 150."""
    yield from run
    merged: list[int] = []
    for value in run:
        last = merged[-1] if merged else 0
        joins = value < 10 and last % 100 >= 20 and last % 10 == 0
        if joins or (value < 100 <= last and last % 100 == 0):
            merged[-1] += value
        else:
            merged.append(value)
    yield from merged
    if len(merged) == 2 and merged[0] < 10 <= merged[1] < 100:
        yield 100 * merged[0] + merged[1]
