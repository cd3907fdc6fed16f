"""Words that elsewhere name a condition and here do not: "discharged home", "cold to touch", "ST depression".

Surroundings are data (`resources/rules/senses.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from soapstone.resources import read_toml

Kind = Literal["nothing", "uncoded"]
KINDS: tuple[Kind, ...] = ("nothing", "uncoded")


_ARTICLE = re.compile(r"^(?:a|an|the|any|some)\s+", re.IGNORECASE)


class Sense(NamedTuple):
    """Characters `start` to `end` (exclusive) in another sense: no entity, or one that is not coded by its words."""

    kind: Kind
    start: int
    end: int


@cache
def _rules() -> list[tuple[Kind, re.Pattern[str]]]:
    held = read_toml("rules/senses.toml")
    return [
        (kind, re.compile(rf"(?<!\w)(?:{'|'.join(held[kind])})(?!\w)".replace("#", "()"), re.IGNORECASE))
        for kind in KINDS
    ]


@lru_cache(maxsize=8)
def other_senses(text: str) -> tuple[Sense, ...]:
    """The words of a text that stand in another sense than they name by themselves, in order.

    In "Wound discharge on the day of discharge" only the second "discharge" is one.
    """
    found = []
    for kind, pattern in _rules():
        for match in pattern.finditer(text):
            start = next(match.start(at) for at in range(1, len(match.groups()) + 1) if match.start(at) >= 0)
            word = re.compile(r"[\w-]+").match(text, start)
            end = word.end() if kind == "nothing" and word else match.end()
            found.append(Sense(kind, start, end))
    return tuple(sorted(found, key=lambda sense: sense.start))


def is_in(senses: Sequence[Sense], kind: Kind, text: str, start: int, end: int) -> bool:
    """Whether a mention, but for an article before it, is no more than words in another sense."""
    start += len(text[start:end]) - len(_ARTICLE.sub("", text[start:end]))
    return any(sense.kind == kind and sense.start <= start and end <= sense.end for sense in senses)
