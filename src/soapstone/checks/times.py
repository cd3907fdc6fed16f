"""Since when and for how long: a duration or a day that was said otherwise, or never."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from soapstone.checks.heard import heard, numbers, places
from soapstone.types import Finding, Note, Visit

RULE = "contradiction.time"
_UNITS = "minute hour day week month year".split()
_HOURS = {"minute": 1 / 60, "hour": 1, "day": 24, "week": 168, "month": 730, "year": 8760}
_DURATION = re.compile(
    r"(?P<count>\b[a-z]+\b|\d+(?:\.\d+)?)(?: (?:of|more|or so|other|full|consecutive|whole))?[ -]+"
    r"(?P<unit>minute|hour|day|week|month|year)s?\b(?![ -](?:old|of age))",
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|tomorrow)\b", re.IGNORECASE
)
_SAME = {
    "a": "1",
    "an": "1",
    "one": "1",
    "past": "last",
    "previous": "last",
    "prior": "last",
    "couple": "2",
    "following": "next",
}


class Duration(NamedTuple):
    """ "4 days": a count, as digits or as a word, and a unit."""

    amount: str
    unit: str

    @property
    def hours(self) -> float | None:
        """About how long; None when the count is no number."""
        return float(self.amount) * _HOURS[self.unit] if self.amount[0].isdigit() else None


def durations(text: str) -> Iterator[Duration]:
    """The durations of a text: "for a couple of days" is 2 days, "last year" is last, year."""
    for match in _DURATION.finditer(text):
        word = match["count"].lower()
        spelt = max(numbers(word), default="")
        yield Duration(_SAME.get(word) or spelt or word, match["unit"].lower())


def times(visit: Visit, note: Note) -> list[Finding]:
    """Findings for durations and days of the note that contradict the visit.

    "For 4 months" is wrong where "four days" was said, and so is "on Friday" where only Monday was.
    """
    said = heard(visit.transcript)
    known = set(durations(said.text))
    units = {unit for unit in _UNITS if re.search(rf"\b{unit}", said.text)}
    hours = {duration.hours for duration in known}
    found = []
    for place in places(note):
        for duration in durations(place.text):
            if duration in known or (duration.hours in hours and duration.hours):
                continue
            others = [
                other for other in known if other.amount == duration.amount and other.amount not in _LOOSE
            ]
            if duration.unit not in units or others or duration.amount in ("last", "next"):
                heard_as = ", ".join(sorted(f"{o.amount} {o.unit}" for o in others)) or "no such time"
                found.append(
                    place.finding(RULE, f"{duration.amount} {duration.unit}: the visit says {heard_as}.")
                )
        days = (match[1] for match in _DAYS.finditer(place.text) if match[1].lower() not in said.text)
        found += [place.finding(RULE, f"{day} was not said.") for day in days]
    return found


_LOOSE = frozenset("the of in for this each every per a next last some".split())
