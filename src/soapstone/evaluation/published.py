"""Published results of a known set, found by its references."""

from __future__ import annotations

import hashlib
import tomllib
from importlib.resources import files
from typing import Any, NamedTuple


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
    text = (files("soapstone.resources") / "evaluation" / "published.toml").read_text(encoding="utf-8")
    for known in tomllib.loads(text)["sets"]:
        if known["references"] == fingerprint:
            systems: dict[str, dict[str, Any]] = {row.pop("name"): row for row in known["systems"]}
            return PublishedSet(known["name"], known["source"], systems)
    return None
