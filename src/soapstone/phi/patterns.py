"""Identifiers with a form of their own, from `resources/phi/patterns.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from soapstone.phi.identifiers import Category, Identifier
from soapstone.resources import read_toml


@dataclass(frozen=True)
class Pattern:
    """A form that an identifier takes: "MRN: SF-98765432" is a medical record number.

    Where the expression has a group whose name starts with "id", only that group is masked, and
    the cue before it stays readable.
    """

    name: str
    category: Category
    probability: float
    expression: re.Pattern[str]

    def find(self, text: str) -> Iterator[Identifier]:
        """All places in a text that have this form."""
        for match in self.expression.finditer(text):
            groups = [
                key for key, said in match.groupdict().items() if said is not None and key.startswith("id")
            ]
            start, end = match.span(groups[0] if groups else 0)
            yield Identifier(category=self.category, start=start, end=end, probability=self.probability)


@cache
def patterns() -> tuple[Pattern, ...]:
    """The shipped patterns, compiled once."""
    data = read_toml("phi/patterns.toml")
    return tuple(
        Pattern(
            row["name"],
            row["category"],
            row["probability"],
            re.compile(row["regex"], re.IGNORECASE | re.VERBOSE),
        )
        for row in data["pattern"]
    )
