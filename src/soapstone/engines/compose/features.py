"""What the reader sees of a clause: its words, who says it, what was asked before, what stands near."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from soapstone.nlp.assertion import is_question
from soapstone.nlp.concepts import Mention, find_concepts
from soapstone.nlp.speech import Clause
from soapstone.nlp.stems import STOPWORDS, tokens

# Words with which a clinician moves on to the exam, the results or the plan.
ZONES = {
    "exam": re.compile(
        r"physical exam|on (?:your )?exam|listen to your|take a (?:quick )?look at you|examination|your vitals|"
        r"vital signs|i (?:do )?appreciate",
        re.IGNORECASE,
    ),
    "results": re.compile(
        r"results?|x-?rays?|\bct\b|mri|ultrasound|ekg|echocardiogram|labs?\b|blood ?work|a1c|panel",
        re.IGNORECASE,
    ),
    "plan": re.compile(
        r"my (?:assessment|plan|impression)|assessment and|(?:first|second|third|next|last) problem|"
        r"go ahead and (?:order|get|start|prescribe)|i(?:'m| am) going to (?:order|prescribe|refer|start|get|put|have)|"
        r"for your|i want (?:you )?to|i think|recommend|follow ?up|see you",
        re.IGNORECASE,
    ),
}
_REACH = 8


class Seen(NamedTuple):
    """A clause with all that is looked at more than once."""

    clause: Clause
    side: str  # "C" for a clinician, "P" for anyone else
    stems: tuple[str, ...]
    content: frozenset[str]
    mentions: tuple[Mention, ...]
    question: bool
    zones: frozenset[str]


def see(clause: Clause) -> Seen:
    """Read a clause once. Numbers are all the same to the reader: "#"."""
    words = tokens(clause.text)
    stems = tuple("#" if word.text[0].isdigit() else word.stem for word in words)
    content = frozenset(s for s, w in zip(stems, words, strict=True) if w.text.lower() not in STOPWORDS)
    return Seen(
        clause,
        "C" if clause.role == "clinician" else "P",
        stems,
        content,
        tuple(find_concepts(clause.text)),
        is_question(clause),
        frozenset(name for name, pattern in ZONES.items() if pattern.search(clause.text)),
    )


def features(seen: Sequence[Seen], at: int) -> dict[str, float]:
    """The named features of clause `at` among the clauses of its visit."""
    me = seen[at]
    side = me.side
    place = at / len(seen)
    found: dict[str, float] = {
        f"side={side}": 1.0,
        f"place={side}{int(5 * place)}": 1.0,
        "place": place,
        "place^2": place * place,
        "length": min(len(me.stems), 40) / 20,
        "short": float(len(me.stems) < 4),
        "mentions": float(min(3, len(me.mentions))),
        "number": float("#" in me.stems),
    }
    if me.question:
        found[f"asks={side}"] = 1.0
    found.update((f"word={side}{stem}", 1.0) for stem in me.stems)
    found.update((f"pair={side}{a} {b}", 1.0) for a, b in zip(me.stems, me.stems[1:], strict=False))
    for mention in me.mentions:
        found[f"kind={side}{mention.concept.kind}"] = 1.0
        found[f"group={side}{mention.concept.group}"] = 1.0
    found.update((f"zone={side}{zone}", 1.0) for zone in me.zones)
    for back in range(1, min(_REACH, at) + 1):
        before = seen[at - back]
        if before.side == "C":
            for zone in before.zones:
                found.setdefault(f"near={zone}", back**-0.5)
    if side == "P":
        asked = next((seen[i] for i in range(at - 1, max(-1, at - 4), -1) if seen[i].side == "C"), None)
        if asked is not None:
            found.update((f"asked={stem}", 1.0) for stem in asked.content)
            found["was asked"] = float(asked.question)
    for step in (-1, 1):
        if 0 <= at + step < len(seen):
            found.update((f"beside{step}={stem}", 0.5) for stem in seen[at + step].content)
    return found
