"""Visits as a stream: the same seed gives the same visits, however many are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from soapstone.errors import OutputError
from soapstone.notes.templates import load_template
from soapstone.simulate.layout import Page, lay_out
from soapstone.simulate.library import library
from soapstone.simulate.plant import plant
from soapstone.simulate.schema import Setting
from soapstone.simulate.talk import Dialogue, talk
from soapstone.simulate.truth import Problem, Truth, draw_truth
from soapstone.simulate.write import sentences
from soapstone.simulate.writer import Writer
from soapstone.types import Span


def simulate(
    visits: int,
    template: str = "soap",
    seed: int = 0,
    *,
    held_out: bool = False,
    variants: Sequence[str] = (),
) -> Iterator[dict[str, Any]]:
    """Visits one by one, each a row of visits.jsonl; in constant memory.

    The first ten visits of a thousand are the ten visits of ten.
    """
    for number in range(visits):
        yield visit(number, template, seed, held_out=held_out, variants=variants)


def write_rows(rows: Iterable[dict[str, Any]], folder: Path) -> Path:
    """Write visits to `folder`/visits.jsonl, line by line. OutputError when it cannot be written."""
    file = folder / "visits.jsonl"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="\n") as stream:
            for row in rows:
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror}.", where=str(file), fix="Choose another folder with -o."
        ) from error
    return file


def visit(
    number: int,
    template: str = "soap",
    seed: int = 0,
    *,
    held_out: bool = False,
    variants: Sequence[str] = (),
) -> dict[str, Any]:
    """Visit `number` (from 0) of a seed."""
    shipped = library()
    random = Random(f"{seed}/{Path(template).stem}/{held_out}/{number}")
    setting: Setting = "ed" if template == "ed" else "outpatient"
    truth = draw_truth(shipped, setting, held_out, random)
    dialogue = talk(truth, shipped, held_out, random)
    styles = {name: rules["weight"] for name, rules in shipped.styles.items() if "weight" in rules}
    style = random.choices([*styles], [*styles.values()])[0]
    drafts = sentences(Writer(truth, shipped, dialogue.said, style, random))
    page = lay_out(drafts, load_template(template))
    name = Path(template).stem
    row = _row(f"{'held-' if held_out else ''}{name}-{seed}-{number:06}", truth, dialogue, page, style)
    return row | {"variants": plant(row, tuple(variants), random)} if variants else row


def _row(id: str, truth: Truth, dialogue: Dialogue, page: Page, style: str) -> dict[str, Any]:
    """The visit as it is written, with the fields of docs/simulator.md."""
    problems = truth.problems
    return {
        "id": id,
        "complaint": problems[0].complaint.name,
        "cause": problems[0].cause.name.replace("<side>", problems[0].side),
        "codes": [problem.code for problem in problems],
        "style": style,
        "dialect": dialogue.dialect,
        "patient": _patient(truth),
        "dialogue": "\n".join(f"[{turn.speaker}] {turn.text}" for turn in dialogue.turns),
        "spoken": [
            {"index": turn.index, "role": turn.role, "speaker": turn.speaker, "text": turn.text}
            for turn in dialogue.turns
        ],
        "note": page.text,
        "sections": page.sections,
        "entities": [entity._asdict() for entity in page.entities],
        "evidence": [
            {
                "section": sentence.section,
                "start": sentence.start,
                "end": sentence.end,
                "text": sentence.text,
                "facts": list(sentence.facts),
                "spans": [_span(span) for fact in sentence.facts for span in dialogue.said[fact]],
            }
            for sentence in page.sentences
        ],
        "phi": [{"kind": kind} | _span(span) for kind, span in dialogue.phi],
        "misheard": [{"meant": meant} | _span(span) for meant, span in dialogue.misheard],
        "facts": [fact for index, problem in enumerate(problems) for fact in _facts(index, problem, dialogue)]
        + [
            {"fact": f"review.{key}", "present": there, "said": f"review.{key}" in dialogue.said}
            for key, there in truth.review.items()
        ]
        + [
            {"fact": f"vital.{key}", "value": value, "said": f"vital.{key}" in dialogue.said}
            for key, value in truth.vitals.items()
        ],
    }


def _span(span: Span) -> dict[str, int]:
    return {"turn": span.turn, "start": span.start, "end": span.end}


def _patient(truth: Truth) -> dict[str, Any]:
    person, shipped = truth.person, library()
    return {
        "name": f"{person.given} {person.family_name}",
        "age": person.age,
        "sex": person.sex,
        "problems": [shipped.conditions[key].term for key in person.conditions],
        "medications": [
            " ".join(filter(None, (shipped.drugs[key].name, shipped.drugs[key].dose))) for key in person.drugs
        ],
        "allergies": [allergen for allergen, _ in person.allergies],
        "relative": person.relative,
    }


def _facts(index: int, problem: Problem, dialogue: Dialogue) -> Iterator[dict[str, Any]]:
    """The truth table of a problem: each fact with its value and whether it was spoken of."""
    number, unit = problem.onset
    values: dict[str, Any] = {
        "complaint": problem.complaint.name,
        "onset": f"{number} {unit}",
        "cause": problem.cause.name.replace("<side>", problem.side),
    }
    if problem.side:
        values["side"] = problem.side
    if problem.complaint.pain:
        values["severity"] = problem.severity
    values |= {name: texts[1] for name, texts in problem.attributes.items()}
    values |= {f"exam.{key}": texts[1] for key, texts in problem.exam.items()}
    values |= {f"result.{key}": texts[1] for key, texts in problem.results.items()}
    shipped = library()
    values |= {
        f"drug.{key}": " ".join(
            filter(None, (shipped.drugs[key].name, shipped.drugs[key].dose, shipped.drugs[key].often))
        )
        for key in problem.drugs
    }
    for name, value in values.items():
        yield {"fact": f"{index}.{name}", "value": value, "said": f"{index}.{name}" in dialogue.said}
    for key, there in problem.findings.items():
        fact = f"{index}.finding.{key}"
        yield {
            "fact": fact,
            "finding": shipped.findings[key].term,
            "present": there,
            "side": problem.side,
            "said": fact in dialogue.said,
        }
