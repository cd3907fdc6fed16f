"""What identifies a person in a text: the HIPAA categories, and where each was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from pydantic import Field

from soapstone.types import Noun

Category = Literal[
    "name",
    "place",
    "date",
    "age",
    "phone",
    "fax",
    "email",
    "ssn",
    "mrn",
    "health_plan",
    "account",
    "licence",
    "vehicle",
    "device",
    "url",
    "ip",
    "biometric",
    "photo",
    "id",
]
CATEGORIES: tuple[Category, ...] = get_args(Category)


class Identifier(Noun):
    """A part of a text that may tell who the patient is, after 45 CFR 164.514(b)(2).

    For instance in "Seen by Dr. Okafor" a `name` from 8 to 18 with probability 0.95. `end` is
    exclusive. `age` stands for ages over 89 only, `place` for anything smaller than a state.
    """

    category: Category
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    probability: float = Field(ge=0.0, le=1.0)

    @property
    def mask(self) -> str:
        """What stands in its place once masked: "<NAME>"."""
        return f"<{self.category.upper()}>"


def without_overlaps(found: Iterable[Identifier]) -> list[Identifier]:
    """Join identifiers that overlap, in order of the text; the surest (then the longest) names the category."""
    joined: list[Identifier] = []
    for one in sorted(found, key=lambda i: (i.start, -i.end)):
        if joined and one.start < joined[-1].end:
            joined[-1] = _join(joined[-1], one)
        else:
            joined.append(one)
    return joined


def _join(first: Identifier, second: Identifier) -> Identifier:
    surest = max(first, second, key=lambda i: (i.probability, i.end - i.start))
    return Identifier(
        category=surest.category,
        start=first.start,
        end=max(first.end, second.end),
        probability=surest.probability,
    )
