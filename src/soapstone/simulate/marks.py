"""Labels inside a text under construction, so that places survive all that is done to it.

`mark("fact fever", "no fever")` puts the label around the words in three characters of the private
use area; fillers, stutters and capitals may be added; `unmark` gives the plain text and the places.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

OPEN, NAMED, CLOSE = "\ue000", "\ue001", "\ue002"
_PART = re.compile(f"({OPEN}[^{NAMED}]*{NAMED}|{CLOSE})")


class Place(NamedTuple):
    """Characters `start` to `end` (exclusive) of a text, and the label they carry."""

    label: str
    start: int
    end: int


def mark(label: str, text: str) -> str:
    """`text` with a label around it; an empty text carries none."""
    return f"{OPEN}{label}{NAMED}{text}{CLOSE}" if text else ""


def unmark(text: str) -> tuple[str, list[Place]]:
    """The plain text and its labelled places, in the order in which they open."""
    plain: list[str] = []
    places: list[Place] = []
    opened: list[int] = []
    length = 0
    for part in _PART.split(text):
        if part.startswith(OPEN):
            opened.append(len(places))
            places.append(Place(part[1:-1], length, length))
        elif part == CLOSE:
            at = opened.pop()
            places[at] = places[at]._replace(end=length)
        else:
            plain.append(part)
            length += len(part)
    whole = "".join(plain)
    return whole, [_trimmed(whole, place) for place in places]


def split(text: str, at: int) -> tuple[str, str]:
    """Cut a marked text before character `at` (of the marked text); what is open goes on in the second half."""
    opened: list[str] = []
    for part in _PART.findall(text[:at]):
        if part == CLOSE:
            opened.pop()
        else:
            opened.append(part)
    return text[:at].rstrip() + CLOSE * len(opened), "".join(opened) + text[at:].lstrip()


def _trimmed(text: str, place: Place) -> Place:
    start, end = place.start, place.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Place(place.label, start, end)


def within(text: str, change: Callable[[str], str]) -> str:
    """A marked text with its words changed and its labels kept."""
    if OPEN not in text:
        return change(text)
    return "".join(part if part[:1] in (OPEN, CLOSE) else change(part) for part in _PART.split(text) if part)
