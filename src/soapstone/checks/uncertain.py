"""Doubt is shown, not hidden: words that were heard unsurely and turns whose speaker is not sure."""

from __future__ import annotations

from collections.abc import Iterator

from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.drugs import find_drugs
from soapstone.types import Finding, Note, Span, Transcript, Turn, Visit

WORD_RULE = "support.uncertain-word"
REPAIR_RULE = "support.repaired-word"
SPEAKER_RULE = "support.uncertain-speaker"
SPEAKER_BELOW = 0.6
SOURCE = "Soapstone: the recogniser's own probability"


def uncertain(visit: Visit, note: Note, below: float = 0.6) -> list[Finding]:
    """Findings for clinical words of the note's evidence that were heard with a probability under `below`.

    Only words that change care are flagged: drugs, numbers, findings. Each is reported once, at the first
    sentence that rests on it. A turn whose speaker is unsure is flagged once too.
    """
    found: dict[tuple[str, int, int], Finding] = {}
    for section in note.sections:
        for place, sentence in enumerate(section.sentences):
            if sentence.author == "person":
                continue
            for span in sentence.evidence:
                for finding in _of_span(visit.transcript, span, below):
                    where = finding.evidence[0]
                    found.setdefault(
                        (finding.rule, where.turn, where.start),
                        finding.model_copy(update={"section": section.key, "sentence": place}),
                    )
    return list(found.values())


def _of_span(transcript: Transcript, span: Span, below: float) -> Iterator[Finding]:
    turn = transcript.turns[span.turn]
    repaired = list(_repairs(turn, span))
    yield from repaired
    shown = [finding.evidence[0] for finding in repaired]
    for finding in _words(turn, span, below):
        at = finding.evidence[0]
        if not any(at.start < other.end and at.end > other.start for other in shown):
            yield finding
    if 0 < turn.role_probability < SPEAKER_BELOW:
        yield Finding(
            rule=SPEAKER_RULE,
            severity="note",
            message=f"It is not sure that the {turn.role} said this (probability {turn.role_probability:.2f}).",
            evidence=(Span(turn=turn.index, start=0, end=len(turn.text)),),
            source=SOURCE,
        )


def _repairs(turn: Turn, span: Span) -> Iterator[Finding]:
    for repair in turn.repairs:
        if not repair.sure and repair.start < span.end and repair.end > span.start:
            yield Finding(
                rule=REPAIR_RULE,
                severity="amber",
                message=f'"{turn.text[repair.start : repair.end]}" was heard as "{repair.heard}".',
                evidence=(Span(turn=turn.index, start=repair.start, end=repair.end),),
                source=SOURCE,
            )


def _words(turn: Turn, span: Span, below: float) -> Iterator[Finding]:
    clinical = [(m.start, m.end) for m in find_concepts(turn.text) if m.concept.kind != "anatomy"]
    clinical += [(d.start, d.start + len(d.name)) for d in find_drugs(turn.text)]
    for start, end, probability in word_places(turn):
        matters = any(c.isdigit() for c in turn.text[start:end]) or any(
            a < end and b > start for a, b in clinical
        )
        if probability < below and matters and start < span.end and end > span.start:
            yield Finding(
                rule=WORD_RULE,
                severity="amber",
                message=f'"{turn.text[start:end].strip(" .,?!")}" was heard with probability {probability:.2f}.',
                evidence=(Span(turn=turn.index, start=start, end=end),),
                source=SOURCE,
            )


def word_places(turn: Turn) -> Iterator[tuple[int, int, float]]:
    """The characters of each recognised word in the turn's text, with its probability."""
    at = 0
    for word in turn.words:
        text = word.text.strip()
        start = turn.text.find(text, at)
        if text and start >= 0:
            at = start + len(text)
            yield start, at, word.probability
