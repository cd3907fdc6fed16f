"""The ICD-10-CM tabular list: every code with its description, its place in the tree and its notes.

FY 2026, April 1 2026 release (CDC/NCHS, public domain). A table is read once, on first use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from soapstone.errors import ModelError, UsageError
from soapstone.resources import read_table

RELEASE = "ICD-10-CM FY 2026 (April 1 2026)"
_CODE = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?")


class Row(NamedTuple):
    """A line of the tabular list. `sevenths` is the number of its set of 7th characters, or empty."""

    description: str
    billable: bool
    sevenths: str
    block: str


class Entry(NamedTuple):
    """A code with all that the tabular list says of it.

    `notes` are its own by kind ("term", "includes", "excludes1", "excludes2", "code first",
    "use additional", "code also"); `inherited` are those of the codes, block and chapter above it,
    with the place they stand at. E11.9 inherits Excludes1 from E11.
    """

    code: str
    description: str
    billable: bool
    parent: str
    chapter: str
    children: tuple[str, ...]
    sevenths: tuple[tuple[str, str], ...]
    notes: dict[str, tuple[str, ...]]
    inherited: tuple[tuple[str, str, str], ...]


@cache
def codes() -> dict[str, Row]:
    """The tabular list by code, in its order; codes made by a 7th character are not in it."""
    try:
        rows = {
            code: Row(description, billable == "1", sevenths, block)
            for code, description, billable, sevenths, block in read_table("icd10cm/codes.tsv")
        }
    except (OSError, ValueError) as error:
        raise _damaged() from error
    if len(rows) < 40_000:
        raise _damaged()
    return rows


def _damaged() -> ModelError:
    return ModelError(
        "the ICD-10-CM table is missing or damaged.",
        where="soapstone/resources/icd10cm/codes.tsv",
        fix="Install soapstone again.",
    )


@cache
def seventh_sets() -> dict[str, dict[str, str]]:
    """The sets of 7th characters by number: character to meaning."""
    sets: dict[str, dict[str, str]] = {}
    for number, char, meaning in read_table("icd10cm/sevenths.tsv"):
        sets.setdefault(number, {})[char] = meaning
    return sets


@cache
def notes() -> dict[str, dict[str, tuple[str, ...]]]:
    """The notes by code, block or chapter, and then by kind."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for of, kind, text in read_table("icd10cm/notes.tsv"):
        kinds = found.setdefault(of, {})
        kinds[kind] = (*kinds.get(kind, ()), text)
    return found


@cache
def blocks() -> dict[str, tuple[str, str]]:
    """Blocks ("E08-E13"): chapter number and title."""
    return {block: (chapter, title) for block, chapter, title in read_table("icd10cm/blocks.tsv")}


@cache
def _children() -> dict[str, tuple[str, ...]]:
    below: dict[str, list[str]] = {}
    for code in codes():
        below.setdefault(parent(code), []).append(code)
    return {code: tuple(of) for code, of in below.items()}


def spelled(code: str) -> str:
    """A code as the table writes it: "e119" is "E11.9"."""
    bare = code.strip().upper().replace(".", "")
    return bare if len(bare) <= 3 else f"{bare[:3]}.{bare[3:]}"


def split_seventh(code: str) -> tuple[str, str]:
    """The code of the tabular list and the 7th character: S72.001A is S72.001 and A, H10.011 has none.

    A code that does not exist gives itself and "".
    """
    if code in codes() or len(code) != 8:
        return code, ""
    stem, char = code[:7], code[7]
    while stem not in codes() and stem[-1] == "X":
        stem = stem[:-1]
    stem = stem.rstrip(".")
    row = codes().get(stem)
    if row and char in seventh_sets().get(row.sevenths, ()):
        return stem, char
    return code, ""


def with_seventh(stem: str, char: str) -> str:
    """The full code: S82.0 takes X as placeholder where it is short of six characters."""
    bare = stem.replace(".", "").ljust(6, "X") + char
    return f"{bare[:3]}.{bare[3:]}"


def exists(code: str) -> bool:
    """Whether a code, as `spelled` writes it, is in the release."""
    return code in codes() or bool(split_seventh(code)[1])


def is_billable(code: str) -> bool:
    """Whether a code is valid for billing in the release: E11.9 is, E11 is not."""
    row = codes().get(code)
    return row.billable if row else bool(split_seventh(code)[1])


def description(code: str) -> str:
    """The official description; a 7th character adds its meaning. UsageError for no code."""
    stem, char = split_seventh(code)
    row = codes().get(stem)
    if row is None:
        raise unknown(code)
    meaning = seventh_sets()[row.sevenths][char] if char else ""
    return f"{row.description}, {meaning}" if meaning else row.description


def parent(code: str) -> str:
    """The code above, or the block of a category. S72.001A stands below S72.001."""
    stem, char = split_seventh(code)
    if char:
        return stem
    if len(code) == 3:
        return codes()[code].block
    return code[:-1].rstrip(".")


def children(code: str) -> tuple[str, ...]:
    """The codes below: those of the tabular list, or one for each 7th character."""
    row = codes().get(code)
    if row and row.sevenths:
        return tuple(with_seventh(code, char) for char in seventh_sets()[row.sevenths])
    return _children().get(code, ())


def billable_below(code: str) -> Iterator[str]:
    """The billable codes at or below a code, in order."""
    if is_billable(code):
        yield code
    for child in children(code):
        yield from billable_below(child)


def above(code: str) -> Iterator[str]:
    """The places whose notes hold for a code: itself, the codes above it, its block, its chapter."""
    while code in codes() or split_seventh(code)[1]:
        yield code
        code = parent(code)
    yield code
    yield blocks()[code][0]


def show(code: str) -> Entry:
    """All that the table says of a code, however it is spelled. UsageError names the nearest codes."""
    code = spelled(code)
    if not exists(code):
        raise unknown(code)
    stem, char = split_seventh(code)
    row, places = codes()[stem], list(above(code))
    higher = [
        (place, kind, text)
        for place in places[1:]
        for kind, texts in notes().get(place, {}).items()
        if kind != "term"
        for text in texts
    ]
    return Entry(
        code,
        description(code),
        is_billable(code),
        parent(code),
        places[-1],
        children(code),
        () if char else tuple(seventh_sets().get(row.sevenths, {}).items()),
        notes().get(code, {}),
        tuple(higher),
    )


def nearest_codes(code: str, limit: int = 3) -> list[str]:
    """Codes that exist and are spelled most like this one: E11.99 is near E11.9."""
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    code = spelled(code)
    stem = code
    while len(stem) > 3 and not exists(stem):
        stem = stem[:-1].rstrip(".")
    near = [stem] if exists(stem) else []
    pool = [c for c in codes() if c[:1] == code[:1] and abs(len(c) - len(code)) <= 1]
    found = process.extract(code, pool, scorer=Levenshtein.distance, limit=limit)
    return list(dict.fromkeys([*near, *(name for name, _, _ in found)]))[:limit]


def unknown(code: str) -> UsageError:
    """The error for a code that is not in the release."""
    near = nearest_codes(code) if _CODE.fullmatch(spelled(code)) or len(code) <= 8 else []
    fix = f"The nearest are {', '.join(near)}." if near else "soapstone icd search TERM finds codes by words."
    return UsageError(f"{code} is no code of {RELEASE}.", fix=fix)
