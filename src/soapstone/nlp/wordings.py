"""What is said aloud in a visit, in the words of a note: "belly feels soft, nothing sore" is "soft, non-tender"."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, get_args

from soapstone.resources import read_toml

Kind = Literal["finding", "act", "operation"]


def in_words_of_a_note(text: str, kind: Kind | None = None) -> str:
    """The text with what is said of one kind, or of all, as notes have it (`rules/wordings.toml`)."""
    for one in get_args(Kind) if kind is None else (kind,):
        for said, written in _wordings(one):
            text = said.sub(written, text)
    return text


@cache
def _wordings(kind: Kind) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(row["said"], re.IGNORECASE), row["written"])
        for row in read_toml("rules/wordings.toml")[kind]
    )
