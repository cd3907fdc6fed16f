"""Numbers in words: "twenty-six" is 26."""

from __future__ import annotations

import re
from collections.abc import Iterator

UNITS = {
    word: value for value, word in enumerate("zero one two three four five six seven eight nine".split())
}
TEENS = {
    word: value
    for value, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), start=10
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
NUMBER_WORDS = UNITS | TEENS | TENS
_NUMBER = re.compile(
    rf"\b(?:(?P<figures>\d{{1,3}})|(?P<tens>{'|'.join(TENS)})(?:[ -](?P<unit>{'|'.join([*UNITS][1:])}))?|"
    rf"(?P<small>{'|'.join(UNITS | TEENS)}))\b",
    re.IGNORECASE,
)


def numbers_in(text: str) -> Iterator[int]:
    """The numbers below 1,000 of a text in order, in figures or in words up to ninety-nine."""
    for match in _NUMBER.finditer(text):
        if match["figures"]:
            yield int(match["figures"])
        elif match["small"]:
            yield NUMBER_WORDS[match["small"].lower()]
        else:
            yield TENS[match["tens"].lower()] + UNITS[(match["unit"] or "zero").lower()]


def first_number(text: str) -> int | None:
    """The first of the numbers of a text; None for none."""
    return next(numbers_in(text), None)
