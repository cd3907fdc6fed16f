"""Vital signs, read from what the clinician says and written in their usual order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from soapstone.engines.compose.interruptions import goes_on, interrupted
from soapstone.engines.compose.statement import Statement
from soapstone.nlp.numbers import NUMBER_WORDS
from soapstone.resources import read_toml
from soapstone.types import Span, Turn

if TYPE_CHECKING:
    from soapstone.engines.compose.reading import Reading


class Sign(NamedTuple):
    """A vital sign: how it is said, how it is written, and between which values it is believed."""

    name: str
    pattern: re.Pattern[str]
    written: str
    low: float
    high: float


# Between two words may be more than one space, where a hesitation was.
_SPACE = re.compile(r" (?![?*])")


@cache
def _signs() -> list[Sign]:
    table = read_toml("rules/vitals.toml")
    return [
        Sign(
            row["name"],
            re.compile(_SPACE.sub(r"\\s+", row["pattern"]), re.IGNORECASE),
            row["written"],
            row["low"],
            row["high"],
        )
        for row in table["sign"]
    ]


def vitals(reading: Reading) -> list[Statement]:
    """One sentence with the vital signs measured today: "BP 152/90, HR 88, SpO2 95% on room air."

    The last value that the clinician gives counts; a home reading told by the patient is history.
    A value that no living patient has is not written: it was misheard, and the words stay in the transcript.
    """
    found: dict[str, tuple[str, tuple[Span, ...]]] = {}
    turns = reading.transcript.turns
    for at, turn in enumerate(turns):
        if turn.role != "clinician":
            continue
        after = turns[at + 2] if goes_on(turns, at) or _number_goes_on(turns, at) else None
        spoken = _joined(turn.text, after.text) if after else turn.text
        fluent = _HESITATES.sub(lambda said: " " * len(said.group()), spoken)
        for sign in _signs():
            for match in sign.pattern.finditer(fluent):
                text = _write(sign, match)
                begins_here = match.start() < len(turn.text)
                if text is not None and begins_here and not _elsewhere(fluent, match.start()):
                    found[sign.name] = (text, _places(match, turn, after))
    ordered = [found[sign.name] for sign in _signs() if sign.name in found]
    if not ordered:
        return []
    text = ", ".join(text for text, _ in ordered) + "."
    spans = tuple(span for _, places in ordered for span in places)
    return [Statement("vitals", text, spans, -1, group="Vitals", confidence=0.95)]


# "Respiratory, uh, rate" and "pulse was- 88": what stands between the words of a sign
_HESITATES = re.compile(r",? ?\b(?:um|uh|er|erm|uhm)\b,?|(?<=\w)[-–—]+(?= )", re.IGNORECASE)


def _number_goes_on(turns: Sequence[Turn], at: int) -> bool:
    """Whether a vital sign's number is cut by a word of the other: "pulse is seventy" "Okay." "four"."""
    if not interrupted(turns, at):
        return False
    cut = _TENS.search(turns[at].text) and _ONES.match(turns[at + 2].text) and reads_vitals(turns[at].text)
    return bool(cut) and len(turns[at + 1].text.split()) <= LISTENS


LISTENS = 2  # words of one who only listens


def _joined(text: str, after: str) -> str:
    """A turn and the speaker's next; a number that was cut between them, "ninety-" and "seven percent", is whole again.

    It takes as many characters as before, so that places stay.
    """
    tens, ones = _TENS.search(text), _ONES.match(after)
    if tens is None or ones is None or not reads_vitals(text):
        return f"{text} {after}"
    digit = NUMBER_WORDS.get(ones["ones"].lower(), ones["ones"])
    whole = f"{text[: tens.end() - 1]}{digit}".ljust(len(text))
    return f"{whole} {' ' * ones.end()}{after[ones.end() :]}"


_TENS = re.compile(r"\b\d*[2-9]0(?=\W*$)")
_ONES = re.compile(
    r"\W*(?P<ones>[1-9](?![\d./])|(?:one|two|three|four|five|six|seven|eight|nine)\b(?=\W*(?:$|,|\.|and|percent|%|pulse|heart|"
    r"temp|resp|oxygen|pressure|over|on room)))",
    re.IGNORECASE,
)


def _places(match: re.Match[str], turn: Turn, after: Turn | None) -> tuple[Span, ...]:
    """Where a sign was said: in one turn, or from its end to the beginning of the same speaker's next."""
    border = len(turn.text)
    here = Span(turn=turn.index, start=match.start(), end=min(match.end(), border))
    if after is None or match.end() <= border + 1:
        return (here,)
    return here, Span(turn=after.index, start=0, end=match.end() - border - 1)


def reads_vitals(text: str) -> bool:
    """Whether a clause reads out vital signs, which stand on a line of their own."""
    return any(sign.pattern.search(text) for sign in _signs())


def _write(sign: Sign, match: re.Match[str]) -> str | None:
    values = match.groupdict(default="")
    if not all(sign.low <= float(values[name]) <= sign.high for name in ("a", "b") if values.get(name)):
        return None
    air = " on room air" if values.get("air") else ""
    return sign.written.format(
        a=values["a"], b=values.get("b", ""), unit=values.get("unit", "").strip(), air=air
    )


def _elsewhere(text: str, at: int) -> bool:
    """Whether the value is a goal, a home reading or an old one."""
    before = text[max(0, at - 60) : at]
    return (
        re.search(
            r"\b(?:at home|goal|below|under|less than|above|last (?:time|visit|year)|used to)\b", before, re.I
        )
        is not None
    )
