"""One row of the results: an item, a system, its scores, and what went wrong."""

from __future__ import annotations

import json
import math
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from soapstone.checks.heard import sentence_of
from soapstone.errors import SoapstoneError
from soapstone.evaluation.data import Item
from soapstone.evaluation.metrics import Metric, Pair, Share
from soapstone.evaluation.systems import System, Written

Store = Literal["both", "notes", "evaluations"]


class Row(BaseModel):
    """A line of results.jsonl.

    `scores` by metric; `weights` the wholes of those that are shares, by which means weigh them.
    `missing` and `findings` are pairs of a sentence and what is wrong with it (the note as a whole: empty).
    `error` is empty when all went well. `duplicate_of` is the number of the item with the same content
    that was scored in this one's place. Texts are absent when only evaluations are stored.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    id: str
    system: str
    digest: str
    scores: dict[str, float] = {}
    weights: dict[str, float] = {}
    error: str = ""
    duplicate_of: int | None = None
    section: str = ""
    split: str = ""
    metadata: dict[str, str] = {}
    dialogue: str | None = None
    reference: str | None = None
    note: str | None = None
    sentences: list[dict[str, Any]] = []
    missing: list[tuple[str, str]] = []
    findings: list[tuple[str, str]] = []

    def line(self) -> str:
        """The row as one line of JSON, empty fields left out."""
        return json.dumps(self.model_dump(exclude_defaults=True), ensure_ascii=False) + "\n"


def score_item(item: Item, system: System, metrics: Sequence[Metric], store: Store = "both") -> Row:
    """Write and score one note. Whatever fails is the row's error; this never raises an Exception."""
    about: dict[str, Any] = {
        "number": item.number,
        "id": item.id,
        "system": system.name,
        "digest": item.digest,
    }
    about |= {"section": item.section, "split": item.split, "metadata": dict(item.metadata)}
    if item.error:
        return Row(**about, error=item.error)
    if store != "evaluations":
        about |= {"dialogue": item.dialogue, "reference": item.note}
    try:
        written = system.write(item)
    except Exception as error:
        return Row(**about, error=f"writing: {fault(error)}")
    if store != "evaluations":
        about |= {"note": written.text, "sentences": _sentences(written)}
    if store == "notes":
        return Row(**about)
    scores, weights, faults = _scores(written, metrics)
    if store != "evaluations" and "support" in scores:
        about["missing"] = list(written.pair.support.missing)
    if store != "evaluations" and "medical_correctness" in scores:
        about["findings"] = _findings(written.pair)
    return Row(**about, scores=scores, weights=weights, error="; ".join(faults))


def _scores(
    written: Written, metrics: Sequence[Metric]
) -> tuple[dict[str, float], dict[str, float], list[str]]:
    scores: dict[str, float] = {}
    weights: dict[str, float] = {}
    faults: list[str] = []
    for metric in metrics:
        try:
            score = metric.score(written.pair)
        except Exception as error:
            faults.append(f"metric {metric.name}: {fault(error)}")
            continue
        if score is not None and not math.isfinite(score.part if isinstance(score, Share) else score):
            faults.append(f"metric {metric.name}: gave no finite number")
        elif isinstance(score, Share):
            scores[metric.name] = round(100 * score.part / score.whole, 6)
            weights[metric.name] = score.whole
        elif score is not None:
            scores[metric.name] = round(float(score), 6)
    return scores, weights, faults


def _findings(pair: Pair) -> list[tuple[str, str]]:
    """What the checks found, with the sentence each speaks of."""
    return [(sentence_of(pair.note, f), f"{f.rule}: {f.message}") for f in pair.findings]


def _sentences(written: Written) -> list[dict[str, Any]]:
    """The engine's sentences with their confidence and evidence, for calibration and the report."""
    if written.note is None:
        return []
    return [
        {
            "section": section.key,
            "text": sentence.text,
            "confidence": round(sentence.confidence, 4),
            "evidence": [[span.turn, span.start, span.end] for span in sentence.evidence],
        }
        for section in written.note.sections
        for sentence in section.sentences
    ]


def fault(error: Exception) -> str:
    """What went wrong without a word of clinical text: our own message, or the kind and the place."""
    if isinstance(error, SoapstoneError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
