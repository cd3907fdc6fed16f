"""What is said aloud in a visit, in the words of a note: "belly feels soft, nothing sore" is "soft, non-tender"."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple, get_args

from soapstone.resources import read_toml

Kind = Literal["finding", "result", "act", "precaution", "operation"]


def in_words_of_a_note(text: str, kind: Kind | None = None, near: str | None = None) -> str:
    """The text with what is said of one kind, or of all, as notes have it (`rules/wordings.toml`).

    Some hold only at a place: "no lumps" means lymph nodes only `near` the neck; where it is None all are tried.
    """
    for one in get_args(Kind) if kind is None else (kind,):
        for wording in _wordings(one):
            if near is None or wording.near is None or wording.near.search(near):
                text = wording.said.sub(wording.written, text)
    return text


class _Wording(NamedTuple):
    said: re.Pattern[str]
    written: str
    near: re.Pattern[str] | None


@cache
def _wordings(kind: Kind) -> tuple[_Wording, ...]:
    return tuple(
        _Wording(
            re.compile(row["said"], re.IGNORECASE),
            row["written"],
            re.compile(row["near"], re.IGNORECASE) if "near" in row else None,
        )
        for row in read_toml("rules/wordings.toml")[kind]
    )
