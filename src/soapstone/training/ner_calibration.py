"""Fit what an entity's confidence means, after each training: `python -m soapstone.training.ner_calibration DATA [--write]`.

On MACCROBAT dev, which the encoder did not learn from. The error that is told is of each half of the documents by the
numbers fitted on the other half; the numbers that are written are fitted on all.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from soapstone.evaluation.calibration import calibration
from soapstone.nlp.confidence import FILE, Platt, odds
from soapstone.nlp.tagger import uncalibrated
from soapstone.training.ner_data import Annotated, case_report_documents

TARGET = Path(__file__).parents[1] / "resources" / FILE
STEPS = 25


class Judged(NamedTuple):
    """The confidence of an entity, and whether it was right: span and type both."""

    confidence: float
    right: bool


def judged(document: Sequence[Annotated]) -> Iterator[Judged]:
    """The entities of a document as they are shipped but for the calibration."""
    text, true = "", set[tuple[int, int, str]]()
    for row in document:
        true |= {(len(text) + mark.start, len(text) + mark.end, mark.type) for mark in row.marks}
        text += row.text + "\n"
    for one in uncalibrated(text):
        yield Judged(one.confidence, (one.start, one.end, one.type) in true)


def fit(found: Sequence[Judged]) -> Platt:
    """The likeliest slope and offset, by Newton's steps on the logistic loss."""
    table = np.array([(odds(one.confidence), 1.0) for one in found])
    right = np.array([one.right for one in found], dtype=np.float64)
    weights = np.zeros(2)
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-table @ weights))
        slopes = table.T @ (right - likely)
        bends = (table * (likely * (1 - likely))[:, None]).T @ table
        weights = weights + np.linalg.solve(bends + 1e-6 * np.eye(2), slopes)
    return Platt(round(float(weights[0]), 4), round(float(weights[1]), 4))


def crossed(halves: Sequence[Sequence[Judged]]) -> list[Judged]:
    """The entities of both halves, each with the confidence by the numbers fitted on the other half."""
    one, other = halves
    pairs = ((fit(other), one), (fit(one), other))
    return [found._replace(confidence=by(found.confidence)) for by, half in pairs for found in half]


def main() -> None:
    """Tell the calibration error before and after, and write the numbers if wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true", help="ship the numbers")
    options = parser.parse_args()
    documents = list(case_report_documents(options.data / "ner_maccrobat2020" / "dev.jsonl"))
    halves = [[one for document in documents[start::2] for one in judged(document)] for start in (0, 1)]
    after = crossed(halves)
    print(f"calibration error before {calibration([*halves[0], *halves[1]]).ece:.3f}")
    print(f"after, each half by the other's numbers {calibration(after).ece:.3f}")
    for half in (after[: len(halves[0])], after[len(halves[0]) :]):
        print(f"  one half {calibration(half).ece:.3f} of {len(half)}")
    numbers = fit([*halves[0], *halves[1]])
    print(numbers)
    if options.write:
        TARGET.write_text(json.dumps(numbers._asdict(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
