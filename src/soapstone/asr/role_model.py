"""The linear model behind role inference: how clinician-like a turn is, and where voices change.

Two tables of weights (`resources/roles`), made by `python -m soapstone.training.roles`:
`turn.tsv` scores a turn (positive: clinician), `switch.tsv` a boundary (positive: the speaker
changes). A score is the sum of the weights of the known features over the square root of their
number, plus the bias: a log-odds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from soapstone.asr.role_features import boundary_features, tokens, turn_features
from soapstone.resources import read_table

BIAS = "(bias)"


@dataclass(frozen=True)
class LinearModel:
    """Named weights and a bias; `known` features alone count."""

    weights: Mapping[str, float]
    bias: float

    def log_odds(self, features: Iterable[str]) -> float:
        """The log-odds of the positive class for one thing with these features."""
        found = [weight for name in features if (weight := self.weights.get(name)) is not None]
        return self.bias + (sum(found) / sqrt(len(found)) if found else 0.0)


@dataclass(frozen=True)
class RoleEvidence:
    """What the text says: `clinician` is a log-odds a turn (n,), `switch` one a boundary (n-1,)."""

    clinician: NDArray[np.float64]
    switch: NDArray[np.float64]


@cache
def load(name: str) -> LinearModel:
    """The shipped weights of one table: "turn", "switch" or "dictation"."""
    weights = {feature: float(weight) for feature, weight in read_table(f"roles/{name}.tsv")}
    return LinearModel(weights, weights.pop(BIAS))


def evidence(texts: Sequence[str]) -> RoleEvidence:
    """Score the turns of one conversation, in order."""
    turns = [tokens(text) for text in texts]
    turn, switch = load("turn"), load("switch")
    return RoleEvidence(
        np.array([turn.log_odds(features) for features in turn_features(turns)], dtype=np.float64),
        np.array([switch.log_odds(features) for features in boundary_features(turns)], dtype=np.float64),
    )


def dictation_log_odds(texts: Sequence[str]) -> float:
    """How much a text reads like a dictation to the record and not like a conversation."""
    words = {word for text in texts for word in tokens(text)}
    pairs: set[str] = set()
    for text in texts:
        said = tokens(text)
        pairs.update(f"{a} {b}" for a, b in zip(said, said[1:], strict=False))
    return load("dictation").log_odds(words | pairs)
