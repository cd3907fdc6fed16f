"""Roles of unlabelled turns, decoded jointly: a two-state chain whose switching fits the transcript.

Some transcripts alternate strictly, others repeat a speaker every third turn, others come in
sentences. So each reading of the boundaries (whole turns, sentences) gets one bias, fitted to the
transcript by generalised EM with a Gaussian prior at zero, and the likelier reading is taken.
Posteriors by forward-backward (Rabiner 1989).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BIAS_PRECISION = 2.0
STEPS = 6


class Decoded(NamedTuple):
    """P(clinician) of each turn, the expected number of changes of speaker, the log-likelihood."""

    clinician: list[float]
    changes: float
    log_likelihood: float


def posteriors(clinician: Floats, readings: Sequence[Floats]) -> Floats:
    """P(clinician) of each turn (n,), from log-odds a turn (n,) and for each reading a boundary (n-1,)."""
    decoded = [_fitted(clinician, switch) for switch in readings]
    return np.array(max(decoded, key=lambda d: d.log_likelihood).clinician)


def _fitted(clinician: Floats, switch: Floats) -> Decoded:
    bias = 0.0
    likelihood = sigmoid(clinician)
    decoded = forward_backward(likelihood, sigmoid(switch))
    for _ in range(STEPS if len(switch) else 0):
        change = sigmoid(switch + bias)
        gradient = decoded.changes - change.sum() - BIAS_PRECISION * bias
        curvature = (change * (1 - change)).sum() + BIAS_PRECISION
        bias += float(np.clip(gradient / curvature, -1.0, 1.0))
        decoded = forward_backward(likelihood, sigmoid(switch + bias))
    return decoded._replace(log_likelihood=decoded.log_likelihood - BIAS_PRECISION * bias**2 / 2)


def forward_backward(likelihood: Floats, change: Floats) -> Decoded:
    """Decode the chain: P(words | clinician) a turn up to scale (n,), P(change) a boundary (n-1,)."""
    seen, changing = likelihood.tolist(), change.tolist()
    count = len(seen)
    forward, backward = [0.5] * count, [0.5] * count
    state, total = 0.5, 0.0
    for i in range(count):
        if i:
            state = _moved(state, changing[i - 1])
        total += log(state * seen[i] + (1 - state) * (1 - seen[i]))
        forward[i] = state = _weighed(state, seen[i])
    changes = 0.0
    for i in range(count - 2, -1, -1):
        after = _weighed(backward[i + 1], seen[i + 1])
        backward[i] = _moved(after, changing[i])
        changes += _changed(forward[i], after, changing[i])
    return Decoded([_weighed(a, b) for a, b in zip(forward, backward, strict=True)], changes, total)


def sigmoid(log_odds: Floats) -> Floats:
    """Probabilities, kept off 0 and 1 so that no evidence is beyond doubt."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -12.0, 12.0))), dtype=np.float64)


def probability(log_odds: float) -> float:
    """`sigmoid` of one number."""
    return 1.0 / (1.0 + exp(-min(max(log_odds, -12.0), 12.0)))


def _weighed(first: float, second: float) -> float:
    both, neither = first * second, (1 - first) * (1 - second)
    return both / (both + neither)


def _moved(state: float, change: float) -> float:
    return state * (1 - change) + (1 - state) * change


def _changed(left: float, right: float, change: float) -> float:
    moved = change * (left * (1 - right) + (1 - left) * right)
    stayed = (1 - change) * (left * right + (1 - left) * (1 - right))
    return moved / (moved + stayed)
