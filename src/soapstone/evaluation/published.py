"""Published results of a known set, found by its references."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

from soapstone.resources import read_toml


class PublishedSet(NamedTuple):
    """A set's name, the source of its results, and scores (F1 x 100) by system and metric."""

    name: str
    source: str
    systems: dict[str, dict[str, float]]


class Fingerprint:
    """The sum of the references' hashes modulo 2^64: the same in any order, in memory that does not grow."""

    def __init__(self) -> None:
        self._total = 0

    def add(self, reference: str) -> None:
        """Take in one reference note."""
        digest = hashlib.sha256(reference.encode("utf-8", "surrogatepass")).digest()
        self._total = (self._total + int.from_bytes(digest[:8], "big")) % 2**64

    def __str__(self) -> str:
        return f"{self._total:016x}"


def published(fingerprint: str) -> PublishedSet | None:
    """The known set with these references, or None."""
    for known in read_toml("evaluation/published.toml")["sets"]:
        if known["references"] == fingerprint:
            systems: dict[str, dict[str, Any]] = {row.pop("name"): row for row in known["systems"]}
            return PublishedSet(known["name"], known["source"], systems)
    return None
