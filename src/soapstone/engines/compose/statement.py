"""A statement: one thing that a note may say, with the topic it belongs to and what supports it."""

from __future__ import annotations

from typing import NamedTuple

from soapstone.notes.templates import Topic
from soapstone.types import Span


class Statement(NamedTuple):
    """A finished sentence in note style.

    `group` is the line or problem it stands under ("Cardiovascular", "Hypertension"), empty for none;
    `order` is the clause it comes from, so that statements keep the order of speech; `worth` is how much
    a note wants it and `confidence` how surely it is right, both 0 to 1. In a plan, `kind` says what sort of
    thing is done: "reasoning", "testing", "treatment", "counseling", "follow-up" or "agreement"; the list of medications
    is of the kind "list".
    """

    topic: Topic
    text: str
    evidence: tuple[Span, ...]
    order: int
    group: str = ""
    worth: float = 1.0
    confidence: float = 0.9
    kind: str = ""


def listed(items: list[str], conjunction: str = "and") -> str:
    """Items as an English list: "fever, chills, or nausea"."""
    if len(items) < 3:
        return f" {conjunction} ".join(items)
    return f"{', '.join(items[:-1])}, {conjunction} {items[-1]}"


class Answer(NamedTuple):
    """The statement that a question and its answer make, its spans, and the clauses that it uses up.

    `sought` are answers that a note always has: since when, for how long. `topic` is where it stands, None where that is
    for the question to tell.
    """

    text: str
    evidence: tuple[Span, ...]
    used: frozenset[int]
    sought: bool = False
    topic: Topic | None = None
