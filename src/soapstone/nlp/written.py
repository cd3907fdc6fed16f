"""What a written note asserts of a mention, and by which words.

Cues are data (`resources/rules/written_assertion.toml`). As in NegEx and ConText (Chapman et al. 2001, Harkema
et al. 2009) a cue governs the words on one side of it, up to a border such as "but" or the end of its clause.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from soapstone.resources import read_toml
from soapstone.types import AssertionKind

# Where two cues govern a mention, the first of these kinds decides.
ORDER: tuple[AssertionKind, ...] = ("hypothetical", "negated", "family", "possible", "historical")
_CLAUSE = re.compile(
    r"[.;!?](?=\s|$)|\n\s*\n|\r?\n(?=\s*(?:[-*•]|\d+[.)]|[A-Z][A-Za-z /&]{1,40}:))"
    r"|\s-\s(?!(?:no|none|negative|absent|denie[sd])\b)"
    r"|\s{2,}(?=[A-Z][A-Z /-]{3,}(?:\([A-Z]+\))?:)|(?<=[a-z])\s+(?=[A-Z]{2}[A-Z /-]{2,}:)"
)
_HEADING = re.compile(r"^[ \t]*(?P<title>[A-Za-z][A-Za-z /&]{2,45}?)[ \t]*(?::|$)", re.MULTILINE)


# The rest of a list before its verb: "fever, chills and cough were denied".
_LISTED = re.compile(
    r"(?:, ?(?!(?:and )?(?:he|she|it|there)\b)[\w '–-]{3,40}){0,8}(?:,? (?:and|or) [\w '–-]{3,40})"
)

Place = tuple[int, int]


class Cue(NamedTuple):
    """A cue found in a text: its kind, whether it governs what follows, and its characters."""

    kind: AssertionKind
    forward: bool
    start: int
    end: int


class Ruling(NamedTuple):
    """What is asserted of a mention and the words that decided it; `trigger` is None where none did."""

    assertion: AssertionKind
    trigger: str | None


@cache
def _rules() -> tuple[re.Pattern[str], re.Pattern[str], list[tuple[AssertionKind, bool, re.Pattern[str]]]]:
    held: dict[str, Any] = read_toml("rules/written_assertion.toml")
    cues = [
        (kind, side == "before", _any(held[kind][side])) for kind in ORDER for side in ("before", "after")
    ]
    return _any(held["pseudo"]), _any(held["border"]), cues


@cache
def _names() -> re.Pattern[str]:
    return _any(read_toml("rules/written_assertion.toml")["names"])


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    joined = "|".join(_ANY_SPACE.sub(_gap, pattern) for pattern in patterns)
    return re.compile(rf"(?<![\w'’])(?:{joined})(?:(?<=\?)|(?![\w'’]))", re.IGNORECASE)


# A space of a rule is any white space of a note, broken lines and zero-width characters too; look-behinds keep theirs.
_ANY_SPACE = re.compile(r"(\(\?<[=!][^()]*\)|\[[^\]]*\])|( [?*]|\\s\*)| ")


def _gap(space: re.Match[str]) -> str:
    return space[1] or (r"[\s\u200b\ufeff]{0,12}" if space[2] else r"[\s\u200b\ufeff]{1,12}")


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """The clauses of a note: characters from one full stop, semicolon, list mark or empty line to the next."""
    at = 0
    for match in _CLAUSE.finditer(text):
        if match.group()[0] == "." and _is_abbreviation(text, match.start()):
            continue
        yield at, match.end()
        at = match.end()
    yield at, len(text)


def _is_abbreviation(text: str, stop: int) -> bool:
    word = re.search(r"(\S*)$", text[max(0, stop - 12) : stop])
    return bool(
        word and word[1].lower() in {"dr", "mr", "mrs", "ms", "vs", "pt", "st", "approx", "e.g", "i.e", "no"}
    )


def rule_on(text: str, start: int, end: int, where: tuple[int, int] | None = None) -> Ruling:
    """What the clause of a mention asserts of it; `where` is the clause, if it is known.

    In "Denies chest pain but reports dyspnoea" chest pain is negated by "Denies", dyspnoea is present.
    """
    first, last = where or next(c for c in clauses(text) if c[0] <= start < c[1] or c[1] == len(text))
    last = max(last, end)
    clause, start, end = text[first:last], start - first, end - first
    cues, borders, pseudo = _read(clause)
    # "no change in pain" says nothing of the pain, but "no change in vision, diplopia" denies diplopia
    # and the "non" of "non-Hodgkin lymphoma" is part of a name
    void = [
        (a, b)
        for a, b in pseudo
        if (b <= start and "," not in clause[b:start])
        or a >= end
        or (a < start < b < end and _names().fullmatch(clause, a, b))
    ]
    held = [
        cue
        for cue in cues
        if cue.kind not in ("negated", "historical", "hypothetical")
        or not any(a <= cue.start and cue.end <= b for a, b in void)
    ]
    return _decide(held, borders, clause, start, end)


@lru_cache(maxsize=512)
def _read(clause: str) -> tuple[tuple[Cue, ...], tuple[Place, ...], tuple[Place, ...]]:
    """The cues, the borders and what looks like a cue of a clause, found once for all its mentions."""
    pseudo, border, rules = _rules()
    cues = tuple(
        Cue(kind, forward, match.start(), match.end())
        for kind, forward, pattern in rules
        for match in pattern.finditer(clause)
        if match.group().strip()
    )
    return _widest(cues), _places(border, clause), _places(pseudo, clause)


def _widest(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """The cues without those that are part of a longer one: in "cannot rule out" the "cannot" denies nothing."""
    wide = list[Place]()
    for start, end in sorted({(c.start, c.end) for c in cues if c.forward}, key=lambda p: (p[0], -p[1])):
        if not wide or end > wide[-1][1]:
            wide.append((start, end))
    return tuple(cue for cue in cues if not _is_part(cue, wide))


def _is_part(cue: Cue, wide: Sequence[Place]) -> bool:
    """Whether one of the places, of which none holds another, holds the cue and more."""
    at = bisect_right(wide, cue.start, key=lambda place: place[0]) - 1
    return at >= 0 and cue.end <= wide[at][1] and (cue.start, cue.end) != wide[at]


def _places(pattern: re.Pattern[str], clause: str) -> tuple[Place, ...]:
    return tuple(match.span() for match in pattern.finditer(clause))


def _decide(cues: Sequence[Cue], borders: Sequence[Place], clause: str, start: int, end: int) -> Ruling:
    governing = [cue for cue in cues if _governs(cue, borders, clause, start, end)]
    for kind in ORDER:
        near = [cue for cue in governing if cue.kind == kind]
        if near:
            cue = min(near, key=lambda c: start - c.end if c.forward else c.start - end)
            return Ruling(kind, clause[cue.start : cue.end].strip(" \t\r\n:,-"))
    return Ruling("present", None)


def _governs(cue: Cue, borders: Sequence[Place], clause: str, start: int, end: int) -> bool:
    """Whether no border stands between a cue and the mention, and the mention does not hold the cue."""
    if cue.forward:
        if cue.end > start:
            return False
        between = (cue.end, start)
        reach = cue.kind != "negated" or clause.count(" ", *between) < 40
    else:
        if cue.start < end:
            return False
        between = (end, cue.start)
        gap = clause[end : cue.start].strip()
        near = len(gap.split()) <= (3 if cue.kind in ("negated", "possible") else 8)
        closed = gap == "," and clause[cue.end :].strip()[:1] in ",.;"  # "Childhood asthma, outgrown."
        reach = near and (gap == ":" or closed or not re.search(r"[,:]", gap))
        reach = reach or (clause[cue.start : cue.end].startswith("were ") and bool(_LISTED.fullmatch(gap)))
    return reach and not any(
        between[0] <= first and last <= between[1] and (first, last) != (cue.start, cue.end)
        for first, last in borders
    )


def headings(text: str) -> list[tuple[int, str]]:
    """The headings of a note in lower case, each with the character after it: "Family History:"."""
    return [
        (match.end(), match["title"].strip().lower())
        for match in _HEADING.finditer(text)
        if text[match.end() - 1 : match.end()] == ":" or match["title"].isupper()
    ]


@cache
def _heading_rules() -> list[tuple[AssertionKind, re.Pattern[str]]]:
    held = read_toml("rules/written_assertion.toml")["headings"]
    return [(kind, re.compile("|".join(patterns))) for kind, patterns in held.items()]


def rule_of_heading(title: str) -> AssertionKind | None:
    """What a heading, in lower case, asserts of its lines: "family history" is the family's."""
    return next((kind for kind, pattern in _heading_rules() if pattern.fullmatch(title)), None)
