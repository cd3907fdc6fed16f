"""Errors and edits planted in a note, each with its place: for tests of checkers and of propagation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from soapstone.errors import UsageError
from soapstone.simulate.library import library

ERRORS = ("drug", "dose", "side", "negation", "number", "diagnosis")
EDITS = ("edit_diagnosis", "edit_drug", "edit_dose", "edit_side", "edit_severity")
KINDS = ERRORS + EDITS

Row = dict[str, Any]
_PLACES = {
    "dose": re.compile(r"\b\d+(?:\.\d+)?(?= (?:mg|mcg|g|units)\b)"),
    "number": re.compile(r"(?<![\d/.])\d{2,3}(?![\d/.])"),
    "severity": re.compile(r"\d+(?=/10| out of 10)"),
    "side": re.compile(r"\b(?:left|right)\b", re.IGNORECASE),
    "negation": re.compile(r"^(?:Denies|The patient denies|She denies|He denies)\b"),
}
_FACTS = {"dose": "", "number": r"^(?:vital\.|age)", "severity": r"\.severity$", "side": "", "negation": ""}
"""The facts of which a sentence must say one for the kind to be planted in it."""


class Change(NamedTuple):
    """A sentence, the characters in it that change, and the words that stand there then."""

    sentence: Row
    start: int
    end: int
    new: str


def kinds_of(text: str | None) -> tuple[str, ...]:
    """The kinds that a list names: "drug,dose" or "all". UsageError names those there are."""
    if text is None:
        return ()
    if text == "all":
        return KINDS
    kinds = tuple(part.strip() for part in text.split(","))
    for kind in kinds:
        if kind not in KINDS:
            raise UsageError(f"there is no variant {kind!r}.", fix=f"Known are: {', '.join(KINDS)}, or all.")
    return kinds


def plant(row: Row, kinds: tuple[str, ...], random: Random) -> list[Row]:
    """One variant of each kind that the note allows."""
    return [found for kind in kinds if (found := _variant(row, kind, random))]


def _variant(row: Row, kind: str, random: Random) -> Row | None:
    """The kind, the section, the place, what stood there, what stands there now, and the sections after it.

    For an edit `follow` are the other sentences that must change with it, and `keep` the number of those
    that must stay; an error is only ever in one sentence.
    """
    base = kind.removeprefix("edit_")
    changes = list(_changes(row, base, random))
    if kind in EDITS:
        changes = [change for change in changes if _is_source(change.sentence, base)]
    if not changes:
        return None
    sentence, start, end, new = random.choice(changes)
    old = sentence["text"][start:end]
    place = sentence["start"] + start
    text = row["sections"][sentence["section"]]
    variant = {
        "kind": kind,
        "section": sentence["section"],
        "start": place,
        "end": place + len(new),
        "before": old,
        "after": new,
        "sections": row["sections"] | {sentence["section"]: text[:place] + new + text[place + len(old) :]},
    }
    return variant | (_consequences(row, sentence, base, old) if kind in EDITS else {})


def _consequences(row: Row, edited: Row, base: str, old: str) -> dict[str, list[int]]:
    """The numbers of the other sentences that must change with an edit, and of those that must stay."""
    others = [(i, other) for i, other in enumerate(row["evidence"]) if other is not edited]
    follow = [i for i, other in others if _follows(other, edited, base, old)]
    return {"follow": follow, "keep": [i for i, _ in others if i not in follow]}


def _changes(row: Row, base: str, random: Random) -> Iterator[Change]:
    """Each place where the kind can be planted."""
    for sentence in row["evidence"]:
        if base in ("drug", "diagnosis"):
            yield from _names(row, sentence, base, random)
        else:
            for match in _PLACES[base].finditer(sentence["text"]):
                if any(re.search(_FACTS[base], fact) for fact in sentence["facts"]):
                    yield Change(sentence, match.start(), match.end(), _changed(match[0], base, random))


def _changed(old: str, base: str, random: Random) -> str:
    """What stands in the place of `old`."""
    if base == "dose":
        return f"{float(old) * random.choice((10, 2, 0.5)):g}"
    if base == "number":
        moved = int(old) + random.choice((10, -10, 20))
        return str(moved if moved <= 100 or int(old) > 100 else int(old) - 10)
    if base == "severity":
        return str(int(old) + 1 if int(old) < 10 else 8)
    if base == "negation":
        return old.replace("denies", "reports").replace("Denies", "Reports")
    return _cased("right" if old.lower() == "left" else "left", old)


def _names(row: Row, sentence: Row, base: str, random: Random) -> Iterator[Change]:
    """The medicines of a sentence, or the diagnosis where it states the cause."""
    if base == "diagnosis" and not any(fact.endswith(".cause") for fact in sentence["facts"]):
        return
    for entity in row["entities"]:
        inside = (
            entity["section"] == sentence["section"]
            and sentence["start"] <= entity["start"] < sentence["end"]
        )
        named = entity["type"] == ("MEDICATION" if base == "drug" else "DIAGNOSIS")
        if inside and named and (base == "drug" or entity["text"].lower() in row["cause"].lower()):
            start = entity["start"] - sentence["start"]
            old = entity["text"]
            other = (_other_drug if base == "drug" else _other_cause)(row, old, random)
            yield Change(sentence, start, start + len(old), _cased(other, old))


def _cased(new: str, old: str) -> str:
    """The new words with a capital where the old have one."""
    return new[0].upper() + new[1:] if old[0].isupper() else new


def _other_drug(row: Row, old: str, random: Random) -> str:
    """A drug that has nothing to do with the visit."""
    heard = {*re.findall(r"\w+", row["dialogue"].lower()), old.lower().split()[0]}
    return random.choice([d.name for d in library().drugs.values() if d.name.split()[0].lower() not in heard])


def _other_cause(row: Row, old: str, random: Random) -> str:
    """Another cause of the same complaint, or of any where it has no other name."""
    causes = [
        (complaint.name == row["complaint"], cause.name)
        for complaint in library().complaints.values()
        for cause in complaint.causes
        if "<side>" not in cause.name and cause.name.lower() != old.lower()
    ]
    same = [name for is_same, name in causes if is_same]
    return random.choice(same or [name for _, name in causes])


def _is_source(sentence: Row, base: str) -> bool:
    """Where a clinician would make the edit: the diagnosis in the assessment, a drug in the plan."""
    tails = {"diagnosis": ".cause", "drug": ".drug.", "dose": ".drug.", "severity": ".severity"}
    return base == "side" or any(tails[base] in fact for fact in sentence["facts"])


def _follows(other: Row, edited: Row, base: str, old: str) -> bool:
    """Whether a sentence must change with the edit.

    A diagnosis takes its treatment and instructions with it; a side every other mention of the side; a
    drug or a dose the sentences that name the same drug. What was found on examination never follows.
    """
    facts = other["facts"]
    problem = edited["facts"][0].split(".")[0]
    if base == "diagnosis":
        return any(re.match(rf"{problem}\.(drug|plan|back|course)\b", fact) for fact in facts)
    if base == "side":
        return bool(re.search(rf"\b{old}\b", other["text"], re.IGNORECASE))
    if base == "drug":
        return old.lower() in other["text"].lower() and any(".drug." in fact for fact in facts)
    return False
