"""The linear model behind role inference: how clinician-like a turn is, and where voices change.

The tables of weights (`resources/roles`) are made by `python -m soapstone.training.roles`.
`turn.tsv` scores a turn (positive: clinician), `switch.tsv` a boundary between turns and
`switch_sentence.tsv` one between sentences (positive: the speaker changes). A score is the sum of
the weights of the known features over the square root of their number, plus the bias: a log-odds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
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
    """What the text says: `clinician` is a log-odds a turn (n,), each of `switch` one a boundary (n-1,).

    The two readings of `switch` take the input for whole turns, and for single sentences.
    """

    clinician: NDArray[np.float64]
    switch: tuple[NDArray[np.float64], NDArray[np.float64]]


@cache
def load(name: str) -> LinearModel:
    """The shipped weights of one table: "turn", "switch", "switch_sentence" or "dictation"."""
    weights = {feature: float(weight) for feature, weight in read_table(f"roles/{name}.tsv")}
    return LinearModel(weights, weights.pop(BIAS))


def evidence(texts: Sequence[str]) -> RoleEvidence:
    """Score the turns of one conversation, in order."""
    turns = [tokens(text) for text in texts]
    own, boundaries = turn_features(turns), boundary_features(turns)
    return RoleEvidence(
        _scores("turn", own), (_scores("switch", boundaries), _scores("switch_sentence", boundaries))
    )


def dictation_log_odds(texts: Sequence[str]) -> float:
    """How much a text reads like a dictation to the record and not like a conversation."""
    words = {word for text in texts for word in tokens(text)}
    pairs: set[str] = set()
    for text in texts:
        said = tokens(text)
        pairs.update(f"{a} {b}" for a, b in pairwise(said))
    return load("dictation").log_odds(words | pairs)


def _scores(name: str, things: Iterable[Iterable[str]]) -> NDArray[np.float64]:
    model = load(name)
    return np.array([model.log_odds(features) for features in things], dtype=np.float64)
