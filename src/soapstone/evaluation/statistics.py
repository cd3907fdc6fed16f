"""Means with 95 % intervals and paired differences over any number of rows, in bounded memory."""

from __future__ import annotations

from array import array
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

KEPT = 20_000
"""Rows of a column that are kept for the bootstrap; beyond, the interval is the normal one."""
DRAWS = 1000


class Score(NamedTuple):
    """A mean over `notes` notes with its 95 % interval, and the median and 95th percentile of the kept rows."""

    mean: float
    low: float
    high: float
    notes: int
    median: float
    p95: float

    def document(self) -> dict[str, object]:
        """For JSON, rounded to four decimals."""
        return {
            "mean": round(self.mean, 4),
            "interval": [round(self.low, 4), round(self.high, 4)],
            "notes": self.notes,
            "median": round(self.median, 4),
            "p95": round(self.p95, 4),
        }


class Column:
    """One metric of one system, row by row: the item's number, the value and its weight."""

    def __init__(self) -> None:
        self.numbers, self.values, self.weights = array("q"), array("d"), array("d")
        self._score: Score | None = None
        self.count, self.weight, self.total, self.squares, self.squared_weights = 0, 0.0, 0.0, 0.0, 0.0

    def add(self, number: int, value: float, weight: float = 1.0) -> None:
        """Take a row in."""
        self._score = None
        self.count += 1
        self.weight += weight
        self.total += weight * value
        self.squares += weight * value * value
        self.squared_weights += weight * weight
        if len(self.numbers) < KEPT:
            self.numbers.append(number)
            self.values.append(value)
            self.weights.append(weight)

    def score(self) -> Score:
        """The weighted mean with its interval, worked out once. The column must not be empty."""
        if self._score is None:
            self._score = self._worked_out()
        return self._score

    def _worked_out(self) -> Score:
        mean = self.total / self.weight
        values, weights = np.asarray(self.values), np.asarray(self.weights)
        if self.count <= KEPT:
            low, high = bootstrap(values, weights)
        else:
            spread = max(self.squares / self.weight - mean * mean, 0.0)
            half = 1.96 * float(np.sqrt(spread * self.squared_weights)) / self.weight
            low, high = mean - half, mean + half
        return Score(mean, low, high, self.count, float(np.median(values)), float(np.percentile(values, 95)))


class Difference(NamedTuple):
    """`one` minus `other` on the same items, with its 95 % interval and the share of items where `one` is higher."""

    one: str
    other: str
    metric: str
    mean: float
    low: float
    high: float
    higher: float
    notes: int

    def document(self) -> dict[str, object]:
        """For JSON, rounded to four decimals."""
        return {
            "one": self.one,
            "other": self.other,
            "metric": self.metric,
            "difference": round(self.mean, 4),
            "interval": [round(self.low, 4), round(self.high, 4)],
            "higher": round(self.higher, 4),
            "notes": self.notes,
        }


def bootstrap(
    values: NDArray[np.float64], weights: NDArray[np.float64], draws: int = DRAWS, seed: int = 0
) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of a weighted mean, the same for the same values."""
    random = np.random.default_rng(seed)
    at_once = max(1, min(draws, 1_000_000 // len(values)))  # draws in one matrix
    means: list[NDArray[np.float64]] = []
    for begin in range(0, draws, at_once):
        picked = random.integers(0, len(values), (min(at_once, draws - begin), len(values)))
        weight = weights[picked]
        total = weight.sum(axis=1)
        means.append((weight * values[picked]).sum(axis=1) / np.where(total > 0, total, 1.0))
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return float(low), float(high)


def paired(one: str, other: str, metric: str, first: Column, second: Column) -> Difference | None:
    """The mean difference on the items that both scored (each weighs the same); None when there are none."""
    _, here, there = np.intersect1d(
        np.asarray(first.numbers), np.asarray(second.numbers), assume_unique=True, return_indices=True
    )
    if not len(here):
        return None
    gaps = np.asarray(first.values)[here] - np.asarray(second.values)[there]
    low, high = bootstrap(gaps, np.ones(len(gaps)))
    return Difference(one, other, metric, float(gaps.mean()), low, high, float((gaps > 0).mean()), len(gaps))
