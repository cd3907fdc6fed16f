"""Fit and score the ranking of codes: `python -m soapstone.training.icd_ranking`.

The inclusion terms of the tabular list are the truth: each is looked up in an index without it. A tenth of them
is never trained on; on these the figures are printed, and then the weights and the whole index are written.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from soapstone.coding.index import Index
from soapstone.coding.link import CANDIDATES, calibrated
from soapstone.coding.phrases import phrases
from soapstone.coding.ranking import FEATURES, NAMED, features, probabilities
from soapstone.coding.specifics import billable_for
from soapstone.coding.table import is_billable
from soapstone.coding.words import keys

TARGET = Path(__file__).parents[1] / "resources" / "icd10cm"
FOLD, PENALTY = 2000, 1e-3


class Lookup(NamedTuple):
    """A term with its code, the billable codes offered, their features, and which of them are right."""

    term: str
    code: str
    offered: list[str]
    table: NDArray[np.float32]
    right: NDArray[np.bool_]


def is_right(offered: str, code: str) -> bool:
    """Whether a billable code is the term's own, or stands below it where that one is not billable."""
    return offered == code or (not is_billable(code) and offered.startswith(code))


def folds() -> list[list[tuple[str, str]]]:
    """The inclusion terms with their codes, in folds of FOLD; the first is held out from training."""
    terms = sorted({(phrase.text, phrase.code) for phrase in phrases() if phrase.kind == "term"})
    random.Random(1).shuffle(terms)
    return [terms[at : at + FOLD] for at in range(0, len(terms), FOLD)]


def without(held: Sequence[tuple[str, str]]) -> Index:
    """An index that lacks some phrases, and our own synonyms that say the same."""
    out, words = frozenset(held), {frozenset(keys(text)) for text, _ in held}
    return Index.build(
        phrase
        for phrase in phrases()
        if (phrase.text, phrase.code) not in out
        and not (phrase.kind == "author" and frozenset(keys(phrase.text)) in words)
    )


def look_up(held: Sequence[tuple[str, str]]) -> list[Lookup]:
    """Each term looked up in an index that lacks them all."""
    index, found = without(held), list[Lookup]()
    for term, code in held:
        words = keys(term)
        candidates = index.find_keys(words, CANDIDATES) if words else []
        offered = [billable_for(candidate.code, term) for candidate in candidates]
        table = features(term, words, candidates)
        found.append(Lookup(term, code, offered, table, np.array([is_right(o, code) for o in offered], bool)))
    return found


def fit(lookups: Sequence[Lookup]) -> NDArray[np.float32]:
    """The weights that make right codes likeliest (softmax over each term's candidates)."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    kept = [(one.table, one.right) for one in lookups if one.right.any()]

    def cost(weighed: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros_like(weighed)
        for table, right in kept:
            likely = probabilities(table, weighed.astype(np.float32))
            share = likely * right
            total -= float(np.log(share.sum() + 1e-12))
            slope -= (share / (share.sum() + 1e-12) - likely) @ table
        penalty = PENALTY * float(weighed @ weighed)
        return total / len(kept) + penalty, slope / len(kept) + 2 * PENALTY * weighed

    found = minimize(cost, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", options={"maxiter": 80})
    weighed = np.asarray(found.x, dtype=np.float32)
    weighed[FEATURES.index("named")] = NAMED
    return weighed


def best(one: Lookup, weighed: NDArray[np.float32]) -> tuple[str, float, float, bool]:
    """The code chosen, its probability (of all candidates that come to it), the best similarity, and if right."""
    if not one.offered:
        return "", 0.0, 0.0, False
    likely = probabilities(one.table, weighed)
    at = int(likely.argmax())
    same = sum(float(p) for p, code in zip(likely, one.offered, strict=True) if code == one.offered[at])
    return one.offered[at], same, float(one.table[:, 0].max()), bool(one.right[at])


def calibrate(lookups: Sequence[Lookup], weighed: NDArray[np.float32]) -> tuple[tuple[float, float], float]:
    """Slopes and offset of Platt scaling (Platt 1999) on the terms."""
    from sklearn.linear_model import LogisticRegression

    chosen = [best(one, weighed) for one in lookups]
    rows = [(np.log(max(p, 1e-6) / max(1 - p, 1e-6)), near) for _, p, near, _ in chosen]
    model = LogisticRegression(C=100).fit(rows, [right for *_, right in chosen])
    return (float(model.coef_[0][0]), float(model.coef_[0][1])), float(model.intercept_[0])


def score(
    lookups: Sequence[Lookup], weighed: NDArray[np.float32], scale: tuple[tuple[float, float], float]
) -> dict[str, float]:
    """Share exact, with the right category, with a right code among the candidates; calibration error."""
    chosen = [best(one, weighed) for one in lookups]
    sure = np.array([calibrated(p, near, *scale) for _, p, near, _ in chosen])
    right = np.array([one[3] for one in chosen])
    bins = np.minimum((sure * 10).astype(int), 9)
    error = sum(abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    return {
        "terms": len(lookups),
        "exact": float(right.mean()),
        "category": float(
            np.mean([c[0][:3] == one.code[:3] for c, one in zip(chosen, lookups, strict=True)])
        ),
        "among candidates": float(np.mean([one.right.any() for one in lookups])),
        "calibration error": float(error),
    }


def main() -> None:
    """Fit, print the held-out figures, and write ranking.json and index.npz."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=3, help="folds of 2,000 terms to train on")
    parser.add_argument("--index-only", action="store_true", help="only write the index")
    options = parser.parse_args()
    if not options.index_only:
        held, *rest = folds()
        training = [look_up(fold) for fold in rest[: options.folds]]
        weighed = fit([one for fold in training for one in fold])
        scale = calibrate(training[-1], weighed)
        print(json.dumps(score(look_up(held), weighed, scale), indent=1))
        named = {name: round(float(weight), 4) for name, weight in zip(FEATURES, weighed, strict=True)}
        model = {"weights": named, "slope": [round(s, 4) for s in scale[0]], "offset": round(scale[1], 4)}
        (TARGET / "ranking.json").write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    Index.build(phrases()).save(TARGET / "index.npz")


if __name__ == "__main__":
    main()
