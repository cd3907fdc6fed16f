"""The codes that a note of the tabular list names: "(A00-A09)", "(E10.-)", "(K21.0, K22.7-)"."""

from __future__ import annotations

import re
from typing import NamedTuple

_REFERENCE = re.compile(
    r"\b([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)(?:\.?-)?(?:-([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)(?:\.?-)?)?(?![\w])"
)


class Reference(NamedTuple):
    """A code with all below it, or a range of codes with all below the last."""

    first: str
    last: str

    def holds(self, code: str) -> bool:
        """Whether `code` is meant: E10.- holds E10.65, A00-A09 holds A05.9."""
        bare, first, last = (c.replace(".", "") for c in (code, self.first, self.last))
        return bare[: len(first)] >= first and bare[: len(last)] <= last


def references(note: str) -> list[Reference]:
    """The codes named in the brackets of a note, in order."""
    inside = " ".join(re.findall(r"\(([^()]*)\)", note))
    return [Reference(m[1], m[2] or m[1]) for m in _REFERENCE.finditer(inside)]
