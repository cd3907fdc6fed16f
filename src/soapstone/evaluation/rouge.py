"""ROUGE by the published scorer's rules: rouge-score 0.1.2, no stemmer, F1 a note, mean."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

KINDS = ("rouge1", "rouge2", "rougeL", "rougeLsum")


@cache
def _scorer() -> Any:
    from rouge_score.rouge_scorer import RougeScorer

    return RougeScorer(list(KINDS), use_stemmer=False)


def rouge(reference: str, note: str) -> dict[str, float]:
    """F1 x 100 of each kind for one note. "rougeLsum" is what the ACI-Bench paper calls ROUGE-L."""
    return {kind: 100 * score.fmeasure for kind, score in _scorer().score(reference, note).items()}


def interval(values: Sequence[float], seed: int = 0, draws: int = 1000) -> tuple[float, float]:
    """The 95 % bootstrap interval of a mean."""
    sample = np.asarray(values, dtype=float)
    picks = np.random.default_rng(seed).integers(0, len(sample), size=(draws, len(sample)))
    low, high = np.percentile(sample[picks].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
