"""Answers of time: since when, for how long, how often; which a note always has."""

from __future__ import annotations

import re

from soapstone.engines.compose.grammar import Subject, sentence_case
from soapstone.engines.compose.reading import Heard
from soapstone.engines.compose.statement import Answer
from soapstone.engines.compose.third_person import third_person
from soapstone.types import Span


def timed(text: str, answer: Heard, spans: tuple[Span, ...], at: int, subject: Subject) -> Answer | None:
    """ "When did that start?" "Um, about three weeks ago." is "It started about three weeks ago."."""
    said = _PUT_RIGHT.sub("", _MORE.sub("", answer.seen.clause.text))
    said = _BEFORE_TIME.sub("", said.rstrip("., "))
    said = _AFTER_TIME.sub("", said)
    often = _HOW_OFTEN.search(text)
    if not (_OFTEN if often else _TIME).search(said) or len(said.split()) > 10 or _CLAUSE.search(said):
        return None
    said = said[0].lower() + said[1:] if not said[:1].isupper() or said.split()[0] in _LOWERED else said
    if often:
        does = f"you {'are ' * (often['aux'].lower() == 'are')}{often['does']}"
        told = f"{third_person(does, subject, 'clinician')} {said}"
        return Answer(sentence_case(told), spans, frozenset({at}), sought=True)
    for pattern, written in _TIMES:
        if match := pattern.search(text):
            what = third_person(match["what"].removesuffix(" for"), subject, "clinician")
            what = "it" if what.lower() in ("", "this", "that", "these") else what
            told = written.format(
                lead=subject.lead,
                what=what,
                span=_span_of(said),
                start=_start_of(what, said),
                when=f"{said} ago" if _LASTS.fullmatch(said) else said,
            )
            return Answer(sentence_case(told), spans, frozenset({at}), sought=True)
    return None


# "Monday, no, wait, Tuesday, so about six days ago"
_PUT_RIGHT = re.compile(
    r"^.*\b(?:no|wait|sorry),? .*?(?:, so |, )(?=(?:about |around )?[\w-]+(?: [\w-]+)? ago\b)", re.IGNORECASE
)
# "It's been 12 days, I feel like it's the same each time"
_MORE = re.compile(r", (?:and |but |so )?(?:I|it|it's|we|you) .*", re.IGNORECASE)


def _start_of(what: str, said: str) -> str:
    """Since when: "it started last Tuesday"; for what lasts "it has been going on for three days"."""
    lasts = _LASTS.fullmatch(said) or re.match(r"(?:since|for)\b", said, re.IGNORECASE)
    has = "have" if re.match(r"(?:the|his|her|their|these) .*[^s]s$", what) else "has"
    return f"{what} {has} been going on {_span_of(said)}" if lasts else f"{what} started {said}"


def _span_of(said: str) -> str:
    """For how long: "three weeks" and "three weeks ago" are "for three weeks", "last Tuesday" is "since last Tuesday"."""
    if re.match(r"(?:since|for|ever since)\b", said, re.IGNORECASE):
        return said
    if said.endswith(" ago") and not _BEGUN.search(said.removesuffix(" ago")):
        return f"for {said.removesuffix(' ago')}"
    return f"since {said}" if _BEGUN.search(said) else f"for {said}"


_LASTS = re.compile(
    r"(?:about |around |almost |nearly |roughly |over )?(?:\d+|an?|a couple(?: of)?|a few|several|[a-z]+(?:[- ][a-z]+)?) "
    r"(?:minutes?|hours?|days?|nights?|weeks?|months?|years?)",
    re.IGNORECASE,
)
_BEGUN = re.compile(
    r"\bago\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:yesterday|childhood|last)\b", re.IGNORECASE
)
_HOW_OFTEN = re.compile(
    r"\bhow (?:often|far|many times a (?:day|week|month)) (?P<aux>do|are) you (?P<does>\w[^,?]*)$",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"\b(?:every|each|daily|nightly|weekly|monthly|once|twice|times|rarely|seldom|sometimes|occasionally|always|most|"
    r"days?|nights?|weeks?|months?|hours?|miles?|blocks?)\b",
    re.IGNORECASE,
)
# What a question of time asks, and how a note says it.
_TIMES = [
    (re.compile(pattern, re.IGNORECASE), written)
    for pattern, written in (
        (
            r"\bwhen (?:exactly )?did (?P<what>it|this|that|these|all this|(?:the|your|this|that) [\w ]{2,30}?) "
            r"(?:first |all )?(?:start|begin|come on)\b",
            "{start}",
        ),
        (
            r"\bhow long ago did (?P<what>it|this|that|(?:the|your|this|that) [\w ]{2,30}?) (?:start|begin)\b",
            "{start}",
        ),
        (
            r"\bwhen did you (?:first )?notice (?P<what>it|this|that|(?:the|your|this|that) [\w ]{2,30})\b",
            "{lead} first noticed {what} {when}",
        ),
        (
            r"\bhow long have you been (?P<what>(?:on|taking|using|having|feeling) .+)",
            "{lead} has been {what} {span}",
        ),
        (r"\bhow long have you had (?P<what>.+)", "{lead} has had {what} {span}"),
        (
            r"\bhow long (?:has|have) (?P<what>it|this|that|these|(?:the|your|this|that) [\w ]{2,30}?) "
            r"(?:been (?:going on|happening|bothering you|there)|lasted)\b",
            "{what} has been going on {span}",
        ),
    )
]
_TIME = re.compile(
    r"\b(?:(?:minute|hour|day|night|week|month|year)s?|yesterday|today|morning|evening|afternoon|ago|childhood|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|"
    r"november|december)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\b(?:I|I'm|I've|it|he|she|they|we|you|that|is|was|were|but|when|if)\b", re.IGNORECASE)
_BEFORE_TIME = re.compile(
    r"^(?:(?:oh|um|uh|well|hmm|so|yeah|yes|let me see|let's see|I (?:think|guess|believe)|I(?:'d| would) say|probably|maybe|"
    r"like|it(?:'s| has|'s been| has been| was| started|'s gotta be)?(?: been)?|going on|started|that was)\b[,. ]*)+",
    re.IGNORECASE,
)
_AFTER_TIME = re.compile(r"(?:,? (?:now|or so|or|I think|I guess|maybe|probably))+$", re.IGNORECASE)
_LOWERED = frozenset(
    "About Almost Around Over Maybe For Since A An The Last This Just Only Yesterday Today Roughly Two Three Four Five Six "
    "Seven Eight Nine Ten One Several Many".split()
)
