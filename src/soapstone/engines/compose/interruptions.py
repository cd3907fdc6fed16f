"""A thought that the other's "okay" cut in two: "my impression is esophageal," "Okay." "stricture" is one clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from soapstone.nlp.assertion import is_question
from soapstone.nlp.numbers import NUMBER_WORDS
from soapstone.nlp.speech import Clause, clauses, tidy
from soapstone.types import Span, Turn

# A clause with the further spans that belong to it.
Whole = tuple[Clause, tuple[Span, ...]]

_ONLY_LISTENS = re.compile(
    r"(?:(?:okay|ok|yeah|right|all right|alright|sure|got it|i see|mm+-?hmm+|mhm+|uh-?huh|hmm+|um|uh|great)[\s,.]*)+",
    re.IGNORECASE,
)
_BREAKS_OFF = re.compile(
    r"(?:[,\-–—]|\b(?:of|the|an?|on|in|for|to|with|your|my|his|her|at|from|or|is|are|was|were|about|by|as|if|"
    r"when|than|like|because|have|has|had|been|some|any|most|more|very))\s*$",
    re.IGNORECASE,
)
_BEGINS_ANEW = re.compile(
    r"(?:and|but|so|okay|all right|alright|now|then|well|um|uh|yeah|yes|no|i|i'm|i've|you|we|it|it's|he|she|they|there|"
    r"what|how|do|does|did|are|is|have|has|any|let|can|could)\b",
    re.IGNORECASE,
)


def made_whole(turns: Sequence[Turn]) -> list[Whole]:
    """The clauses of all turns; where one breaks off, the other only listens and the speaker goes on, both parts are one."""
    spoken = [clauses(turn) for turn in turns]
    further: dict[Span, tuple[Span, ...]] = {}
    for at in range(len(turns) - 2):
        before, after = turns[at], turns[at + 2]
        if not (spoken[at] and spoken[at + 2] and goes_on(turns, at)):
            continue
        first, second = spoken[at][-1], spoken[at + 2][0]
        broken = before.text[first.span.start : first.span.end].rstrip(" ,-–—")
        rest = after.text[second.span.start : second.span.end].strip(" ,-–—")
        if is_question(first) or _BEGINS_ANEW.match(rest):
            continue
        text = tidy(_HUNDREDS.sub(_whole_hundreds, f"{broken} {rest[:1].lower()}{rest[1:]}"))
        spoken[at][-1] = first._replace(text=text)
        further[first.span] = (*further.pop(first.span, ()), second.span, *further.pop(second.span, ()))
        spoken[at + 2] = spoken[at + 2][1:]
    return [(clause, further.get(clause.span, ())) for of_turn in spoken for clause in of_turn]


# "Ibuprofen four-" "Okay." "hundred milligrams", of which recognition makes 100 mg
_HUNDREDS = re.compile(
    r"\b(?P<count>one|two|three|four|five|six|seven|eight|nine|[1-9]) (?:100|hundred)(?= )"
)


def _whole_hundreds(said: re.Match[str]) -> str:
    return f"{NUMBER_WORDS.get(said['count'], said['count'])}00"


def interrupted(turns: Sequence[Turn], at: int) -> bool:
    """Whether who speaks in turn `at` speaks again two turns later, the other in between."""
    return at + 2 < len(turns) and turns[at].role == turns[at + 2].role != turns[at + 1].role


def goes_on(turns: Sequence[Turn], at: int) -> bool:
    """Whether turn `at` breaks off, the other only listens, and the speaker goes on two turns later."""
    if not interrupted(turns, at):
        return False
    listens = _ONLY_LISTENS.fullmatch(turns[at + 1].text.strip()) is not None
    return listens and _BREAKS_OFF.search(turns[at].text) is not None
