"""What a short form stands for where it stands, with the other senses it may have.

"MS" is multiple sclerosis beside an optic neuritis, mitral stenosis beside a murmur and mental status in an exam. Senses
and the words that speak for each are data (`resources/lexicons/abbreviations.tsv`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from soapstone.resources import read_table
from soapstone.types import EntityType

NEAR, FAR = 60, 200  # characters on each side in which context counts fully, and for less
# Weights of one word of context near and far, and of one step of `usual`; chosen on half of tests/nlp/abbreviations.tsv.
_NEAR_WEIGHT, _FAR_WEIGHT, _USUAL_WEIGHT = 1.2, 0.4, 0.6


_SHORT = re.compile(r"(?<![\w/])[A-Z][A-Z/]*[A-Z](?![\w/])")


class Sense(NamedTuple):
    """One meaning of a short form. `type` is None where it is no clinical entity, as "room air"."""

    name: str
    type: EntityType | None
    usual: int
    context: tuple[re.Pattern[str], ...]


class Expansion(NamedTuple):
    """The chosen sense, the others from likelier to less likely, and the probability of the chosen one."""

    chosen: Sense
    alternatives: tuple[Sense, ...]
    confidence: float


@cache
def senses() -> Mapping[str, tuple[Sense, ...]]:
    """The senses of each short form, as written in capitals."""
    held: dict[str, tuple[Sense, ...]] = {}
    for short, name, kind, usual, _, words in read_table("lexicons/abbreviations.tsv"):
        context = tuple(_beginning(word) for word in words.split("; "))
        held[short] = (*held.get(short, ()), Sense(name, kind or None, int(usual), context))  # type: ignore[arg-type]
    return held


def _beginning(word: str) -> re.Pattern[str]:
    """A word of context: capitals as they are ("CT"), other words in any case and with any ending."""
    if word.endswith("#num"):
        return re.compile(r"@\s*[:=]?\s*\d")
    if not word[0].isalnum():
        return re.compile(re.escape(word))
    whole = r"\b" if word.isupper() and len(word) <= 4 else ""
    return re.compile(rf"(?<!\w){re.escape(word)}{whole}", 0 if word.isupper() else re.IGNORECASE)


def expand(text: str, start: int, end: int) -> Expansion | None:
    """What the short form at characters `start` to `end` stands for; None where it is none that is known.

    In "Diastolic rumble of MS" MS is mitral stenosis; multiple sclerosis is kept as an alternative.
    """
    known = senses().get(text[start:end])
    if known is None:
        return None
    if _heads(text, start, end) and (plain := [sense for sense in known if sense.type is None]):
        known = (*plain, *(sense for sense in known if sense.type))  # "PE: lungs clear" heads an exam
        scores = [_score(sense, text, start, end) + 2.0 * (sense.type is None) for sense in known]
    else:
        scores = [_score(sense, text, start, end) for sense in known]
    order = sorted(range(len(known)), key=lambda at: -scores[at])
    odds = [math.exp(score - max(scores)) for score in scores]
    return Expansion(
        known[order[0]], tuple(known[at] for at in order[1:]), round(odds[order[0]] / sum(odds), 3)
    )


def expansions(text: str) -> Iterator[tuple[int, int, Expansion]]:
    """The short forms of a text with their places; in a text of capitals "AS" is no short form but a word."""
    for match in _SHORT.finditer(text):
        around = text[max(0, match.start() - 30) : match.end() + 30]
        if match.group() in senses() and any(letter.islower() for letter in around):
            found = expand(text, *match.span())
            if found:
                yield *match.span(), found


def spelled(text: str, start: int, end: int) -> str:
    """The words from `start` to `end` with short forms of conditions spelled out: "severe AS" is severe aortic stenosis."""
    written, at = "", start
    for match in _SHORT.finditer(text, start, end):
        found = expand(text, *match.span())
        if found and found.chosen.type == "DIAGNOSIS":
            written, at = written + text[at : match.start()] + found.chosen.name, match.end()
    return written + text[at:end]


def _heads(text: str, start: int, end: int) -> bool:
    """Whether the short form is a heading: it opens its line and a colon follows."""
    opens = not text[text.rfind("\n", 0, start) + 1 : start].strip(" \t-*•")
    return opens and text[end : end + 1] == ":"


def _score(sense: Sense, text: str, start: int, end: int) -> float:
    """The logarithm of how likely a sense is, up to a constant."""
    # the short form itself is "@", so that it is no context of its own
    around = f"{text[max(0, start - FAR) : start]}@{text[end : end + FAR]}"
    at = min(start, FAR)
    near, far = around[max(0, at - NEAR) : at + NEAR], around
    hits = sum(
        _NEAR_WEIGHT if p.search(near) else _FAR_WEIGHT if p.search(far) else 0.0 for p in sense.context
    )
    return _USUAL_WEIGHT * sense.usual + hits
