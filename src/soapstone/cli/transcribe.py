"""`soapstone transcribe`."""

from __future__ import annotations


def transcribe() -> None:
    """To come."""
