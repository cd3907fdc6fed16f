"""One score for those who want one, its weights stated for each mode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from soapstone.evaluation.metrics.pair import Pair
from soapstone.evaluation.metrics.registry import METRICS, Share, metric

Mode = Literal["deterministic", "judged", "comprehensive"]

WEIGHTS: dict[Mode, dict[str, float]] = {
    "deterministic": {
        "content_fidelity": 0.35, "support": 0.30, "omission": 0.15, "completeness": 0.10, "rougeLsum": 0.05,
        "format_validity": 0.05,
    },
    "judged": {"judged_content_fidelity": 0.5, "judged_medical_correctness": 0.5},
    "comprehensive": {
        "judged_content_fidelity": 0.25, "judged_medical_correctness": 0.25, "content_fidelity": 0.15,
        "medical_correctness": 0.10, "support": 0.10, "omission": 0.05, "completeness": 0.05, "rougeLsum": 0.025,
        "format_validity": 0.025,
    },
}  # fmt: skip
"""Set by hand: what is true and whole weighs 0.9, wording and form 0.1 or less; a judge as much as all the rest."""


def weighted(scores: Mapping[str, float], mode: Mode = "deterministic") -> float | None:
    """The weighted mean of the scores that there are; of those where lower is better, 100 - x."""
    total = weight = 0.0
    for name, share in WEIGHTS[mode].items():
        if name in scores:
            lower = name in METRICS and METRICS[name].better == "lower"
            total += share * (100 - scores[name] if lower else scores[name])
            weight += share
    return total / weight if weight else None


@metric(
    "overall",
    f"weighted mean of {', '.join(f'{n} {w:.2f}' for n, w in WEIGHTS['deterministic'].items())} (0 to 100)",
)
def overall(pair: Pair) -> float | None:
    """The weighted mean of the deterministic metrics that apply."""
    found = ((name, METRICS[name].score(pair)) for name in WEIGHTS["deterministic"])
    return weighted(
        {
            name: 100 * score.part / score.whole if isinstance(score, Share) else score
            for name, score in found
            if score is not None
        }
    )
