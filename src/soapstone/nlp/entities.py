"""Clinical entities of a note or a visit, each with what is asserted of it.

For example `read("Denies chest pain. Started lisinopril 10 mg daily.")` is chest pain, negated by "Denies", and
lisinopril, present.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from soapstone.nlp.assertion import is_question, reply
from soapstone.nlp.speech import Clause
from soapstone.nlp.tagger import Tagged, tag
from soapstone.nlp.written import Ruling, clauses, headings, rule_on
from soapstone.types import Entity, Span, Transcript, Turn

_FAMILY = re.compile(r"family (?:medical )?(?:history|hx)|fhx?")
_QUESTION = re.compile(r"[^.!?]*\?")


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
        if _FAMILY.fullmatch(under) and ruling.assertion != "negated":
            ruling = Ruling("family", under)
        found.append(_entity(text, one, ruling))
    return found


def _entity(text: str, one: Tagged, ruling: Ruling, turn: int | None = None) -> Entity:
    return Entity(
        text=text[one.start : one.end],
        type=one.type,
        start=one.start,
        end=one.end,
        confidence=one.confidence,
        assertion=ruling.assertion,
        trigger=ruling.trigger,
        turn=turn,
    )


def read_transcript(transcript: Transcript) -> list[Entity]:
    """The entities of a visit, with `turn` and characters of that turn's text.

    The answer decides the question: in "Any fevers?" "Nope." fever is negated by "Nope".
    """
    found: list[Entity] = []
    for turn in transcript.turns:
        asked = _questions(turn)
        for entity in read(turn.text):
            kept = entity.model_copy(update={"turn": turn.index})
            if any(start <= entity.start < end for start, end in asked):
                kept = _answered(kept, transcript.turns)
            found.append(kept)
    return found


def _questions(turn: Turn) -> list[tuple[int, int]]:
    places = [match.span() for match in _QUESTION.finditer(turn.text)]
    if not places and turn.role != "patient" and is_question(_clause(turn)):
        return [(0, len(turn.text))]
    return places


def _clause(turn: Turn) -> Clause:
    return Clause(Span(turn=turn.index, start=0, end=len(turn.text)), turn.role, turn.text)


def _answered(entity: Entity, turns: Sequence[Turn]) -> Entity:
    assert entity.turn is not None
    asker = turns[entity.turn]
    later = turns[entity.turn + 1 : entity.turn + 4]
    answer = next((turn for turn in later if turn.speaker != asker.speaker or turn.role != asker.role), None)
    if answer is None:
        return entity.model_copy(update={"assertion": "hypothetical", "trigger": "?"})
    kind = reply(answer.text)
    words = answer.text.split()
    trigger = words[0].strip(".,!") if words else None
    assertion = {"no": "negated", "yes": "present"}.get(kind, "hypothetical")
    return entity.model_copy(update={"assertion": assertion, "trigger": trigger if kind != "other" else "?"})
