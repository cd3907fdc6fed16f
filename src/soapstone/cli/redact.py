"""`soapstone redact`."""

from __future__ import annotations


def redact() -> None:
    """To come."""
