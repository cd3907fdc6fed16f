"""What the tabular list says of codes that stand side by side: Excludes1, code first, use additional code.

Conventions of ICD-10-CM, Official Guidelines for Coding and Reporting FY 2026, section I.A.12 (excludes notes),
I.A.13 (etiology and manifestation: "code first", "use additional code") and I.A.17 ("code also"). What the guidelines
presume to be one condition (`rules/coding.toml`) is told too: hypertension with heart failure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import permutations
from typing import NamedTuple

from soapstone.coding.references import references
from soapstone.coding.table import RELEASE, above, codes, description, exists, notes, split_seventh
from soapstone.resources import read_toml
from soapstone.types import Code, Finding

SOURCE = f"{RELEASE}, tabular list"
GUIDELINES = "ICD-10-CM Official Guidelines FY 2026"


class Presumed(NamedTuple):
    """A code that beside codes which begin with each of `beside` is coded as `instead`: I10 beside I50 as I11.0."""

    code: str
    beside: tuple[str, ...]
    instead: str
    section: str


def check_codes(suggested: Sequence[Code]) -> list[Finding]:
    """What a coder must look at before these codes are billed together, each finding once.

    Type 1 and type 2 diabetes exclude each other; a manifestation code wants its disease before it.
    """
    names = [code.code for code in suggested]
    found = [*_excluded(names), *_presumed(names), *_first(names), *_additional(names)]
    return list(dict.fromkeys(found))


def _notes(code: str, kind: str) -> Iterator[tuple[str, str]]:
    """The notes of a kind that hold for a code, each with the place it stands at."""
    for place in above(code):
        for text in notes().get(place, {}).get(kind, ()):
            yield place, text


def _excluded(names: Sequence[str]) -> Iterator[Finding]:
    seen: set[frozenset[str]] = set()
    for code, other in permutations(names, 2):
        for place, text in _notes(code, "excludes1"):
            if frozenset((code, other)) in seen or not _names(text, place, other):
                continue
            seen.add(frozenset((code, other)))
            yield Finding(
                rule="icd.excludes1",
                severity="amber",
                message=f"{code} and {other} are not coded together: {place} has Excludes1 {text}.",
                source=SOURCE,
            )


def _names(text: str, place: str, other: str) -> bool:
    """Whether a note at `place` means a code that does not itself stand below that place."""
    below = place in codes() and other.startswith(place)
    return not below and any(reference.holds(other) for reference in references(text))


@cache
def _presumptions() -> tuple[Presumed, ...]:
    rules = read_toml("rules/coding.toml")["presumed"]
    return tuple(Presumed(r["code"], tuple(r["beside"]), r["instead"], r["section"]) for r in rules)


def _presumed(names: Sequence[str]) -> Iterator[Finding]:
    told: set[str] = set()
    for rule in _presumptions():
        held = [next((n for n in names if n.startswith(start)), "") for start in (rule.code, *rule.beside)]
        if not all(held) or held[0] in told:
            continue
        told.add(held[0])
        yield Finding(
            rule="icd.presumed",
            severity="amber",
            message=f"{' and '.join(held)} are presumed to be one condition: {rule.instead} "
            f"({description(rule.instead)}) takes the place of {held[0]}, unless the note says that they are unrelated.",
            source=f"{GUIDELINES}, section {rule.section}",
        )


def _first(names: Sequence[str]) -> Iterator[Finding]:
    for at, code in enumerate(names):
        noted = list(_notes(code, "code first"))
        named = [(place, text) for place, text in noted if references(text)]
        if not noted or any(_names(text, place, n) for place, text in named for n in names[:at]):
            continue
        late = next((n for n in names[at + 1 :] if any(_names(text, p, n) for p, text in named)), None)
        manifestation = "classified elsewhere" in description(code)
        if late or manifestation:
            what = f"put {late} before {code}" if late else f"{code} needs the underlying disease before it"
            wanted = "; ".join(dict.fromkeys(text for _, text in noted[:4]))
            yield Finding(
                rule="icd.code-first",
                severity="amber",
                message=f"Code first: {what} ({wanted}).",
                source=SOURCE,
            )


def _additional(names: Sequence[str]) -> Iterator[Finding]:
    for code in names:
        stem, _ = split_seventh(code)
        own = [
            (place, text)
            for place, text in _notes(stem, "use additional")
            if place in codes() and references(text)
        ]
        if own and not any(_names(text, place, n) for place, text in own for n in names):
            wanted = "; ".join(dict.fromkeys(text for _, text in own[:4]))
            yield Finding(
                rule="icd.use-additional",
                severity="note",
                message=f"{code}: use an additional code where it applies: {wanted}.",
                source=SOURCE,
            )


@lru_cache(maxsize=10_000)
def excludes(code: str, other: str) -> bool:
    """Whether either code excludes the other by an Excludes1 note. ValueError for a code that does not exist."""
    if not (exists(code) and exists(other)):
        raise ValueError(f"{code} or {other} is no code of {RELEASE}")
    return any(True for _ in _excluded([code, other]))
