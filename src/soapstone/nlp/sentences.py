"""Splitting written text into sentences without losing a byte."""

from __future__ import annotations

import re
from typing import NamedTuple

ABBREVIATIONS = frozenset(
    "dr mr mrs ms st vs no approx pt pts dept fig inc jr sr prof e.g i.e etc q.d b.i.d t.i.d q.i.d p.o p.r.n "
    "a.m p.m wt ht temp resp hr min sec mo yr avg max".split()
)
_END = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s|$)")
_LEAD = re.compile(r"\s*(?:(?:[•\-–*▪◦]|\d{1,2}[.)])[ \t]+)?")


class Piece(NamedTuple):
    """A sentence and what stands before it: white space and a bullet, if any."""

    lead: str
    text: str


def split_sentences(text: str) -> list[Piece]:
    """The sentences of `text`, in order; `"".join(lead + text)` gives `text` back.

    A line end is always a border, so bullets and headings stand alone. White space at the very end
    becomes a last piece with no text.
    """
    pieces: list[Piece] = []
    at = 0
    while at < len(text):
        lead = _LEAD.match(text, at)
        assert lead is not None
        start = lead.end()
        end = _sentence_end(text, start)
        pieces.append(Piece(text[at:start], text[start:end]))
        at = end
    return pieces


def _sentence_end(text: str, start: int) -> int:
    line_end = text.find("\n", start)
    limit = len(text) if line_end < 0 else line_end
    for match in _END.finditer(text, start, limit):
        if not _is_abbreviation(text[start : match.start()], match.group()):
            return match.end()
    stripped = text[start:limit].rstrip()
    return start + len(stripped) if stripped else limit


def _is_abbreviation(before: str, mark: str) -> bool:
    if mark != ".":
        return False
    word = before.rsplit(None, 1)[-1].lower().lstrip("(") if before.split() else ""
    return word in ABBREVIATIONS or bool(re.fullmatch(r"[a-z]|\d{1,2}", word) and len(before.split()) == 1)
