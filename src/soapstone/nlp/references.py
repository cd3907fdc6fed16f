"""What "it", "this" and "the lesion" refer back to, and what is said of it there.

"A mass was seen in the left breast. It was benign.": "It" is the mass, which is benign. "The lesion has resolved." says
of the mass that it is gone. Words are data (`resources/rules/references.toml`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from soapstone.nlp.written import Ruling, clauses, rule_on
from soapstone.resources import read_toml
from soapstone.types import Entity

REACH = 300  # characters between a finding and the words that refer to it
_PRONOUN = re.compile(
    r"(?<![\w'’])(?:It|This|That|These|They)(?=\s+(?:is|was|were|are|has|have|had|appears?|measur\w+)\b)"
)

_STOP = re.compile(r"[.;!?\n](?!\d)")


class Reference(NamedTuple):
    """Words at `start` to `end` that refer to `entities[of]`, what they call it, and what is asserted of it there."""

    start: int
    end: int
    of: int
    attributes: tuple[str, ...]
    ruling: Ruling


class _Rules(NamedTuple):
    nouns: list[tuple[re.Pattern[str], re.Pattern[str] | None]]
    attributes: re.Pattern[str]
    empty: re.Pattern[str]
    settles: re.Pattern[str]


@cache
def _rules() -> _Rules:
    held = read_toml("rules/references.toml")
    nouns = [
        (_word(rf"(?:the|this|that|these) (?P<noun>{noun})"), None if of == "same" else _word(of))
        for noun, of in held["nouns"].items()
    ]
    return _Rules(
        nouns, *(_word("|".join(held["said"][name])) for name in ("attributes", "empty", "settles"))
    )


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def references(entities: Sequence[Entity], text: str) -> list[Reference]:
    """The words that refer back to a diagnosis of the same text, in order. `entities` are in order of `start`."""
    starts = [entity.start for entity in entities]
    places = list(clauses(text))
    found: list[Reference] = []
    for start, end, noun, fitting in sorted(_referring(text), key=lambda one: one[:2]):
        before = range(bisect_left(starts, start) - 1, -1, -1)
        near = (at for at in before if start - entities[at].end <= REACH)
        of = next((at for at in near if _fits(entities[at], noun, fitting)), None)
        if of is None or (found and found[-1].end > start):
            continue
        stop = _STOP.search(text, end)
        until = stop.start() if stop else len(text)
        said = tuple(match.group().lower() for match in _rules().attributes.finditer(text, end, until))
        clause = places[min(bisect_right(places, start, key=lambda place: place[1]), len(places) - 1)]
        found.append(Reference(start, end, of, said, rule_on(text, start, end, clause)))
    return found


def settled(entities: Sequence[Entity], text: str) -> list[Entity]:
    """The entities with what is decided over them later: in "Possible DVT. This was ruled out." DVT is negated."""
    found = list(entities)
    for reference in references(entities, text):
        kind, trigger = reference.ruling
        now = found[reference.of]
        if trigger and now.assertion in ("present", "possible") and _rules().settles.search(trigger):
            found[reference.of] = now.model_copy(update={"assertion": kind, "trigger": trigger})
    return found


def _referring(text: str) -> Iterator[tuple[int, int, str, re.Pattern[str] | None]]:
    """The words that may refer back: their place, their noun and what it may stand for."""
    nouns, empty = _rules().nouns, _rules().empty
    for match in _PRONOUN.finditer(text):
        after = text[match.end() : match.end() + REACH].lstrip()
        if not empty.match(after):
            yield match.start(), match.end(), "", None
    for pattern, of in nouns:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), match["noun"], of


def _fits(entity: Entity, noun: str, fitting: re.Pattern[str] | None) -> bool:
    """Whether an entity may be what a noun calls it; a pronoun may be any finding."""
    if entity.type != "DIAGNOSIS":
        return False
    pattern = fitting or (_word(re.escape(noun)) if noun else None)
    return pattern is None or bool(pattern.search(entity.text))
