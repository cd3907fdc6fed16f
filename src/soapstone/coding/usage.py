"""Which codes coders give to words: runs of words of a note with the code that they had in notes that coders coded.

The table (`resources/icd10cm/usage.tsv`) is learned from CodiEsp train by `python -m soapstone.training.icd_choice`; it
tells what the tabular list does not: that coders take "raised transaminases" as R74.01.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from soapstone.nlp.dictionary import norm
from soapstone.nlp.senses import KINDS, is_in, other_senses
from soapstone.nlp.written import clauses, headings, rule_of_heading, rule_on
from soapstone.resources import read_table

LONGEST = 4
_STRETCH = re.compile(r"[^\n.;:()]+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Words that no run begins or ends with.
_EMPTY = frozenset(
    "the a an of in on at by for from to with and or as is was were be been had has have he she his her it its this "
    "that these those which who patient we they there are not no did do does after before during since also but than "
    "then when where due".split()
)


class Run(NamedTuple):
    """Up to LONGEST words of a text at characters `start` to `end` (exclusive); `form` is their normal form."""

    form: str
    start: int
    end: int


class Usage(NamedTuple):
    """A code that coders gave where the words stood: in `share` of the notes, in `seen` of them."""

    code: str
    share: float
    seen: int


class Used(NamedTuple):
    """A usage with the words of a note that it is of."""

    start: int
    end: int
    words: int
    usage: Usage


def runs(text: str) -> Iterator[Run]:
    """Every run of words that begins and ends with a word of weight and crosses no punctuation mark."""
    for stretch in _STRETCH.finditer(text):
        words = [
            (norm(m.group()), m.start(), m.end())
            for m in _WORD.finditer(text, stretch.start(), stretch.end())
        ]
        for first, (opener, start, _) in enumerate(words):
            if opener in _EMPTY or opener.isdigit():
                continue
            form = ""
            for word, _, end in words[first : first + LONGEST]:
                form = f"{form} {word}" if form else word
                if word not in _EMPTY:
                    yield Run(form, start, end)


def present(text: str, known: Collection[str] | None = None) -> Iterator[Run]:
    """The runs that are asserted as present; of `known` forms, if given.

    The fever of "denies fever" is none, nor the diabetes below "Family history:".
    """
    places, titles, senses = list(clauses(text)), headings(text), other_senses(text)
    clause = title = 0
    for run in runs(text):
        if known is not None and run.form not in known:
            continue
        while clause + 1 < len(places) and places[clause][1] <= run.start:
            clause += 1
        while title < len(titles) and titles[title][0] <= run.start:
            title += 1
        other = any(is_in(senses, kind, text, run.start, run.end) for kind in KINDS)
        under = rule_of_heading(titles[title - 1][1]) if title else None
        if (
            not other
            and not under
            and rule_on(text, run.start, run.end, places[clause]).assertion == "present"
        ):
            yield run


@cache
def usages() -> dict[str, tuple[Usage, ...]]:
    """The learned table: the codes of each run of words by its normal form, the likeliest first."""
    found: dict[str, tuple[Usage, ...]] = {}
    for form, code, share, seen in read_table("icd10cm/usage.tsv"):
        found[form] = (*found.get(form, ()), Usage(code, float(share), int(seen)))
    return found


def used(text: str, table: dict[str, tuple[Usage, ...]]) -> list[Used]:
    """What the table says of the words of a note, in order."""
    return [
        Used(run.start, run.end, run.form.count(" ") + 1, usage)
        for run in present(text, table)
        for usage in table[run.form]
    ]


def surest(found: Sequence[Used]) -> dict[str, Used]:
    """The surest usage of each code."""
    best: dict[str, Used] = {}
    for one in found:
        if one.usage.code not in best or one.usage.share > best[one.usage.code].usage.share:
            best[one.usage.code] = one
    return best
