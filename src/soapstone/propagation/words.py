"""The words by which propagation reads facts, as patterns (`resources/rules/propagation.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from soapstone.resources import read_toml


class Named(NamedTuple):
    """A word of a table at characters `start` to `end`: "lower extremities" is named "leg"."""

    name: str
    start: int
    end: int


@cache
def rules() -> dict[str, Any]:
    """The rules of propagation."""
    return read_toml("rules/propagation.toml")


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Any of the patterns as whole words, in any case."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?![\w])", re.IGNORECASE)


def find(table: str, text: str) -> list[Named]:
    """The words of a table in a text, in order, the longest at each place: `find("parts", "left knee")`."""
    found = sorted(_hits(_patterns(table), text), key=lambda hit: (hit.start, -hit.end))
    apart: list[Named] = []
    for hit in found:
        if not apart or hit.start >= apart[-1].end:
            apart.append(hit)
    return apart


def _hits(patterns: list[tuple[str, re.Pattern[str]]], text: str) -> Iterator[Named]:
    for name, pattern in patterns:
        for match in pattern.finditer(text):
            number = match.groupdict().get("n") or ""
            yield Named(name.replace("{n}", number.upper()), match.start(), match.end())


@cache
def _patterns(table: str) -> list[tuple[str, re.Pattern[str]]]:
    held: Mapping[str, Any] = rules()
    for step in table.split("."):
        held = held[step]
    return [(name, any_of(words)) for name, words in held.items()]


@cache
def frequencies() -> list[tuple[str, re.Pattern[str]]]:
    """How often a drug is taken, as `rules/medications.toml` reads it."""
    table = read_toml("rules/medications.toml")["frequency"]
    return [(written, any_of(patterns)) for written, patterns in table.items() if written != "with meals"]


@cache
def verbs() -> dict[str, tuple[str, int]]:
    """Each form of a verb of treatment with what it means and which form it is: "stopping" is stop's second."""
    return {
        form: (status, at)
        for status, known in rules()["status"].items()
        for forms in known
        for at, form in enumerate(forms)
    }


def verb(status: str, form: int, like: str = "") -> str:
    """A verb of a status in a form: `verb("stop", 1)` is "stopping", and `verb("stop", 1, "hold")` is "holding".

    The verb of the edit is kept where it is known: to hold a drug is not to stop it.
    """
    families = rules()["status"][status]
    own = (forms for forms in families if like.lower() in forms)
    return str(next(own, families[0])[form])
