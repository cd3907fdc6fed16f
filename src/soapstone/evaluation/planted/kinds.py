"""Planting one error of a known kind in a true note, its place recorded."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from soapstone.evaluation.data import Item
from soapstone.evaluation.facts import fact_names, find_facts
from soapstone.evaluation.planted.places import Sentence, sentences_of
from soapstone.nlp.drugs import find_drugs
from soapstone.resources import read_toml


class Planted(NamedTuple):
    """A note with one error: at characters `start` to `end` of `text` stands `after` where `before` stood.

    A dropped or cut text leaves an empty place. `removed` is a second place, of the true note, from which
    a moved sentence was taken; else it is None.
    """

    kind: str
    item: Item
    text: str
    start: int
    end: int
    before: str
    after: str
    removed: tuple[int, int] | None = None


class Change(NamedTuple):
    """Characters `start` to `end` of the true note become `after`; `remove` is another place that goes."""

    start: int
    end: int
    after: str
    remove: tuple[int, int] | None = None


Planter = Callable[[Item, random.Random], Iterable[Change]]
KINDS: dict[str, Planter] = {}
"""Each kind lists every change it could make in a note; `plant` chooses one."""


def kind(name: str) -> Callable[[Planter], Planter]:
    """Register a planter as the kind `name`."""

    def register(planter: Planter) -> Planter:
        KINDS[name] = planter
        return planter

    return register


def plant(item: Item, name: str, seed: int = 0) -> Planted | None:
    """One error of the kind in the item's true note; None when the note has no place for it."""
    chance = random.Random(f"{seed} {name} {item.digest}")
    changes = [
        change for change in KINDS[name](item, chance) if change.after != item.note[change.start : change.end]
    ]
    if not changes:
        return None
    change = chance.choice(changes)
    text, start = item.note, change.start
    text = text[: change.start] + change.after + text[change.end :]
    if change.remove:
        first, last = change.remove
        gone = last - first
        moved = first >= change.end
        shift = len(change.after) - (change.end - change.start) if moved else 0
        text = text[: first + shift] + text[last + shift :]
        start = start if moved else start - gone
    before = item.note[change.start : change.end]
    return Planted(name, item, text, start, start + len(change.after), before, change.after, change.remove)


def plant_all(items: Iterable[Item], kinds: Sequence[str] | None = None, seed: int = 0) -> Iterator[Planted]:
    """One error of each kind in each note that has a place for it."""
    for item in items:
        for name in kinds or KINDS:
            planted = plant(item, name, seed)
            if planted is not None:
                yield planted


@cache
def material() -> dict[str, Any]:
    """The lists that errors are made of."""
    return read_toml("evaluation/planted.toml")


def _swaps(name: str, place: Callable[[Item], Iterable[Sentence]]) -> Planter:
    """A planter from a table of patterns and what may stand there instead."""

    def planter(item: Item, chance: random.Random) -> Iterator[Change]:
        for sentence in place(item):
            for pattern, others in material()["swaps"][name]:
                for found in re.finditer(rf"(?<![\w'])(?:{pattern})(?!\w)", sentence.text, re.IGNORECASE):
                    other = chance.choice(others)
                    capital = found.group()[0].isupper() and other
                    after = other[0].upper() + other[1:] if capital else other
                    end = found.end() + (not other and sentence.text[found.end() : found.end() + 1] == " ")
                    yield Change(sentence.start + found.start(), sentence.start + end, after)

    return planter


def _sentences(item: Item) -> list[Sentence]:
    return sentences_of(item.note)


def _with_drug(item: Item) -> Iterator[Sentence]:
    return (sentence for sentence in _sentences(item) if find_drugs(sentence.text))


for _name in ("laterality", "time", "person", "negation"):
    KINDS[_name] = _swaps(_name, _sentences)
for _name in ("unit", "frequency", "route"):
    KINDS[_name] = _swaps(_name, _with_drug)


@kind("drug")
def drug(item: Item, chance: random.Random) -> Iterator[Change]:
    """Another drug, which neither the dialogue nor the note names."""
    named = fact_names(item.dialogue) | fact_names(item.note)
    others = [name for name in material()["lists"]["drug"] if name not in named]
    for dose in find_drugs(item.note):
        other = chance.choice(others)
        after = other.title() if item.note[dose.start].isupper() else other
        yield Change(dose.start, dose.start + len(dose.name), after)


@kind("dose")
def dose(item: Item, chance: random.Random) -> Iterator[Change]:
    """Another strength: twice, half, ten times or a tenth, whichever was not said."""
    for found in find_drugs(item.note):
        number = re.match(r"\d+(?:\.\d+)?", found.strength)
        if number is None:
            continue
        at = item.note.find(number.group(), found.start + len(found.name), found.end)
        if at >= 0:
            value = float(number.group())
            others = [f"{value * by:g}" for by in (2, 0.5, 10, 0.1)]
            others = [other for other in others if other not in item.dialogue]
            if others:
                yield Change(at, at + len(number.group()), chance.choice(others))


@kind("number")
def number(item: Item, chance: random.Random) -> Iterator[Change]:
    """Another number where no drug is named: an age, a blood pressure, a laboratory value."""
    for sentence in _sentences(item):
        if find_drugs(sentence.text):
            continue
        for found in re.finditer(
            r"(?<![\w.,/-])\d{1,3}(?:\.\d)?(?![\w.]*\d|st|nd|rd|th|[.)] )", sentence.text
        ):
            value = float(found.group())
            other = f"{value + chance.choice([3, 7, 11, 20]):g}"
            if not re.search(rf"\b{re.escape(other)}\b", item.dialogue + item.note):
                yield Change(sentence.start + found.start(), sentence.start + found.end(), other)


@kind("diagnosis")
def diagnosis(item: Item, chance: random.Random) -> Iterator[Change]:
    """Another diagnosis in the assessment."""
    named = fact_names(item.dialogue) | fact_names(item.note)
    others = [name for name in material()["lists"]["diagnosis"] if not fact_names(name) & named]
    for sentence in _sentences(item):
        if sentence.topic == "assessment":
            for fact in find_facts(sentence.text):
                if fact.kind == "condition":
                    yield Change(
                        sentence.start + fact.start, sentence.start + fact.end, chance.choice(others)
                    )


@kind("section")
def section(item: Item, chance: random.Random) -> Iterator[Change]:
    """A sentence of the history moved to the end of the plan or the examination."""
    sentences = _sentences(item)
    ends = [s.end for topic in ("exam", "plan", "assessment") for s in sentences if s.topic == topic]
    for sentence in sentences:
        if sentence.topic == "history" and len(sentence.text.split()) >= 6 and ends:
            end = chance.choice(ends)
            yield Change(end, end, " " + sentence.text, (sentence.start, sentence.end))


@kind("duplication")
def duplication(item: Item, chance: random.Random) -> Iterator[Change]:
    """A sentence twice in a row."""
    for sentence in _sentences(item):
        if len(sentence.text.split()) >= 6:
            yield Change(sentence.end, sentence.end, " " + sentence.text)


@kind("truncation")
def truncation(item: Item, chance: random.Random) -> Iterator[Change]:
    """The note cut off within one of its last sentences."""
    long = [s for s in _sentences(item) if len(s.text.split()) >= 8]
    for sentence in long[-3:]:
        words = list(re.finditer(r"\S+", sentence.text))
        at = sentence.start + words[chance.randint(4, len(words) - 3)].end()
        yield Change(at, len(item.note), "")


@kind("fabricated_exam")
def fabricated_exam(item: Item, chance: random.Random) -> Iterator[Change]:
    """A finding of an examination that nobody spoke."""
    ends = [sentence.end for sentence in _sentences(item) if sentence.topic == "exam"]
    said = fact_names(item.dialogue)
    for finding in material()["lists"]["fabricated_exam"]:
        if ends and not fact_names(finding) & said and finding not in item.note:
            end = chance.choice(ends)
            yield Change(end, end, " " + finding)


@kind("dropped_allergy")
def dropped_allergy(item: Item, chance: random.Random) -> Iterator[Change]:
    """What was said of an allergy left out."""
    yield from _dropped(item, "allergy")


@kind("dropped_precaution")
def dropped_precaution(item: Item, chance: random.Random) -> Iterator[Change]:
    """When to come back or call, left out."""
    yield from _dropped(item, "precaution")


def _dropped(item: Item, cue: str) -> Iterator[Change]:
    pattern = re.compile(material()["cues"][cue], re.IGNORECASE)
    if pattern.search(item.dialogue):
        for sentence in _sentences(item):
            if pattern.search(sentence.text):
                yield Change(sentence.start, sentence.end, "")
