"""One score for those who want one, its weights stated."""

from __future__ import annotations

from soapstone.evaluation.metrics.pair import Pair
from soapstone.evaluation.metrics.registry import METRICS, Share, metric

WEIGHTS = {
    "content_fidelity": 0.35,
    "support": 0.30,
    "omission": 0.15,
    "completeness": 0.10,
    "rougeLsum": 0.05,
    "format_validity": 0.05,
}
"""Of the deterministic overall score: what is true and whole weighs 0.9, wording and form 0.1."""


@metric(
    "overall", "weighted mean of " + ", ".join(f"{n} {w:.2f}" for n, w in WEIGHTS.items()) + " (0 to 100)"
)
def overall(pair: Pair) -> float | None:
    """The weighted mean of the metrics that apply; "lower is better" ones count as 100 - x."""
    total = weight = 0.0
    for name, share in WEIGHTS.items():
        score = METRICS[name].score(pair)
        if score is None:
            continue
        value = 100 * score.part / score.whole if isinstance(score, Share) else score
        total += share * (100 - value if METRICS[name].better == "lower" else value)
        weight += share
    return total / weight if weight else None
