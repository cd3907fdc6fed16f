"""Spoken numbers: from words to their value, as clinicians say them.

"one hundred and forty two", "one forty two", "one oh five", "two point five", "a hundred", and
figures that a recogniser wrote already ("142", "98 point 6").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from soapstone.nlp.numbers import TEENS, TENS, UNITS

ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        start=1,
    )
} | {"thirtieth": 30}
OH = {"oh", "o"}

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?(?:\d+[^\W\d_]*)?|[^\w\s]")


class Token(NamedTuple):
    """A word, a figure or a mark, in lower case, with its place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Number:
    """A number as written ("142", "2.5") and the tokens that it takes: `first` to before `end`.

    `joined` says that it was put together by a clinician's ear: "one forty two". `spoken` says that
    any word of it was no figure yet.
    """

    written: str
    first: int
    end: int
    joined: bool = False
    spoken: bool = True

    @property
    def figures(self) -> str:
        """As written in a note: thousands apart from 10,000 on."""
        return f"{int(self.written):,}" if "." not in self.written and self.value >= 10_000 else self.written

    @property
    def value(self) -> float:
        """Its value."""
        return float(self.written)


def tokenise(text: str) -> list[Token]:
    """Words, figures and marks; "twenty-five" is two words with a mark between, "four, uh, hundred" two without."""
    tokens = [Token(m[0].lower().replace("’", "'"), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    return [token for at, token in enumerate(tokens) if not _hesitates(tokens, at)]


def _hesitates(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token only stands between how many and hundreds or thousands."""
    if tokens[at].text not in _HESITATIONS:
        return False
    before, after = at, at
    while before >= 0 and tokens[before].text in _HESITATIONS:
        before -= 1
    while after < len(tokens) and tokens[after].text in _HESITATIONS:
        after += 1
    counts = before >= 0 and tokens[before].text in _COUNTS
    return counts and after < len(tokens) and tokens[after].text in {"hundred", "thousand"}


_HESITATIONS = frozenset(["um", "uh", "uhm", "er", "erm", ",", "-", "–", "—"])
_COUNTS = frozenset([*UNITS, *TEENS, *TENS])


def number_at(tokens: Sequence[Token], i: int) -> Number | None:
    """The longest number that starts at token i, joined readings included; None if none starts there."""
    whole = _whole(tokens, i)
    if whole is None:
        return _leading_point(tokens, i)
    value, end, joined = whole
    written = str(value)
    decimals = _decimals(tokens, end)
    if decimals:
        written, end = f"{written}.{decimals[0]}", decimals[1]
    elif tenths := _tenths_after_stop(tokens, end, value):
        written, end = f"{written}.{tenths}", end + 2
    elif _said(tokens, end) == ["and", "a", "half"]:
        written, end = f"{written}.5", end + 3
    spoken = any(not token.text[0].isdecimal() for token in tokens[i:end])
    return Number(written, i, end, joined, spoken)


def with_tenths(tokens: Sequence[Token], i: int) -> Number | None:
    """A temperature said without its point: "ninety eight six" is 98.6, "one oh one two" is 101.2."""
    whole = _whole(tokens, i)
    if whole is None:
        return None
    value, end, _ = whole
    if end < len(tokens) and tokens[end].text in UNITS and value >= 90 and _whole(tokens, end) is not None:
        return Number(f"{value}.{UNITS[tokens[end].text]}", i, end + 1, True)
    return None


def year_at(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """A year and the token after it: "twenty twenty four", "nineteen fifty two", "two thousand five", "2024"."""
    if i >= len(tokens):
        return None
    if re.fullmatch(r"(?:19|20)\d\d", tokens[i].text):
        return int(tokens[i].text), i + 1
    cardinal = _cardinal(tokens, i)
    if cardinal is None:
        return None
    value, end = cardinal
    if 1900 <= value <= 2099:
        return value, end
    second = _cardinal(tokens, end) if value in (19, 20) else None
    if second and 10 <= second[0] <= 99:
        return value * 100 + second[0], second[1]
    if (
        value in (19, 20)
        and end + 1 < len(tokens)
        and tokens[end].text in OH
        and tokens[end + 1].text in UNITS
    ):
        return value * 100 + UNITS[tokens[end + 1].text], end + 2
    return None


def ordinal_at(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """A day's ordinal and the token after it: "third", "twenty first"."""
    if i >= len(tokens):
        return None
    if tokens[i].text in ORDINALS:
        return ORDINALS[tokens[i].text], i + 1
    j = i + 2 if i + 2 < len(tokens) and tokens[i + 1].text == "-" else i + 1
    if tokens[i].text in TENS and j < len(tokens) and ORDINALS.get(tokens[j].text, 10) < 10:
        return TENS[tokens[i].text] + ORDINALS[tokens[j].text], j + 1
    return None


def _whole(tokens: Sequence[Token], i: int) -> tuple[int, int, bool] | None:
    first = _cardinal(tokens, i)
    if first is None:
        return None
    value, end = first
    if 1 <= value <= 9 and not _hundreds(tokens, i, end):
        if end + 1 < len(tokens) and tokens[end].text in OH and tokens[end + 1].text in UNITS:
            return value * 100 + UNITS[tokens[end + 1].text], end + 2, True
        second = _cardinal(tokens, end)
        if second and 10 <= second[0] <= 99:
            return value * 100 + second[0], second[1], True
    return value, end, False


def _hundreds(tokens: Sequence[Token], i: int, end: int) -> bool:
    return any(token.text in {"hundred", "thousand"} for token in tokens[i:end])


def _cardinal(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """A number by the grammar of English, or in figures."""
    if i >= len(tokens):
        return None
    if tokens[i].text.isdecimal():
        return int(tokens[i].text), i + 1
    article = tokens[i].text in {"a", "hundred"}
    if article:
        i += tokens[i].text == "a"
        if i >= len(tokens) or tokens[i].text != "hundred":
            return None
        small: tuple[int, int] | None = (1, i)
    else:
        small = _below_hundred(tokens, i)
    if small is None:
        return None
    value, end = small
    if end < len(tokens) and tokens[end].text == "thousand" and 0 < value < 100:
        rest = _tail(tokens, end + 1)
        return (value * 1000 + rest[0], rest[1]) if rest else (value * 1000, end + 1)
    if end < len(tokens) and tokens[end].text == "hundred" and 0 < value < 100:
        rest = _tail(tokens, end + 1)
        return (value * 100 + rest[0], rest[1]) if rest else (value * 100, end + 1)
    return value, end


def _tail(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    if i < len(tokens) and tokens[i].text == "and":
        i += 1
    rest = _below_hundred(tokens, i)
    return rest if rest and rest[0] > 0 else None


def _below_hundred(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    if i >= len(tokens):
        return None
    word = tokens[i].text
    if word in UNITS or word in TEENS:
        return (UNITS | TEENS)[word], i + 1
    if word not in TENS:
        return None
    j = i + 2 if i + 2 < len(tokens) and tokens[i + 1].text == "-" else i + 1
    if j < len(tokens) and UNITS.get(tokens[j].text, 0) > 0:
        return TENS[word] + UNITS[tokens[j].text], j + 1
    return TENS[word], i + 1


def _decimals(tokens: Sequence[Token], i: int) -> tuple[str, int] | None:
    """The digits after "point": "six", "two five", "oh five", "twenty five", "6"."""
    if i + 1 >= len(tokens) or tokens[i].text != "point":
        return None
    digits, end = "", i + 1
    while end < len(tokens) and len(digits) < 4:
        word = tokens[end].text
        if word in OH or word in UNITS:
            digits += "0" if word in OH else str(UNITS[word])
        elif not digits and (small := _below_hundred(tokens, end)):
            return str(small[0]), small[1]
        elif not digits and word.isdecimal():
            return word, end + 1
        else:
            break
        end += 1
    return (digits, end) if digits else None


def _tenths_after_stop(tokens: Sequence[Token], i: int, value: int) -> str:
    """The tenths of a temperature of which a recogniser wrote the point as a stop: "98 . six"; empty for none."""
    if not 90 <= value <= 110 or i + 1 >= len(tokens) or tokens[i].text != ".":
        return ""
    stop, after = tokens[i], tokens[i + 1]
    apart = stop.start > tokens[i - 1].end and after.start > stop.end
    counts = i + 2 < len(tokens) and tokens[i + 2].text in _COUNTED
    digit = UNITS.get(after.text, after.text if after.text.isdecimal() and len(after.text) == 1 else "")
    return str(digit) if apart and not counts else ""


# "98 . Two days ago": the digit counts what follows
_COUNTED = frozenset(
    "days day weeks week months month years year times hours hour of more out pills doses".split()
)


def _leading_point(tokens: Sequence[Token], i: int) -> Number | None:
    oh = int(i < len(tokens) and tokens[i].text in OH)
    decimals = _decimals(tokens, i + oh)
    return Number(f"0.{decimals[0]}", i, decimals[1]) if decimals else None


def _said(tokens: Sequence[Token], i: int) -> list[str]:
    return [token.text for token in tokens[i : i + 3]]
