"""Drug names in text, with strength, route and frequency as they were said."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from soapstone.nlp.stems import tokens
from soapstone.nlp.words import Drug, drugs


class Dose(NamedTuple):
    """A drug as mentioned: written name, strength with unit, frequency; characters of the whole mention."""

    name: str
    strength: str
    frequency: str
    start: int
    end: int

    @property
    def written(self) -> str:
        """Name, strength and frequency as a note lists them: "lisinopril 20 mg daily"."""
        name = self.name.title() if self.is_brand else self.name
        return " ".join(filter(None, (name, self.strength, self.frequency)))

    @property
    def is_brand(self) -> bool:
        """Whether the name is a brand's, which is written with a capital: "Lasix" is furosemide."""
        return _is_product(drugs()[self.name])


def _is_product(drug: Drug) -> bool:
    return drug.generic != drug.name and drug.name not in _NAMED_ELSEWHERE


@cache
def products() -> frozenset[str]:
    """The names of common products, in lower case; those of two words not among them."""
    return frozenset(
        name for name, drug in drugs().items() if drug.common and " " not in name and _is_product(drug)
    )


# Generic names outside the United States (WHO international nonproprietary names and British approved names).
_NAMED_ELSEWHERE = frozenset(
    "adrenaline noradrenaline paracetamol salbutamol frusemide lignocaine rifampicin chlorphenamine glibenclamide".split()
) | {"glyceryl trinitrate"}
_STRENGTH = re.compile(
    r"(?P<n>\d+(?:[.,/]\d+)*)\s*(?P<u>milligrams?|mgs?|micrograms?|mcgs?|grams?|g\b|units?|milliliters?|mls?|puffs?|%|percent|milliequivalents?|meq)",
    re.IGNORECASE,
)
_UNITS = {
    "milligram": "mg",
    "mg": "mg",
    "microgram": "mcg",
    "mcg": "mcg",
    "gram": "g",
    "g": "g",
    "unit": "units",
    "milliliter": "mL",
    "ml": "mL",
    "puff": "puffs",
    "%": "%",
    "percent": "%",
    "milliequivalent": "mEq",
    "meq": "mEq",
}
_FREQUENCIES = [
    (re.compile(pattern, re.IGNORECASE), written)
    for pattern, written in [
        (r"(?:twice|two times|2 times)(?: a| per|/)? ?(?:day|daily)|\bb\.?i\.?d\b", "twice daily"),
        (r"(?:three times|3 times)(?: a| per|/)? ?(?:day|daily)|\bt\.?i\.?d\b", "three times daily"),
        (r"(?:four times|4 times)(?: a| per|/)? ?(?:day|daily)|\bq\.?i\.?d\b", "four times daily"),
        (r"(?:once|one time|1 time) (?:a|per) week|weekly|every week", "weekly"),
        (r"every other day", "every other day"),
        (r"every (?P<h>\d+|four|six|eight|twelve)(?: to (?P<h2>\d+|six|eight))? hours", "every {h} hours"),
        (r"(?:at|before) (?:bedtime|night)|every night|nightly", "nightly"),
        (r"every morning|in the morning", "every morning"),
        (
            r"once (?:a|per) day|once daily|one time (?:a|per) day|a day\b|per day|every ?day|daily|\bq\.?d\b",
            "daily",
        ),
        (r"as needed|when (?:i|you) need|\bprn\b", "as needed"),
    ]
]
_NUMBERS = {"four": "4", "six": "6", "eight": "8", "twelve": "12"}


@cache
def _longest() -> int:
    return max(len(name.split()) for name in drugs())


def find_drugs(text: str) -> list[Dose]:
    """The drugs of a text in order; strength and frequency are those said before the next drug."""
    found: list[tuple[str, int, int]] = []
    words = tokens(text)
    at = 0
    while at < len(words):
        for length in range(min(3, _longest(), len(words) - at), 0, -1):
            start, end = words[at].start, words[at + length - 1].end
            if text[start:end].lower() in drugs():
                found.append((text[start:end].lower(), start, end))
                at += length - 1
                break
        at += 1
    limits = [*(start for _, start, _ in found[1:]), len(text)][: len(found)]
    return [
        _dose(text, name, start, end, limit) for (name, start, end), limit in zip(found, limits, strict=True)
    ]


def _dose(text: str, name: str, start: int, end: int, limit: int) -> Dose:
    tail = text[end : min(limit, end + 90)]
    strength = _STRENGTH.search(tail[:45])
    frequency, last = "", strength.end() if strength else 0
    for pattern, written in _FREQUENCIES:
        match = pattern.search(tail)
        if match and not re.search(r"[.?!;]", tail[: match.start()]):
            hours = _NUMBERS.get((match.groupdict().get("h") or "").lower(), match.groupdict().get("h") or "")
            frequency = written.format(h=hours)
            last = max(last, match.end())
            break
    return Dose(name, _strength(strength), frequency, start, end + last)


def _strength(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    unit = match["u"].lower()
    unit = _UNITS.get(unit, _UNITS.get(unit.rstrip("s"), unit))
    return f"{match['n']}%" if unit == "%" else f"{match['n']} {unit}"
