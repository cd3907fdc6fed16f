"""What is said aloud in a visit, in the words of a note: "belly feels soft, nothing sore" is "soft, non-tender"."""

from __future__ import annotations

import re
from functools import cache
from re import _constants, _parser  # type: ignore[attr-defined]  # the standard library's own reading of patterns
from typing import Any, Literal, NamedTuple, get_args

from soapstone.resources import read_toml

Kind = Literal["finding", "result", "act", "precaution", "operation"]


def in_words_of_a_note(text: str, kind: Kind | None = None, near: str | None = None) -> str:
    """The text with what is said of one kind, or of all, as notes have it (`rules/wordings.toml`).

    Some hold only at a place: "no lumps" means lymph nodes only `near` the neck; where it is None all are tried.
    """
    for one in get_args(Kind) if kind is None else (kind,):
        said = _words_in(text, one)
        for wording in _wordings(one):
            if wording.needs and wording.needs.isdisjoint(said):
                continue
            if near is None or wording.near is None or wording.near.search(near):
                written = _pattern(wording.said).sub(wording.written, text)
                if written != text:
                    text, said = written, _words_in(written, one)
    return text


class _Wording(NamedTuple):
    """`needs` are small letters of which one occurs in whatever `said` finds: of hundreds of rows few are tried."""

    said: str
    written: str
    near: re.Pattern[str] | None
    needs: frozenset[str]


def _words_in(text: str, kind: Kind) -> set[str]:
    lower = text.lower()
    return {word for word in _needed(kind) if word in lower}


@cache
def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(said, re.IGNORECASE)


@cache
def _needed(kind: Kind) -> frozenset[str]:
    return frozenset().union(*(wording.needs for wording in _wordings(kind)))


@cache
def _wordings(kind: Kind) -> tuple[_Wording, ...]:
    return tuple(
        _Wording(
            row["said"],
            row["written"],
            re.compile(row["near"], re.IGNORECASE) if "near" in row else None,
            _needs(_parser.parse(row["said"], re.IGNORECASE)),
        )
        for row in _table()[kind]
    )


@cache
def _table() -> dict[str, Any]:
    return read_toml("rules/wordings.toml")


def _needs(parsed: Any) -> frozenset[str]:
    """Strings of which every match of a parsed pattern holds at least one; none where that cannot be told."""
    found: list[frozenset[str]] = []
    letters = ""
    for kind, part in [*parsed, (None, None)]:
        if kind is _constants.LITERAL:
            letters += chr(part).lower()
            continue
        if letters:
            found.append(frozenset([letters]))
        letters = ""
        once = kind in (_constants.SUBPATTERN, _constants.ASSERT)
        if once or (kind is _constants.MAX_REPEAT and part[0] > 0):
            found.append(_needs(part[-1]))
        elif kind is _constants.BRANCH:
            ways = [_needs(way) for way in part[1]]
            found.append(frozenset().union(*ways) if all(ways) else frozenset())
    return max(found, key=lambda words: min(map(len, words), default=0), default=frozenset())
