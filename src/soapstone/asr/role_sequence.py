"""Roles of unlabelled turns, decoded jointly: a two-state chain whose switching fits the transcript.

Some transcripts alternate strictly, others repeat a speaker every third turn. So the boundary
scores share one bias that is fitted to each transcript (a few steps of generalised EM with a
Gaussian prior at zero) before the posteriors are taken by forward-backward.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BIAS_PRECISION = 5.0
STEPS = 6


def posteriors(clinician: Floats, switch: Floats) -> Floats:
    """P(clinician) of each turn, shape (n,), from log-odds a turn (n,) and a boundary (n-1,)."""
    bias = 0.0
    states, expected = forward_backward(clinician, sigmoid(switch))
    for _ in range(STEPS if len(switch) else 0):
        change = sigmoid(switch + bias)
        states, expected = forward_backward(clinician, change)
        gradient = expected - change.sum() - BIAS_PRECISION * bias
        curvature = (change * (1 - change)).sum() + BIAS_PRECISION
        bias += float(np.clip(gradient / curvature, -1.0, 1.0))
    return states


def forward_backward(clinician: Floats, change: Floats) -> tuple[Floats, float]:
    """Posterior P(clinician) of each turn (n,) and the expected number of changes of speaker.

    `clinician` are log-odds (n,), `change` the probability of a change at each boundary (n-1,).
    """
    likelihood = sigmoid(clinician)
    count = len(likelihood)
    forward, backward = [0.5] * count, [0.5] * count
    state = 0.5
    for i in range(count):
        if i:
            state = state * (1 - change[i - 1]) + (1 - state) * change[i - 1]
        forward[i] = state = _weigh(state, likelihood[i])
    for i in range(count - 2, -1, -1):
        after = _weigh(backward[i + 1], likelihood[i + 1])
        backward[i] = after * (1 - change[i]) + (1 - after) * change[i]
    expected = sum(
        _changed(forward[i], _weigh(backward[i + 1], likelihood[i + 1]), change[i]) for i in range(count - 1)
    )
    return np.array([_weigh(a, b) for a, b in zip(forward, backward, strict=True)]), float(expected)


def sigmoid(log_odds: Floats) -> Floats:
    """Probabilities, kept off 0 and 1 so that no evidence is beyond doubt."""
    clipped = np.clip(log_odds, -12.0, 12.0)
    return np.asarray(1.0 / (1.0 + np.exp(-clipped)), dtype=np.float64)


def _weigh(first: float, second: float) -> float:
    both, neither = first * second, (1 - first) * (1 - second)
    return both / (both + neither)


def _changed(left: float, right: float, change: float) -> float:
    moved = change * (left * (1 - right) + (1 - left) * right)
    stayed = (1 - change) * (left * right + (1 - left) * (1 - right))
    return moved / (moved + stayed)
