"""Short forms that were spelled: "b p" is BP, "a one c" A1c."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from soapstone.asr.changes import Change
from soapstone.resources import read_toml


def letter_changes(text: str) -> Iterator[Change]:
    """The spelled short forms of a turn, each as one word; a hesitation may stand between its letters."""
    pattern, written = _spelled()
    for match in pattern.finditer(text):
        yield Change(match.start(), match.end(), written[_letters(match.group())], "term")


def in_place(text: str, changes: Iterable[Change]) -> str:
    """The text with each change written where it was heard, no character of the rest moved."""
    for change in changes:
        written = change.written.ljust(change.end - change.start)
        text = text[: change.start] + written + text[change.end :]
    return text


@cache
def _spelled() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = dict(read_toml("rules/spoken.toml")["spelled"])
    apart = r"(?:[ .-]|,? u[hm]+,? )"
    forms = (apart.join(said.split()) for said in sorted(rows, key=len, reverse=True))
    return re.compile(rf"(?<![\w'’-])(?:{'|'.join(forms)})(?![\w'’-])", re.IGNORECASE), rows


def _letters(said: str) -> str:
    return " ".join(word for word in re.split(r"[ ,.-]+", said.lower()) if not re.fullmatch(r"u[hm]+", word))
