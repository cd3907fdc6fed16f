"""BERTScore (Zhang et al., ICLR 2020): words of like meaning count as in common."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from soapstone.evaluation.encoder import encoder
from soapstone.evaluation.metrics.pair import Pair
from soapstone.evaluation.metrics.registry import metric


@metric(
    "bertscore",
    "BERTScore F1 x 100 with all-MiniLM-L6-v2, last layer, no idf weights, not rescaled",
    usual=False,
)
def bertscore(pair: Pair) -> float | None:
    """F1 of each token's best match in the other text. Comparable only with figures of the same encoder."""
    ours, theirs = _vectors(pair.text), _vectors(pair.reference)
    if not len(ours) or not len(theirs):
        return None
    alike = ours @ theirs.T
    precision, recall = float(alike.max(axis=1).mean()), float(alike.max(axis=0).mean())
    return 200 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0


@lru_cache(maxsize=4)
def _vectors(text: str) -> NDArray[np.float32]:
    return encoder()(text)
