"""A visit as a row of visits.jsonl, with the fields of docs/simulator.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from soapstone.simulate.layout import Page, Written
from soapstone.simulate.library import Library
from soapstone.simulate.people import Person
from soapstone.simulate.problem import Problem
from soapstone.simulate.talk import Dialogue
from soapstone.simulate.truth import Truth
from soapstone.types import Span, Turn

Row = dict[str, Any]


def row_of(truth: Truth, dialogue: Dialogue, page: Page, library: Library) -> Row:
    """The visit as it is written."""
    first = truth.problems[0]
    return {
        "complaint": first.complaint.name,
        "cause": first.cause.name.replace("<side>", first.side),
        "codes": [problem.code for problem in truth.problems],
        "dialect": dialogue.dialect,
        "patient": _patient(truth.person, library),
        "dialogue": "\n".join(f"[{turn.speaker}] {turn.text}" for turn in dialogue.turns),
        "spoken": [_turn(turn) for turn in dialogue.turns],
        "note": page.text,
        "sections": page.sections,
        "entities": [entity._asdict() for entity in page.entities],
        "evidence": [_evidence(sentence, dialogue) for sentence in page.sentences],
        "phi": [{"kind": kind} | _span(span) for kind, span in dialogue.phi],
        "misheard": [{"meant": meant} | _span(span) for meant, span in dialogue.misheard],
        "facts": [fact | {"said": fact["fact"] in dialogue.said} for fact in _facts(truth, library)],
    }


def _patient(person: Person, library: Library) -> Row:
    drugs = [library.drugs[key] for key in person.drugs]
    return {
        "name": f"{person.given} {person.family_name}",
        "age": person.age,
        "sex": person.sex,
        "problems": [library.conditions[key].term for key in person.conditions],
        "medications": [f"{drug.name} {drug.dose}".strip() for drug in drugs],
        "allergies": [allergen for allergen, _ in person.allergies],
        "relative": person.relative,
    }


def _turn(turn: Turn) -> Row:
    return {"index": turn.index, "role": turn.role, "speaker": turn.speaker, "text": turn.text}


def _span(span: Span) -> dict[str, int]:
    return {"turn": span.turn, "start": span.start, "end": span.end}


def _evidence(sentence: Written, dialogue: Dialogue) -> Row:
    spans = [_span(span) for fact in sentence.facts for span in dialogue.said[fact]]
    return sentence._asdict() | {"facts": list(sentence.facts), "spans": spans}


def _facts(truth: Truth, library: Library) -> Iterator[Row]:
    """The truth table: each fact with its value."""
    for index, problem in enumerate(truth.problems):
        for name, value in _values(problem, library):
            yield {"fact": f"{index}.{name}", "value": value}
        for key, there in problem.findings.items():
            term = library.findings[key].term
            yield {
                "fact": f"{index}.finding.{key}",
                "finding": term,
                "present": there,
                "side": problem.side,
            }
    for key, there in truth.review.items():
        yield {"fact": f"review.{key}", "present": there}
    for key, sign in truth.vitals.items():
        yield {"fact": f"vital.{key}", "value": sign}


def _values(problem: Problem, library: Library) -> Iterator[tuple[str, str | int]]:
    """What is true of a problem, but for its findings: name and value."""
    number, unit = problem.onset
    yield "complaint", problem.complaint.name
    yield "onset", f"{number} {unit}"
    yield "cause", problem.cause.name.replace("<side>", problem.side)
    if problem.side:
        yield "side", problem.side
    if problem.complaint.pain:
        yield "severity", problem.severity
    for kind, told in (("", problem.attributes), ("exam.", problem.exam), ("result.", problem.results)):
        for key, (_, written) in told.items():
            yield f"{kind}{key}", written
    for key in problem.drugs:
        drug = library.drugs[key]
        yield f"drug.{key}", " ".join(filter(None, (drug.name, drug.dose, drug.often)))
