"""Drafting the notes of a data set and scoring them: ROUGE, support, time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from soapstone.evaluation.data import Item
from soapstone.evaluation.rouge import KINDS, interval, rouge
from soapstone.evaluation.support import support
from soapstone.notes import render
from soapstone.scribe import Scribe


class Row(NamedTuple):
    """One scored note; `milliseconds` is the drafting alone, the transcript being at hand."""

    id: str
    scores: dict[str, float]
    sentences: int
    supported: int
    words_said: float
    milliseconds: float
    missing: tuple[tuple[str, str], ...]
    text: str


def evaluate(scribe: Scribe, items: Iterable[Item], record: bool = True) -> Iterator[Row]:
    """Draft and score each item. Without `record`, nothing but the dialogue is given to the engine."""
    for item in items:
        visit = scribe.understand(item.transcript, item.patient if record else None)
        begun = time.perf_counter()
        note = scribe.draft(visit)
        spent = 1000 * (time.perf_counter() - begun)
        text = render(note, "text", evidence=False)
        known = f"{visit.patient.age} {visit.patient.sex}" if visit.patient.age is not None else ""
        traced = support(note, visit.transcript, known.replace(".0", ""))
        yield Row(
            item.id,
            rouge(item.note, text),
            traced.sentences,
            traced.supported,
            traced.words,
            spent,
            traced.missing,
            text,
        )


def summary(rows: list[Row]) -> dict[str, object]:
    """Means with 95 % intervals, the share of supported sentences, and the times' median and 95th percentile."""
    scores = {
        kind: {
            "mean": round(float(np.mean([row.scores[kind] for row in rows])), 2),
            "interval": [round(bound, 2) for bound in interval([row.scores[kind] for row in rows])],
        }
        for kind in KINDS
    }
    sentences = sum(row.sentences for row in rows)
    times = [row.milliseconds for row in rows]
    return {
        "notes": len(rows),
        "rouge": scores,
        "support": round(sum(row.supported for row in rows) / sentences, 4) if sentences else 1.0,
        "sentences_with_facts": sentences,
        "words_said": round(float(np.mean([row.words_said for row in rows])), 4),
        "words": round(float(np.mean([len(row.text.split()) for row in rows])), 1),
        "milliseconds": {
            "median": round(float(np.median(times)), 1),
            "p95": round(float(np.percentile(times, 95)), 1),
        },
    }
