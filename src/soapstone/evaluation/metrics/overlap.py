"""Words in common with the reference: ROUGE, by the published scorer's rules."""

from __future__ import annotations

from soapstone.evaluation.metrics.pair import Pair
from soapstone.evaluation.metrics.registry import metric


@metric("rouge1", "ROUGE-1 F1 x 100: single words in common with the reference")
def rouge1(pair: Pair) -> float | None:
    """Words in common."""
    return pair.rouge["rouge1"] if pair.reference else None


@metric("rouge2", "ROUGE-2 F1 x 100: pairs of words in common")
def rouge2(pair: Pair) -> float | None:
    """Pairs of words in common."""
    return pair.rouge["rouge2"] if pair.reference else None


@metric("rougeL", "ROUGE-L F1 x 100: longest common subsequence of the whole note")
def rouge_l(pair: Pair) -> float | None:
    """Longest common subsequence, line ends ignored."""
    return pair.rouge["rougeL"] if pair.reference else None


@metric("rougeLsum", "ROUGE-Lsum F1 x 100: the same line by line; ACI-Bench's ROUGE-L")
def rouge_lsum(pair: Pair) -> float | None:
    """Longest common subsequences line by line."""
    return pair.rouge["rougeLsum"] if pair.reference else None
