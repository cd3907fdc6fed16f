"""Which words of a text are entities, and of which type."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from soapstone.nlp.dictionary import find_phrases
from soapstone.types import EntityType

# The share of the dictionary's phrases that were entities of that type in MACCROBAT train (bench/coding.py).
PRECISION: dict[EntityType, float] = {
    "DIAGNOSIS": 0.58,
    "PROCEDURE": 0.32,
    "MEDICATION": 0.7,
    "ANATOMY": 0.46,
    "TEST": 0.69,
}


class Tagged(NamedTuple):
    """An entity at characters `start` to `end` (exclusive), and the probability that it is one."""

    start: int
    end: int
    type: EntityType
    confidence: float


def tag(text: str) -> list[Tagged]:
    """The entities of a text in order, never overlapping."""
    return tag_by_dictionary(text)


def tag_by_dictionary(text: str) -> list[Tagged]:
    """As `tag`, by our lexicons and the names of ICD-10-CM alone."""
    return [Tagged(f.start, f.end, f.type, PRECISION[f.type]) for f in find_phrases(text)]


def model_version() -> str:
    """What reads the entities: "clinical-dictionary-v1.0.0"."""
    return "clinical-dictionary-v1.0.0"


def public_taggers() -> dict[str, Callable[[str], list[Tagged]]]:
    """The model's taggers with the labels of public data sets, by data set: for measuring, not for notes."""
    return {}
