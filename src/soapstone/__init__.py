"""Soapstone: from a recorded visit to a checked clinical note, on the clinic's own hardware."""

from __future__ import annotations

__version__ = "0.1.0"
