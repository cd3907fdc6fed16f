"""What the sources of a model share: how progress is told, and how a source fails."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all; may be called from any point of a download."""

BLOCK = 1 << 20


class SourceError(Exception):
    """One source could not give a file; the next source may."""


def sha256(file: Path) -> str:
    """The SHA-256 of a file, hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
