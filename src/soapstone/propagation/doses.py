"""What a sentence says of its drugs: strengths, frequencies, durations, and what is done with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from soapstone.nlp.drugs import find_drugs
from soapstone.nlp.words import drugs
from soapstone.propagation.words import Named, any_of, rules, verbs
from soapstone.propagation.words import frequencies as frequency_patterns


class Said(NamedTuple):
    """A strength, frequency, duration or treatment verb at characters `start` to `end`."""

    kind: Literal["strength", "frequency", "duration", "status"]
    value: str
    start: int
    end: int
    subject: str = ""


_STRENGTH = re.compile(
    r"(?<![\w./])(?P<n>\d+(?:,\d{3})*(?:\.\d+)?(?:\s?[/-]\s?\d+(?:\.\d+)?)?)(?P<gap>[ -]?)"
    r"(?P<u>milligrams?|mgs?|micrograms?|mcgs?|µg|grams?|g|international units|units?|iu"
    r"|milliliters?|mls?|milliequivalents?|meqs?|puffs?)(?![\w/])",
    re.IGNORECASE,
)
_UNITS = {
    "milligram": "mg",
    "microgram": "mcg",
    "µg": "mcg",
    "gram": "g",
    "international unit": "unit",
    "iu": "unit",
    "milliliter": "ml",
    "milliequivalent": "meq",
}


def names(text: str) -> list[Named]:
    """The drugs by their generic names: Lasix is furosemide."""
    return [
        Named(drugs()[d.name].generic, d.start, d.start + len(d.name))
        for d in find_drugs(text)
        if not text[d.start + len(d.name) :].lower().startswith((" level", " defic"))
    ]


def strengths(text: str) -> Iterator[Said]:
    """The strengths, "20 mg" and "20 milligrams" alike."""
    for match in _STRENGTH.finditer(text):
        unit = match["u"].lower().removesuffix("s")
        number = re.sub(r"[ ,]", "", match["n"])
        yield Said("strength", f"{number} {_UNITS.get(unit, unit)}", *match.span())


def frequencies(text: str) -> Iterator[Said]:
    """How often, "b.i.d." and "twice a day" alike."""
    hits = [
        Said("frequency", written.replace("{n}", _range(match.groupdict().get("n") or "")), *match.span())
        for written, pattern in frequency_patterns()
        for match in pattern.finditer(text)
    ]
    end = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= end:
            yield hit
            end = hit.end


def _range(number: str) -> str:
    """ "4 to 6" and "4-6" are one."""
    return re.sub(r"\s?(?:-|to)\s?", "-", number)


_DURATION = re.compile(rules()["duration"]["pattern"], re.IGNORECASE)
_DIGITS = {
    word: str(at) for at, word in enumerate("zero one two three four five six seven eight nine ten".split())
}
_DIGITS |= {"twelve": "12", "fourteen": "14"}
_RHYTHM = re.compile(r"(?:every|each|q\.?)\s*$", re.IGNORECASE)


def durations(text: str) -> Iterator[Said]:
    """The lengths of time; "every 6 hours" is none."""
    for match in _DURATION.finditer(text):
        if not _RHYTHM.search(text, 0, match.start()):
            number = match["n"].lower()
            unit = match["u"].lower().removesuffix("s")
            yield Said("duration", f"{_DIGITS.get(number, number)} {unit}", *match.span())


def owner(text: str, said: Said, medicines: Sequence[Named]) -> str:
    """The drug that a strength, frequency or duration belongs to: the one right after it, else the last before it."""
    for drug in medicines:
        between = text[said.end : drug.start]
        if (
            said.kind == "strength"
            and drug.start >= said.end
            and re.fullmatch(r"\s*(?:of|dose of|oral|tablets? of)?\s*", between, re.I)
        ):
            return drug.name
    before = [drug for drug in medicines if drug.end <= said.start]
    if before and not re.search(r"[.;]\s", text[before[-1].end : said.start]):
        return before[-1].name
    return medicines[0].name if len(medicines) == 1 and said.kind == "strength" else ""


_VERB = any_of(sorted(verbs(), key=len, reverse=True))


def statuses(text: str, medicines: Sequence[Named]) -> Iterator[Said]:
    """What is done with each drug, by the verb before it: "Continue lisinopril and stop aspirin"."""
    found = list(_VERB.finditer(text))
    for drug in medicines:
        before = [
            m for m in found if m.end() <= drug.start and not re.search(r"[.;]\s", text[m.end() : drug.start])
        ]
        if before:
            yield Said("status", verbs()[before[-1].group().lower()][0], *before[-1].span(), drug.name)
