"""Clinical entities of a note or a visit, each with what is asserted of it.

For example `read("Denies chest pain. Started lisinopril 10 mg daily.")` is chest pain, negated by "Denies", and
lisinopril, present.
"""

from __future__ import annotations

from soapstone.nlp.replies import rule_in_visit
from soapstone.nlp.tagger import Tagged, tag
from soapstone.nlp.written import Ruling, clauses, headings, rule_of_heading, rule_on
from soapstone.types import Entity, Transcript



def read(text: str) -> list[Entity]:
    """The entities of a written note in order; `text[e.start:e.end] == e.text` for each. Any text is allowed."""
    places, titles = list(clauses(text)), headings(text)
    # "Medications:" heads a part and names nothing; "Hypertension:" heads what is said of a condition
    heads = {end - 1 for end, _ in titles}
    tagged = [t for t in tag(text) if t.type == "DIAGNOSIS" or t.end not in heads or text[t.end] != ":"]
    found: list[Entity] = []
    clause, title = 0, 0
    for one in tagged:
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
    return found


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
