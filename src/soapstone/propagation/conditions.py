"""The conditions, symptoms and signs that a sentence names, each by one name whatever its wording."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from soapstone.nlp.abbreviations import expansions
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.dictionary import find_phrases, normal_form
from soapstone.nlp.written import rule_on
from soapstone.propagation.words import any_of, rules
from soapstone.types import AssertionKind


class Condition(NamedTuple):
    """A condition, symptom or sign at characters `start` to `end`: "viral URI" is an upper respiratory infection."""

    name: str
    kind: Literal["condition", "finding"]
    start: int
    end: int
    assertion: AssertionKind


def conditions(text: str) -> list[Condition]:
    """What a sentence names, with the words before it that belong to the name, in order."""
    places = [(f.start, f.end, text[f.start : f.end]) for f in find_phrases(text) if f.type == "DIAGNOSIS"]
    places += [(a, b, e.chosen.name) for a, b, e in expansions(text) if e.chosen.type == "DIAGNOSIS"]
    places += [
        (m.start, m.end, text[m.start : m.end])
        for m in find_concepts(text)
        if m.concept.kind in ("condition", "symptom", "sign")
    ]
    found: list[Condition] = []
    for start, end, words in sorted(places, key=lambda place: (place[0], -place[1])):
        if found and start < found[-1].end:
            continue
        name, kind = named(words)
        opens = _opened(text, start) if kind == "condition" else start
        if name and not (found and opens < found[-1].end):
            found.append(Condition(name, kind, opens, end, rule_on(text, start, end).assertion))
    return found


@lru_cache(maxsize=4096)
def named(words: str) -> tuple[str, Literal["condition", "finding"]]:
    """The name of a condition without what is said of it, and whether it is a condition or only a finding.

    "acute viral URI" is an upper respiratory infection, "tension headache" a condition though headache is a symptom.
    """
    core = " ".join(_said_of_it().sub(" ", words).split()) or words
    core = str(rules()["conditions"]["same"].get(core.lower(), core))
    for form in (core, " ".join(_part().sub(" ", core).split())):
        mentions = find_concepts(form)
        if len(mentions) == 1 and not _LETTERS.search(form[: mentions[0].start] + form[mentions[0].end :]):
            concept = mentions[0].concept
            diagnosed = concept.kind == "condition" or concept.name in rules()["conditions"]["also"]
            return concept.name, "condition" if diagnosed else "finding"
    ends = core.lower().endswith((" pain", " ache", " swelling", " tenderness"))
    return normal_form(core), "finding" if ends else "condition"


_LETTERS = re.compile(r"[a-z]{3}", re.IGNORECASE)


def _opened(text: str, start: int) -> int:
    """Where the name begins with its own adjectives: "viral" of "viral sinusitis"."""
    while match := _adjective().search(text, 0, start):
        start = match.start()
    return start


@cache
def _adjective() -> re.Pattern[str]:
    words = "|".join(rules()["modifiers"]["words"])
    return re.compile(rf"(?<![\w-])(?:{words})[ ]$", re.IGNORECASE)


@cache
def _said_of_it() -> re.Pattern[str]:
    held = rules()
    scales = [pattern for scale in held["severity"].values() for words in scale.values() for pattern in words]
    sides = [pattern for words in held["side"].values() for pattern in words]
    return any_of([*held["modifiers"]["words"], *(p.replace("?P<n>", "?:") for p in scales), *sides])


@cache
def _part() -> re.Pattern[str]:
    return any_of(pattern for words in rules()["parts"].values() for pattern in words)
