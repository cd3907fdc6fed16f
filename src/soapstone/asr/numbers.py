"""Spoken numbers, vitals, doses and dates in written form, where the words around say what they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from soapstone.asr.changes import Change, Kind
from soapstone.asr.spoken import Number, Token, number_at, ordinal_at, tokenise, with_tenths, year_at
from soapstone.resources import read_toml

MONTHS = tuple(
    "january february march april may june july august september october november december".split()
)
DAYS = 31
LOWEST_SYSTOLIC, HIGHEST_SYSTOLIC = 60, 280
LOWEST_DIASTOLIC, HIGHEST_DIASTOLIC = 20, 180
HIGHEST_GRADE = 10


@dataclass(frozen=True)
class Reading:
    """Cues, and the range in which a number after one of them is taken for the reading."""

    kind: Kind
    cues: tuple[tuple[str, ...], ...]
    low: float
    high: float
    tenths: bool = False


@dataclass(frozen=True)
class Spoken:
    """The rules of `resources/rules/spoken.toml`: units (spoken words, written, kind), readings, fillers."""

    units: tuple[tuple[tuple[str, ...], str, Kind], ...]
    readings: tuple[Reading, ...]
    between: frozenset[str]
    most: int


def number_changes(text: str) -> Iterator[Change]:
    """Every number of a turn that its surroundings make a vital, a dose, a date or a measure.

    "one forty two over eighty eight" is 142/88 and "forty milligrams" 40 mg; "two weeks", "one of
    them" and "twice a day" stay.
    """
    tokens = tokenise(text)
    for i in range(len(tokens)):
        for find in (_date, _pressure, _quantity, _reading, _decimal):
            yield from find(text, tokens, i)


def _pressure(text: str, tokens: Sequence[Token], i: int) -> Iterator[Change]:
    if i and number_at(tokens, i - 1) and _joins(tokens, i - 1, i):
        return
    first = number_at(tokens, i)
    if not first or first.end >= len(tokens) or tokens[first.end].text not in {"over", "/"}:
        return
    second = number_at(tokens, first.end + 1)
    if not second or not (first.spoken or second.spoken or tokens[first.end].text == "over"):
        return
    if "." in first.written or "." in second.written:
        return
    written = f"{first.written}/{second.written}"
    whole = Change(tokens[i].start, tokens[second.end - 1].end, written, "vital")
    if (
        LOWEST_SYSTOLIC <= first.value <= HIGHEST_SYSTOLIC
        and LOWEST_DIASTOLIC <= second.value <= HIGHEST_DIASTOLIC
    ):
        yield whole._replace(sure=first.value > second.value)
    elif first.value <= second.value <= HIGHEST_GRADE and second.value > 2:
        yield whole._replace(kind="number")


def _quantity(text: str, tokens: Sequence[Token], i: int) -> Iterator[Change]:
    number = number_at(tokens, i)
    if not number or (i and _continues(tokens, i)):
        return
    found = _unit(tokens, number.end)
    if not found:
        other = number_at(tokens, number.end + 1) if _said(tokens, number.end) in {"to", "or"} else None
        beyond = _unit(tokens, other.end) if other else None
        if other and beyond and number.spoken and (beyond[2] == "dose" or beyond[1] == "%"):
            yield _written(tokens, number, beyond[2])
        return
    end, unit, kind = found
    space = "" if unit == "%" else " "
    change = Change(tokens[i].start, tokens[end - 1].end, f"{number.figures}{space}{unit}", kind)
    if text[change.start : change.end] != change.written:
        as_said = text[tokens[number.end].start : change.end]
        if not number.spoken and as_said == unit:
            return
        yield change


def _reading(text: str, tokens: Sequence[Token], i: int) -> Iterator[Change]:
    if i and _continues(tokens, i):
        return
    number = number_at(tokens, i)
    if not number:
        return
    for reading in rules().readings:
        if not _cued(tokens, i, reading.cues):
            continue
        tenths = with_tenths(tokens, i) if reading.tenths and "." not in number.written else None
        for candidate in filter(None, (tenths, number)):
            follows = _said(tokens, candidate.end)
            if reading.low <= candidate.value <= reading.high and follows not in {
                "plus",
                "of",
                "over",
                "to",
                "or",
                "weeks",
                "days",
                "months",
                "years",
                "times",
                "point",
            }:
                if candidate.spoken:
                    yield _written(tokens, candidate, reading.kind)
                return


def _decimal(text: str, tokens: Sequence[Token], i: int) -> Iterator[Change]:
    number = number_at(tokens, i)
    pointed = number is not None and any(token.text == "point" for token in tokens[i : number.end])
    if number and pointed and not (i and _continues(tokens, i)):
        yield _written(tokens, number, "number")


def _date(text: str, tokens: Sequence[Token], i: int) -> Iterator[Change]:
    """ "march third twenty twenty four", "the third of march"."""
    if tokens[i].text in MONTHS:
        yield from _month_first(tokens, i)
    day = ordinal_at(tokens, i)
    if (
        day
        and _said(tokens, day[1]) == "of"
        and _said(tokens, day[1] + 1) in MONTHS
        and not _continues(tokens, i)
    ):
        month = MONTHS.index(tokens[day[1] + 1].text)
        yield _dated(tokens, i - (i > 0 and tokens[i - 1].text == "the"), month, day[0], day[1] + 2)


def _month_first(tokens: Sequence[Token], i: int) -> Iterator[Change]:
    at = i + 2 if _said(tokens, i + 1) == "the" else i + 1
    day = ordinal_at(tokens, at)
    if day is None:
        cardinal = number_at(tokens, at)
        if cardinal is None or cardinal.joined or not cardinal.spoken or "." in cardinal.written:
            return
        day = int(cardinal.value), cardinal.end
        if tokens[i].text in {"may", "march"} or _unit(tokens, day[1]):
            return
        split = _day_and_year(tokens, at)
        day = split or day
    if tokens[i].text == "may" and tokens[at].text == "second" and not year_at(tokens, day[1]):
        return
    if 1 <= day[0] <= DAYS:
        yield _dated(tokens, i, MONTHS.index(tokens[i].text), *day)


def _day_and_year(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """ "march three twenty twenty four" has a day of one word before the year."""
    number = number_at(tokens[: i + 1], i)
    return (int(number.value), i + 1) if number and year_at(tokens, i + 1) else None


def _dated(tokens: Sequence[Token], i: int, month: int, day: int, end: int) -> Change:
    name = MONTHS[month].capitalize()
    after = end + 1 if _said(tokens, end) == "," else end
    year = year_at(tokens, after)
    written = f"{name} {day}, {year[0]}" if year else f"{name} {day}"
    return Change(tokens[i].start, tokens[(year[1] if year else end) - 1].end, written, "date")


def _written(tokens: Sequence[Token], number: Number, kind: Kind) -> Change:
    return Change(tokens[number.first].start, tokens[number.end - 1].end, number.written, kind)


def _unit(tokens: Sequence[Token], i: int) -> tuple[int, str, Kind] | None:
    for spoken, written, kind in rules().units:
        if tuple(token.text for token in tokens[i : i + len(spoken)]) == spoken:
            return i + len(spoken), written, kind
    return None


def _cued(tokens: Sequence[Token], i: int, cues: Sequence[tuple[str, ...]]) -> bool:
    """Whether a cue stands before token i with nothing but fillers between."""
    spoken = rules()
    for back in range(1, spoken.most + 2):
        at = i - back
        if at < 0:
            return False
        for cue in cues:
            if at - len(cue) + 1 >= 0 and tuple(t.text for t in tokens[at - len(cue) + 1 : at + 1]) == cue:
                return True
        if tokens[at].text not in spoken.between and tokens[at].text not in {",", ":", "-"}:
            return False
    return False


def _continues(tokens: Sequence[Token], i: int) -> bool:
    """Whether token i goes on with a number that began before it."""
    return any(
        (number := number_at(tokens, k)) is not None and number.end > i for k in range(max(0, i - 6), i)
    ) or (
        i > 0
        and tokens[i - 1].text in {".", "/", ","}
        and i > 1
        and tokens[i - 1].start == tokens[i - 2].end == tokens[i].start - 1
        and tokens[i - 2].text.isdecimal()
    )


def _joins(tokens: Sequence[Token], left: int, right: int) -> bool:
    number = number_at(tokens, left)
    return number is not None and number.end > right


def _said(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].text if i < len(tokens) else ""


@cache
def rules() -> Spoken:
    """The shipped rules, read once."""
    data = read_toml("rules/spoken.toml")
    kinds: tuple[tuple[str, Kind], ...] = (("dose", "dose"), ("other", "number"))
    units: list[tuple[tuple[str, ...], str, Kind]] = [
        (tuple(token.text for token in tokenise(said)), written, kind)
        for key, kind in kinds
        for said, written in data["units"][key]
    ]
    readings = (
        Reading(
            r["kind"], tuple(tuple(c.split()) for c in r["cues"]), r["low"], r["high"], r.get("tenths", False)
        )
        for r in data["reading"]
    )
    longest_first = tuple(sorted(units, key=lambda unit: -len(unit[0])))
    return Spoken(
        longest_first, tuple(readings), frozenset(data["between"]["words"]), data["between"]["most"]
    )
