"""How much, how often and which way: a drug's strength, unit, frequency and route against what was said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from soapstone.checks.heard import Heard, Place, heard, places
from soapstone.nlp.drugs import Dose, find_drugs
from soapstone.nlp.words import drugs
from soapstone.resources import read_toml
from soapstone.types import Finding, Note, Visit

RULE = "contradiction.dose"
_AROUND = 90  # characters after a drug's name in which its frequency stands
_UNITS = {"mg": r"mgs?|milligrams?", "mcg": r"mcgs?|micrograms?", "g": r"g|grams?", "units": r"units?",
          "mL": r"mls?|milliliters?|cc", "puffs": r"puffs?", "mEq": r"meq|milliequivalents?", "%": r"%|percent"}  # fmt: skip
_STRENGTH = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)\s*-?\s*(?P<unit>"
    + "|".join(f"(?:{pattern})" for pattern in _UNITS.values())
    + r"|l|liters?)(?![\w/])",
    re.IGNORECASE,
)


def doses(visit: Visit, note: Note) -> list[Finding]:
    """Findings for drugs whose strength, unit, frequency or route the visit gives otherwise.

    "Lisinopril 20 mcg daily" is wrong where "lisinopril , 20 milligrams twice a day" was said.
    """
    said = heard(visit.transcript)
    found = []
    for place in places(note):
        named = find_drugs(place.text)
        for at, dose in enumerate(named):
            end = named[at + 1].start if at + 1 < len(named) else len(place.text)
            written = place.text[dose.start : end].lower()
            spoken = " | ".join(_said_of(said, dose))
            faults = [_unit(said, spoken, written), _rhythm(said, spoken, written)]
            found += [place.finding(RULE, f"{dose.name}: {fault}.") for fault in faults if fault]
        if named:
            found += _routes(said, place)
    return found


def _said_of(said: Heard, dose: Dose) -> Iterator[str]:
    """What follows each mention of the drug in the visit, up to the next drug's name."""
    mentions = said.doses.get(drugs()[dose.name].generic, [])
    starts = sorted(other.start for known in said.doses.values() for other in known)
    for mention in mentions:
        following = next((start for start in starts if start > mention.start), len(said.text))
        yield said.text[max(0, mention.start - 40) : min(following, mention.start + _AROUND)]


def _unit(said: Heard, spoken: str, written: str) -> str:
    """A unit other than the one said with this number, or one that nobody said; "mg" often goes unsaid."""
    for match in _STRENGTH.finditer(written):
        unit, number = _unit_of(match["unit"]), match["number"]
        heard_with = {_unit_of(m["unit"]) for m in _STRENGTH.finditer(said.text) if m["number"] == number}
        if heard_with and unit not in heard_with:
            return f"{number} {unit} where {number} {' or '.join(sorted(heard_with))} was said"
        if (
            not heard_with
            and unit != "mg"
            and not re.search(rf"\b(?:{_UNITS.get(unit, 'liters?')})\b", said.text)
        ):
            return f"the unit {unit} was not said"
    return ""


def _unit_of(text: str) -> str:
    return next((unit for unit, pattern in _UNITS.items() if re.fullmatch(pattern, text, re.IGNORECASE)), "L")


def _rhythm(said: Heard, spoken: str, written: str) -> str:
    """A frequency other than the drug's own in the visit, or one that was said of nothing."""
    often = _named("frequencies", written[:_AROUND])
    if not often:
        return ""
    known = _named("frequencies", spoken)
    if known and not often & known:
        return f"{', '.join(sorted(often))} where {', '.join(sorted(known))} was said"
    unsaid = often - {"daily"} - _named("frequencies", said.text)
    return f"{', '.join(sorted(unsaid))} was not said" if unsaid else ""


def _routes(said: Heard, place: Place) -> Iterator[Finding]:
    """A route that nobody said."""
    for route in sorted(_named("routes", place.text) - _named("routes", said.text) - {"oral"}):
        yield place.finding(RULE, f"{route}: this route was not said.")


def _named(table: str, text: str) -> set[str]:
    return {name for name, pattern in _patterns(table) if pattern.search(text)}


@cache
def _patterns(table: str) -> list[tuple[str, re.Pattern[str]]]:
    words = read_toml("rules/checks.toml")[table]
    return [(name, re.compile(rf"\b(?:{'|'.join(w)})(?!\w)", re.IGNORECASE)) for name, w in words.items()]
