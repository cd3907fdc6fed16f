"""Clinical entities of a note or a visit, each with what is asserted of it.

For example `read("Denies chest pain. Started lisinopril 10 mg daily.")` is chest pain, negated by "Denies", and
lisinopril, present.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from soapstone.nlp.abbreviations import expand, expansions
from soapstone.nlp.dictionary import find_phrases
from soapstone.nlp.references import settled
from soapstone.nlp.replies import rule_in_visit
from soapstone.nlp.senses import is_in, other_senses
from soapstone.nlp.tagger import Tagged, tag
from soapstone.nlp.written import Ruling, clauses, headings, rule_of_heading, rule_on
from soapstone.types import Entity, Transcript

_NEW_LINE = re.compile(r"[ \t\r]*\n(?:\s*\n)?\s*(?=[A-Z])")
# From this probability of its sense on, a short form of a condition is an entity though no tagger saw it.
SURE = 0.8


def read(text: str) -> list[Entity]:
    """The entities of a written note in order; `text[e.start:e.end] == e.text` for each. Any text is allowed."""
    places, titles = list(clauses(text)), headings(text)
    found: list[Entity] = []
    clause, title = 0, 0
    for one in _meant(text, {end - 1 for end, _ in titles}):
        while clause + 1 < len(places) and places[clause][1] <= one.start:
            clause += 1
        while title < len(titles) and titles[title][0] <= one.start:
            title += 1
        ruling = rule_on(text, one.start, one.end, places[clause])
        under = titles[title - 1][1] if title else ""
        kind = rule_of_heading(under)
        if kind and (ruling.assertion == "present" or (kind == "family" and ruling.assertion != "negated")):
            ruling = Ruling(kind, under)
        found.append(_entity(text, one, ruling))
    return settled(found, text)


def _meant(text: str, heads: Collection[int]) -> Iterator[Tagged]:
    """What is tagged and meant as an entity: not "discharged home", "RA" as room air, or a heading.

    "Medications:" heads a part and names nothing; "Hypertension:" heads what is said of a condition.
    """
    senses = other_senses(text)
    tagged = [_bare(text, part) for one in tag(text) for part in _by_line(text, one)]
    for one in sorted([*tagged, *_unseen(text, tagged)]):
        expansion = expand(text, one.start, one.end)
        if expansion and expansion.chosen.type:
            one = one._replace(type=expansion.chosen.type)
        heading = one.end in heads and text[one.end] == ":" and one.type != "DIAGNOSIS"
        nothing = (expansion and not expansion.chosen.type) or is_in(
            senses, "nothing", text, one.start, one.end
        )
        if not heading and not nothing:
            yield one


# What stands before a condition and is none of it: "risk for falls", "rumble of MS", "signs of infection".
_BEFORE_IT = re.compile(
    r"(?:(?:increased |high(?:er)? )?risk|signs?|evidence|rumble|picture|features) (?:of|for) (?=\S)",
    re.IGNORECASE,
)


def _bare(text: str, one: Tagged) -> Tagged:
    """A condition without the words that only lead up to it."""
    lead = _BEFORE_IT.match(text, one.start, one.end) if one.type == "DIAGNOSIS" else None
    return one._replace(start=lead.end()) if lead else one


def _by_line(text: str, one: Tagged) -> list[Tagged]:
    """A tagged stretch cut where a new line begins something new: "Hypertension" and "Asthma" of a list are two."""
    if "\n" not in text[one.start : one.end]:
        return [one]
    cuts = [match.end() for match in _NEW_LINE.finditer(text, one.start, one.end)]
    parts = []
    for start, end in pairwise([one.start, *cuts, one.end]):
        words = text[start:end].rstrip()
        known = [f.type for f in find_phrases(words) if (f.start, f.end) == (0, len(words))]
        parts.append(Tagged(start, start + len(words), known[0] if known else one.type, one.confidence))
    return [part for part in parts if part.start < part.end]


def _unseen(text: str, tagged: Sequence[Tagged]) -> Iterator[Tagged]:
    """Short forms that surely name a condition where nothing was tagged: "AS with sacroiliitis, HLA-B27 positive"."""
    taken = {at for one in tagged for at in range(one.start, one.end)}
    for start, end, expansion in expansions(text):
        if expansion.chosen.type == "DIAGNOSIS" and expansion.confidence >= SURE and start not in taken:
            yield Tagged(start, end, "DIAGNOSIS", expansion.confidence)


def _entity(text: str, one: Tagged, ruling: Ruling) -> Entity:
    return Entity(
        text=text[one.start : one.end],
        type=one.type,
        start=one.start,
        end=one.end,
        confidence=one.confidence,
        assertion=ruling.assertion,
        trigger=ruling.trigger,
    )


def read_transcript(transcript: Transcript) -> list[Entity]:
    """The entities of a visit, with `turn` and characters of that turn's text.

    The answer decides the question: in "Any fevers?" "Nope." fever is negated by "Nope".
    """
    found: list[Entity] = []
    for turn in transcript.turns:
        for entity in read(turn.text):
            ruling = rule_in_visit(transcript.turns, turn.index, entity.start, entity.end)
            found.append(
                entity.model_copy(
                    update={"turn": turn.index, "assertion": ruling.assertion, "trigger": ruling.trigger}
                )
            )
    return found
