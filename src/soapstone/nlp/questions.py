"""Questions of a visit: what they list, who answers them, and where an answer names what was asked.

In "Any numbness or tingling?" two things are asked, and "Tingling, yes." names the second.
Cues are data (`resources/rules/replies.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import Literal, NamedTuple

from soapstone.nlp.assertion import is_question
from soapstone.nlp.concepts import Concept, find_concepts
from soapstone.nlp.dictionary import norm
from soapstone.nlp.speech import Clause
from soapstone.resources import read_toml
from soapstone.types import Span, Turn

_SENTENCE = re.compile(r"[^.?!;…]+[.?!;…]*")
_ITEM = re.compile(r",?\s+(?:or|and|nor)\s+|,\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_TAG = re.compile(
    r",\s*(?:right|correct|okay|yeah|(?:is|are|do|does|did|have|has|was|were)(?:n't)? \w+)\s*\?$"
)
_SMALL = frozenset(
    "any the a an of in on at to your you have had do does did been are is was he she it his her or and "
    "having ever get feel noticed still now with this that i mean so no not there pain blood trouble "
    "re ve ll s t d m um uh more like sort kind feeling some been really just".split()
)
_ENDINGS = frozenset("ness th ing ed d y ful ly ish en er s ies".split())
_BREAK = re.compile(r"[\s,.!-]*")
_MARK = re.compile(r"<[^<>]{1,40}>")
_BACKCHANNEL = 5  # words of the asker that only show listening: "Okay, so no pain."
_AHEAD = 6  # turns after a question in which it may be answered


class Question(NamedTuple):
    """A sentence that asks, the turn and place it stands at, and what it lists."""

    text: str
    turn: int
    end: int

    @property
    def items(self) -> list[str]:
        """What is asked about, each once: "syncope, passing out" is one thing."""
        items: list[str] = []
        seen: set[Concept] = set()
        for item in _ITEM.split(_TAG.sub("", self.text).strip(" ?.")):
            concepts = {found.concept for found in find_concepts(item)}
            if content(item) and not concepts & seen:
                items.append(item)
            seen |= concepts
        return items


@cache
def cues() -> dict[str, re.Pattern[str]]:
    """The cues of questions and answers by name."""
    rules = read_toml("rules/replies.toml")
    held = {name: patterns for name, patterns in rules.items() if name != "says"} | rules["says"]
    return {
        name: re.compile(rf"(?<![\w'’-])(?:{'|'.join(patterns)})(?![\w'’])", re.IGNORECASE)
        for name, patterns in held.items()
    }


def question_at(turn: Turn, start: int) -> Question | None:
    """The question in which a mention stands, if its sentence is one. Recognised speech may lack the mark."""
    for match in _SENTENCE.finditer(turn.text):
        if match.start() <= start < match.end():
            said = cues()["lead"].sub("", heard(match.group()))
            unmarked = "?" not in turn.text and turn.role != "patient"
            clause = Clause(Span(turn=turn.index, start=match.start(), end=match.end()), turn.role, said)
            asks = said.endswith("?") or (unmarked and is_question(clause))
            return Question(said, turn.index, match.end()) if asks else None
    return None


def answers_to(turns: Sequence[Turn], question: Question) -> Iterator[str]:
    """What the others say to a question, up to the next question; "Okay." of the asker is passed over."""
    asker = turns[question.turn]
    rest = [m.group().strip() for m in _SENTENCE.finditer(asker.text[question.end :])]
    moved_on = any(cues()["open_ended"].match(one) for one in rest if one.endswith("?"))
    begun = False
    for turn in turns[question.turn + 1 : question.turn + 1 + _AHEAD]:
        said = heard(turn.text)
        if (turn.speaker, turn.role) == (asker.speaker, asker.role):
            goes_on = len(said.split()) > _BACKCHANNEL or "?" in said
            if begun and goes_on and not content(said) & content(question.text):
                return
        elif said and not cues()["unheard"].fullmatch(said):
            asks_back = said.endswith("?") and len(said.split()) > 3
            if (moved_on or asks_back) and not yes_or_no(said):
                return
            begun = True
            yield said


def heard(text: str) -> str:
    """A turn without a transcriber's marks: "<UNSURE>Yes</UNSURE>, <INAUDIBLE/>" is "Yes,"."""
    said = re.sub(r"\s+", " ", _MARK.sub(" ", text)).strip()
    return said if re.search(r"\w", said) else ""


def content(text: str) -> set[str]:
    """The words that tell one finding from another: of "any chest pain" only chest."""
    return {norm(word) for word in _WORD.findall(text.lower())} - _SMALL


def place_named(piece: str, mention: str) -> tuple[int, int] | None:
    """Where a piece names what was asked of, as a word of one stem or as the same concept: "anxious", "passed out"."""
    words = content(mention) or {norm(word) for word in _WORD.findall(mention.lower())}
    for word in _WORD.finditer(piece):
        if any(_akin(norm(word.group().lower()), asked) for asked in words):
            return word.span()
    concepts = {found.concept for found in find_concepts(mention)}
    return next(((m.start, m.end) for m in find_concepts(piece) if m.concept in concepts), None)


def _akin(one: str, other: str) -> bool:
    """Whether two words share a stem: warm and warmth, anxious and anxiety."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    short, long = sorted((one, other), key=len)
    grown = shared == len(short) >= 3 and long[shared:] in _ENDINGS
    return one == other or grown or (shared >= 4 and shared >= 0.55 * len(short))


def yes_or_no(text: str) -> Literal["yes", "no"] | None:
    """The last of the yes and no with which an answer begins: "Yeah, no, not really" is no."""
    said, at, found = cues(), 0, None
    while True:
        at = _BREAK.match(text, at).end()  # type: ignore[union-attr]
        if word := said["no"].match(text, at):
            found = "no"
        elif word := said["yes"].match(text, at):
            found = "yes"
        else:
            word = said["filler"].match(text, at)
        if not word:
            return found  # type: ignore[return-value]
        at = word.end()
