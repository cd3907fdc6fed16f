"""Whether the note is right, as far as checks without a judge can tell."""

from __future__ import annotations

from soapstone.evaluation.metrics.pair import Pair
from soapstone.evaluation.metrics.registry import Share, metric


@metric(
    "medical_correctness",
    "share of the sentences in which the checks against the dialogue find nothing wrong, %; stands in for a judge",
    usual=False,
)
def medical_correctness(pair: Pair) -> Share | None:
    """Sentences without a finding. What a note leaves out is not counted here."""
    sentences = sum(bool(s.text) for section in pair.note.sections for s in section.sentences)
    if not pair.item.dialogue or not sentences:
        return None
    wrong = {(f.section, f.sentence) for f in pair.findings if f.sentence is not None}
    return Share(sentences - len(wrong), sentences)
