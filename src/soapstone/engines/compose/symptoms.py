"""Symptoms reported and denied: the denials of the history, and the review of systems."""

from __future__ import annotations

import re
from collections.abc import Sequence

from soapstone.engines.compose.grammar import Subject
from soapstone.engines.compose.memory import Memory
from soapstone.engines.compose.phrases import frames
from soapstone.engines.compose.reading import Reading
from soapstone.engines.compose.statement import Statement, listed
from soapstone.nlp.assertion import Assertion
from soapstone.types import Span

SYSTEMS = (
    "Constitutional",
    "Eyes",
    "ENMT",
    "Cardiovascular",
    "Respiratory",
    "Gastrointestinal",
    "Genitourinary",
    "Musculoskeletal",
    "Skin",
    "Neurological",
    "Psychiatric",
    "Endocrine",
    "Hematologic",
    "Allergic",
)


def settled(reading: Reading) -> list[Assertion]:
    """The patient's symptoms that the visit settles as present or denied, each once.

    What is said last counts; a symptom both reported and denied is left to the narrative, where its
    circumstances stand. What a clinician says of the exam or the plan is no symptom of the review.
    """
    latest: dict[str, list[Assertion]] = {}
    for assertion in reading.assertions:
        last = reading.heard[assertion.clauses[-1]]
        if assertion.concept.kind != "symptom" or assertion.polarity not in ("present", "denied"):
            continue
        if assertion.concept.group == "General" or _tells_of_allergy(reading, assertion):
            continue
        if last.seen.side == "C" and (
            len(assertion.clauses) == 1
            and last.topic in ("exam", "vitals", "results", "plan", "assessment", "instructions")
        ):
            continue
        latest.setdefault(assertion.concept.name, []).append(assertion)
    return [said[-1] for said in latest.values() if len({a.polarity for a in said}) == 1]


def _tells_of_allergy(reading: Reading, assertion: Assertion) -> bool:
    """Whether the symptom is what a drug once did: hives from sulfa are no rash of today."""
    turn = assertion.evidence[-1].turn
    near = " ".join(t.text for t in reading.transcript.turns[max(0, turn - 1) : turn + 1])
    return (
        re.search(r"\ballerg(?:y|ies|ic)\b", near, re.IGNORECASE) is not None
        and assertion.polarity == "present"
    )


def review(reading: Reading, memory: Memory) -> list[Statement]:
    """A line a body system: what is reported first, then what is denied."""
    statements = []
    symptoms = settled(reading)
    for place, system in enumerate(SYSTEMS):
        for polarity, frame, joint in (("present", "reported", "and"), ("denied", "denied", "or")):
            chosen = [a for a in symptoms if a.concept.group == system and a.polarity == polarity]
            if chosen:
                wording = memory.wording(frame, frames()[frame][0])
                text = wording.format(items=listed([a.concept.name for a in chosen], joint))
                statements.append(
                    Statement(
                        "review",
                        text,
                        _evidence(chosen),
                        place,
                        group=system,
                        confidence=_confidence(chosen, reading),
                    )
                )
    return statements


def denials(reading: Reading, subject: Subject) -> list[Statement]:
    """One sentence that lists what the patient denies, in the order of speech."""
    denied = [a for a in settled(reading) if a.polarity == "denied"]
    if not denied:
        return []
    text = f"{subject.noun} denies {listed([a.concept.name for a in denied], 'or')}."
    last = max(a.clauses[-1] for a in denied)
    return [
        Statement(
            "history", text, _evidence(denied), last, worth=0.9, confidence=_confidence(denied, reading)
        )
    ]


def _evidence(assertions: Sequence[Assertion]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(span for assertion in assertions for span in assertion.evidence))


def _confidence(assertions: Sequence[Assertion], reading: Reading) -> float:
    """An answer to a question about several things at once is less sure than one about one thing."""
    asked = [len(a.clauses) > 1 and len(reading.heard[a.clauses[0]].seen.mentions) > 3 for a in assertions]
    return 0.85 if any(asked) else 0.95
