"""Metrics that fail, as a user's own may: for the tests of the runner, importable by its workers."""

from __future__ import annotations

import os

from soapstone.evaluation.metrics import Metric, Pair


def stumbles(pair: Pair) -> float:
    """Raises for notes of one kind, with words of the note in the message."""
    if "stumble" in pair.text:
        raise ValueError(f"cannot score {pair.text}")
    return 1.0


def no_number(pair: Pair) -> float:
    """Divides by nothing, as a ratio may."""
    return float("nan")


def kills(pair: Pair) -> float:
    """Ends the process as native code that crashes does."""
    if "kill" in pair.text:
        os._exit(9)
    return 1.0


STUMBLES = Metric("stumbles", stumbles, "higher", "raises")
KILLS = Metric("kills", kills, "higher", "dies")
NO_NUMBER = Metric("no_number", no_number, "higher", "is not a number")
