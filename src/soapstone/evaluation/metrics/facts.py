"""Clinical concepts in common with the reference and the dialogue."""

from __future__ import annotations

from soapstone.evaluation.metrics.pair import Pair
from soapstone.evaluation.metrics.registry import Share, metric

ENTITY_KINDS = frozenset(["condition", "drug", "test", "procedure"])


@metric("fact_score", "F1 x 100 over the clinical concepts of note and reference (open MEDCON stand-in)")
def fact_score(pair: Pair) -> float | None:
    """F1 over the sets of concepts; 100 when neither text names any."""
    if not pair.reference:
        return None
    sizes = len(pair.reference_facts) + len(pair.fact_names)
    return 200 * len(pair.reference_facts & pair.fact_names) / sizes if sizes else 100.0


@metric("fact_precision", "share of the note's concepts that the reference names, %")
def fact_precision(pair: Pair) -> float | None:
    """Concepts of the note that the reference names too."""
    if not pair.reference or not pair.fact_names:
        return None
    return 100 * len(pair.reference_facts & pair.fact_names) / len(pair.fact_names)


@metric("fact_recall", "share of the reference's concepts that the note names, %")
def fact_recall(pair: Pair) -> float | None:
    """Concepts of the reference that the note names too."""
    if not pair.reference_facts:
        return None
    return 100 * len(pair.reference_facts & pair.fact_names) / len(pair.reference_facts)


@metric("entity_coverage", "share of the conditions, drugs, tests and procedures said that the note names, %")
def entity_coverage(pair: Pair) -> Share | None:
    """Entities of the dialogue that reached the note; needs no reference."""
    said = {fact.name for fact in pair.said if fact.kind in ENTITY_KINDS}
    return Share(len(said & pair.fact_names), len(said)) if said else None


@metric("omission", "share of the reference's concepts that were said and the note lacks, %", better="lower")
def omission(pair: Pair) -> Share | None:
    """What a person wrote down, the dialogue holds, and this note leaves out."""
    wanted = pair.reference_facts & {fact.name for fact in pair.said}
    return Share(len(wanted - pair.fact_names), len(wanted)) if wanted else None


@metric("content_fidelity", "F1 x 100 of what should be documented (reference and dialogue) against the note")
def content_fidelity(pair: Pair) -> float | None:
    """Two stages without a judge: list the concepts that reference and dialogue share, then check each.

    Precision counts a concept of the note as faithful when the dialogue or the reference names it.
    """
    if not pair.reference or not pair.item.dialogue:
        return None
    said = {fact.name for fact in pair.said}
    wanted = pair.reference_facts & said
    if not wanted or not pair.fact_names:
        return None
    recall = len(wanted & pair.fact_names) / len(wanted)
    precision = len(pair.fact_names & (said | pair.reference_facts)) / len(pair.fact_names)
    return 200 * precision * recall / (precision + recall) if precision + recall else 0.0
