"""Metrics by name: each is one registered function of a pair (reference and note, with the dialogue)."""

# Importing registers them, in the order in which tables show them.
from soapstone.evaluation.metrics import overlap, bertscore, facts, traced, checked, form, overall  # noqa: F401  # isort: skip
from soapstone.evaluation.metrics.pair import Pair
from soapstone.evaluation.metrics.registry import METRICS, Metric, Share, chosen, metric

__all__ = ["METRICS", "Metric", "Pair", "Share", "chosen", "metric"]
