"""What was said wrong and put right at once: "right knee pain?" "No, it's the left knee."; "a brace, sorry, not a brace"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from soapstone.nlp.speech import Clause
from soapstone.types import Span

_CORRECTION = re.compile(
    r"\bnot (?:the|my|on the) (?P<wrong>left|right)(?: (?P<part>\w+))?\b.{0,25}?\b(?:the|"
    r"my) (?P<true>left|right)\b",
    re.IGNORECASE,
)
_REACH = 4  # turns back in which the wrong side may stand

Corrected = tuple[Clause, tuple[Span, ...]]


def correct_sides(clauses: Sequence[Clause]) -> list[Corrected]:
    """The clauses, those before a correction with the right side in them and the correction as further evidence."""
    corrected: list[Corrected] = [(clause, ()) for clause in clauses]
    for at, clause in enumerate(clauses):
        match = _CORRECTION.search(clause.text)
        if match is None or match["wrong"].lower() == match["true"].lower():
            continue
        wrong = re.compile(rf"\b{match['wrong']}\b(?= {match['part'] or ''})", re.IGNORECASE)
        for back in range(at - 1, -1, -1):
            earlier = clauses[back]
            if earlier.span.turn < clause.span.turn - _REACH:
                break
            if earlier.role != clause.role and wrong.search(earlier.text):
                corrected[back] = (
                    earlier._replace(text=wrong.sub(match["true"].lower(), earlier.text)),
                    (clause.span,),
                )
    return corrected


_RETRACTION = re.compile(
    r"(?:sorry|no wait|wait no|scratch that|I take that back|excuse me)\b.*?\bnot (?:a |an |"
    r"the )?(?P<what>\w.{2,40}?)[.?! ]*$",
    re.IGNORECASE,
)


def retracted(clauses: Sequence[Clause]) -> frozenset[int]:
    """The clauses that their speaker takes back, and those that do so."""
    found: set[int] = set()
    for at, clause in enumerate(clauses):
        match = _RETRACTION.match(clause.text)
        if match is None:
            continue
        found.add(at)
        earlier = range(max(0, at - 3), at)
        found |= {
            i
            for i in earlier
            if clauses[i].role == clause.role and match["what"].lower() in clauses[i].text.lower()
        }
    return frozenset(found)
