"""Which words of a text are entities, and of which type: by the shipped model, and by dictionary where it saw none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from soapstone.nlp.confidence import calibrated
from soapstone.nlp.dictionary import find_phrases
from soapstone.nlp.ner import Ner, ner
from soapstone.types import EntityType

# The share of the dictionary's phrases that were entities of that type in MACCROBAT train (bench/coding.py).
PRECISION: dict[EntityType, float] = {
    "DIAGNOSIS": 0.58,
    "PROCEDURE": 0.32,
    "MEDICATION": 0.7,
    "ANATOMY": 0.46,
    "TEST": 0.69,
}
# What the dictionary may add to the model's entities: names of conditions and drugs are seldom anything else.
ADDED: frozenset[EntityType] = frozenset({"DIAGNOSIS", "MEDICATION"})


class Tagged(NamedTuple):
    """An entity at characters `start` to `end` (exclusive), and the probability that it is one."""

    start: int
    end: int
    type: EntityType
    confidence: float


def tag(text: str) -> list[Tagged]:
    """The entities of a text in order, never overlapping."""
    if ner() is None:
        return tag_by_dictionary(text)
    sure = calibrated()
    return [one._replace(confidence=sure(one.confidence)) for one in uncalibrated(text)]


def uncalibrated(text: str) -> list[Tagged]:
    """As `tag`, as sure as the encoder is, which is more than it should be."""
    model, named = ner(), tag_by_dictionary(text)
    return named if model is None else _joined(tag_by_model(text, model), named)


def before_calibration(confidence: float) -> float:
    """How sure the encoder was of an entity: for what was learned from that, whatever the calibration is now."""
    return confidence if ner() is None else calibrated().undone(confidence)


def tag_by_model(text: str, model: Ner, head: str = "maccrobat") -> list[Tagged]:
    """As `uncalibrated`, by the model alone, with the labels of one of its heads."""
    found = (m for m in model.find(text, head) if text[m.start : m.end].strip())
    return [Tagged(m.start, m.end, m.type, m.confidence) for m in found]  # type: ignore[arg-type]


def tag_by_dictionary(text: str) -> list[Tagged]:
    """As `tag`, by our lexicons and the names of ICD-10-CM alone."""
    return [Tagged(f.start, f.end, f.type, PRECISION[f.type]) for f in find_phrases(text)]


def _joined(first: Sequence[Tagged], more: Sequence[Tagged]) -> list[Tagged]:
    """The model's entities in `first`, and of the dictionary's in `more` what they lack. Both are in order.

    A name in the dictionary also takes the place of its part or parts: the model, as the case reports it learned from, has
    "chest" and "pain" apart where a clinician reads "chest pain".
    """
    found, at = list[Tagged](), 0
    for one in more:
        while at < len(first) and first[at].end <= one.start:
            found.append(first[at])
            at += 1
        inside = [t for t in first[at : at + 5] if t.start < one.end]
        whole = all(one.start <= t.start and t.end <= one.end for t in inside)
        longer = len(inside) > 1 or [(t.start, t.end) for t in inside] != [(one.start, one.end)]
        parts = whole and longer and any(t.type == one.type for t in inside)
        if parts or (not inside and one.type in ADDED):
            sure = max((t.confidence for t in inside), default=one.confidence)
            found.append(one._replace(confidence=sure))
            at += len(inside)
    return [*found, *first[at:]]


def model_version() -> str:
    """What reads the entities, as "clinical-ner-v1.1.0"; the dictionary where no model is shipped."""
    model = ner()
    return model.version if model else "clinical-dictionary-v1.0.0"


def public_taggers() -> dict[str, Callable[[str], list[Tagged]]]:
    """The model's taggers with the labels of public data sets, by data set: for measuring, not for notes."""
    model = ner()
    if model is None:
        return {}
    return {name: partial(tag_by_model, model=model, head=name) for name in model.heads}
