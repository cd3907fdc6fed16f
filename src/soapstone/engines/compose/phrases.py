"""The realisation patterns that Soapstone ships: what a note leaves out, and how it says what is done."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class Act(NamedTuple):
    """Something a clinician does in a plan, with its possible wordings; `wordings[0]` is the shipped one."""

    name: str
    pattern: re.Pattern[str]
    wordings: tuple[str, ...]
    label: str


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(
        (files("soapstone.resources") / "rules" / "phrases.toml").read_text(encoding="utf-8")
    )


@cache
def acts() -> tuple[Act, ...]:
    """The acts in the order in which they are tried."""
    return tuple(
        Act(
            row["name"],
            re.compile(row["pattern"], re.IGNORECASE),
            (row["written"], *row["also"]),
            row["label"],
        )
        for row in _table()["act"]
    )


@cache
def _lead_in(kind: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(_table()['lead_in'][kind])})", re.IGNORECASE)


@cache
def _conduct() -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(_table()['conduct']['patterns'])})[.?!]*$", re.IGNORECASE)


def without_lead_in(text: str, kind: str) -> str:
    """The finding itself: "on your heart exam, I do appreciate a murmur" gives "a murmur"."""
    pattern = _lead_in(kind)
    while match := pattern.match(text):
        if match.end() == 0 or not text[match.end() :].strip():
            break
        text = text[match.end() :]
    return text


def conducts(text: str) -> bool:
    """Whether the clause only conducts the visit: "let me listen to your lungs"."""
    return _conduct().match(text) is not None
