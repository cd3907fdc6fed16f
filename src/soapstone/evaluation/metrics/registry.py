"""The register of metrics: to add one, write a function of a Pair and put `@metric(...)` before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from soapstone.errors import UsageError
from soapstone.evaluation.metrics.pair import Pair

Better = Literal["higher", "lower", "neither"]


class Share(NamedTuple):
    """A part of a whole, both counts: means over notes weigh each note by its `whole`."""

    part: float
    whole: float


Score = float | Share | None
"""A value, a share, or None where the metric does not apply (no reference, no dialogue, nothing to count)."""


class Metric(NamedTuple):
    """A named measure of one note; one that is not `usual` is slow, and scored only where it is asked for."""

    name: str
    score: Callable[[Pair], Score]
    better: Better
    about: str
    usual: bool = True


METRICS: dict[str, Metric] = {}


def metric(
    name: str, about: str, better: Better = "higher", *, usual: bool = True
) -> Callable[[Callable[[Pair], Score]], Callable[[Pair], Score]]:
    """Register a function as the metric `name`; it must stand at the top of a module.

    For instance `@metric("characters", "length of the note", better="neither")`.
    """

    def register(score: Callable[[Pair], Score]) -> Callable[[Pair], Score]:
        METRICS[name] = Metric(name, score, better, about, usual)
        return score

    return register


def chosen(names: Iterable[str] | None = None) -> list[Metric]:
    """The metrics named, or the usual ones. UsageError for an unknown name."""
    if names is None:
        return [metric for metric in METRICS.values() if metric.usual]
    wanted = list(names)
    for name in wanted:
        if name not in METRICS:
            raise UsageError(f"unknown metric {name!r}.", fix=f"Choose among: {', '.join(METRICS)}.")
    return [METRICS[name] for name in wanted]
