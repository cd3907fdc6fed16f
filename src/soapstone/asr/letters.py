"""Short forms that were spelled: "b p" is BP, "a one c" A1c, and, in capitals, whatever is spelled: "an I T company"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from soapstone.asr.changes import Change
from soapstone.resources import read_toml

# "P T", "M T P"; but not the I of "vitamin B I think", nor "hepatitis A B and C".
_CAPITALS = re.compile(
    r"(?<![\w'’.-])(?:[A-Z] ){1,4}(?!I [a-z])[A-Z](?![\w'’-]|,? (?:and|or) [A-HJ-Z]\b| [A-Z]\b)"
)


def letter_changes(text: str) -> Iterator[Change]:
    """The spelled short forms of a turn, each as one word; a hesitation may stand between its letters."""
    pattern, written = _spelled()
    known = [
        Change(match.start(), match.end(), written[_letters(match.group())], "term")
        for match in pattern.finditer(text)
    ]
    rest = in_place(text, (one._replace(written="," * (one.end - one.start)) for one in known))
    capitals = [
        Change(match.start(), match.end(), match.group().replace(" ", ""), "term")
        for match in _CAPITALS.finditer(rest)
    ]
    yield from sorted([*known, *capitals], key=lambda one: one.start)


def in_place(text: str, changes: Iterable[Change]) -> str:
    """The text with each change written where it was heard, no character of the rest moved."""
    for change in changes:
        written = change.written.ljust(change.end - change.start)
        text = text[: change.start] + written + text[change.end :]
    return text


def whole(change: Change, spelled: Iterable[Change]) -> Change:
    """A change found in the text with its short forms in place, to the end of a short form that it ends within."""
    ends = (one.end for one in spelled if one.start < change.end < one.end)
    return change._replace(end=max([change.end, *ends]))


@cache
def _spelled() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = dict(read_toml("rules/spoken.toml")["spelled"])
    apart = r"(?:[ .-]|,? u[hm]+,? )"
    forms = (apart.join(said.split()) for said in sorted(rows, key=len, reverse=True))
    return re.compile(rf"(?<![\w'’-])(?:{'|'.join(forms)})(?![\w'’-])", re.IGNORECASE), rows


def _letters(said: str) -> str:
    return " ".join(word for word in re.split(r"[ ,.-]+", said.lower()) if not re.fullmatch(r"u[hm]+", word))
