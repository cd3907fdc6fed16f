"""Whether what the note says was said."""

from __future__ import annotations

from soapstone.evaluation.metrics.pair import Pair
from soapstone.evaluation.metrics.registry import Share, metric


@metric("support", "share of the sentences with facts all of whose facts were said, %")
def support(pair: Pair) -> Share | None:
    """Sentences traced to the dialogue whole."""
    if not pair.item.dialogue or not pair.support.sentences:
        return None
    return Share(pair.support.supported, pair.support.sentences)


@metric(
    "words_said", "share of the note's content words whose stems occur in the dialogue, %", better="neither"
)
def words_said(pair: Pair) -> float | None:
    """Content words that were said; low for a note in clinical wording, so neither end is best."""
    return 100 * pair.support.words if pair.item.dialogue else None
