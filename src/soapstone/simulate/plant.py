"""Errors and edits planted in a note, each with its place: for tests of checkers and of propagation."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from random import Random
from typing import Any

from soapstone.errors import UsageError
from soapstone.simulate.library import library

ERRORS = ("drug", "dose", "side", "negation", "number", "diagnosis")
EDITS = ("edit_diagnosis", "edit_drug", "edit_dose", "edit_side", "edit_severity")
KINDS = ERRORS + EDITS

Row = dict[str, Any]
_DOSE = re.compile(r"\b(\d+(?:\.\d+)?)(?= (?:mg|mcg|g|units)\b)")
_NUMBER = re.compile(r"(?<![\d/.])\d{2,3}(?![\d/.])")
_SIDE = re.compile(r"\b(left|right)\b", re.IGNORECASE)
_NEGATION = re.compile(r"^(Denies|The patient denies|She denies|He denies)\b")


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
    if kind.startswith("edit_"):
        changes = [change for change in changes if _is_source(change[0], base)]
    if not changes:
        return None
    sentence, start, end, new = random.choice(changes)
    old = sentence["text"][start:end]
    place = sentence["start"] + start
    sections = copy.copy(row["sections"])
    text = sections[sentence["section"]]
    sections[sentence["section"]] = text[:place] + new + text[place + len(old) :]
    variant = {
        "kind": kind,
        "section": sentence["section"],
        "start": place,
        "end": place + len(new),
        "before": old,
        "after": new,
        "sections": sections,
    }
    if kind.startswith("edit_"):
        follow = [
            i
            for i, other in enumerate(row["evidence"])
            if other is not sentence and _follows(other, sentence, base, old)
        ]
        variant |= {
            "follow": follow,
            "keep": [
                i for i, other in enumerate(row["evidence"]) if other is not sentence and i not in follow
            ],
        }
    return variant


def _changes(row: Row, base: str, random: Random) -> Iterator[tuple[Row, int, int, str]]:
    """Sentence, start, end and new words for each place where the kind can be planted."""
    for sentence in row["evidence"]:
        text = sentence["text"]
        if base in ("drug", "diagnosis"):
            yield from _names(row, sentence, base, random)
        elif base == "dose":
            for match in _DOSE.finditer(text):
                yield sentence, match.start(), match.end(), _times(match[0], random)
        elif base == "side":
            for match in _SIDE.finditer(text):
                new = "right" if match[0].lower() == "left" else "left"
                yield sentence, match.start(), match.end(), new.capitalize() if match[0][0].isupper() else new
        elif base == "negation" and (denied := _NEGATION.search(text)):
            yield (
                sentence,
                denied.start(),
                denied.end(),
                denied[0].replace("denies", "reports").replace("Denies", "Reports"),
            )
        elif base == "number":
            for match in _NUMBER.finditer(text):
                if any(fact.startswith(("vital.", "age")) for fact in sentence["facts"]):
                    yield (
                        sentence,
                        match.start(),
                        match.end(),
                        str(int(match[0]) + random.choice((10, -10, 20))),
                    )
        elif base == "severity" and any(fact.endswith(".severity") for fact in sentence["facts"]):
            rated = re.search(r"\d+", text)
            if rated:
                worse = str(int(rated[0]) + 1 if int(rated[0]) < 10 else 8)
                yield sentence, rated.start(), rated.end(), worse


def _names(row: Row, sentence: Row, base: str, random: Random) -> Iterator[tuple[Row, int, int, str]]:
    kind = "MEDICATION" if base == "drug" else "DIAGNOSIS"
    for entity in row["entities"]:
        inside = (
            entity["section"] == sentence["section"]
            and sentence["start"] <= entity["start"] < sentence["end"]
        )
        of_cause = base == "drug" or any(fact.endswith(".cause") for fact in sentence["facts"])
        if (
            inside
            and entity["type"] == kind
            and of_cause
            and not (base == "diagnosis" and entity["text"].lower() not in row["cause"].lower())
        ):
            start = entity["start"] - sentence["start"]
            new = _another(row, base, entity["text"], random)
            yield sentence, start, start + len(entity["text"]), new


def _another(row: Row, base: str, old: str, random: Random) -> str:
    """A drug that has nothing to do with the visit, or another cause of the same complaint."""
    if base == "drug":
        heard = row["dialogue"].lower()
        return random.choice(
            [
                drug.name
                for drug in library().drugs.values()
                if drug.name.split()[0] not in heard and drug.name.split()[0] != old.lower().split()[0]
            ]
        )
    for complaint in library().complaints.values():
        others = [
            cause.name
            for cause in complaint.causes
            if "<side>" not in cause.name and cause.name.lower() != old.lower()
        ]
        if complaint.name == row["complaint"] and others:
            return random.choice(others)
    return random.choice(
        [
            name.name
            for complaint in library().complaints.values()
            for name in complaint.causes
            if "<side>" not in name.name and name.name.lower() != old.lower()
        ]
    )


def _times(dose: str, random: Random) -> str:
    value = float(dose) * random.choice((10, 2, 0.5))
    return f"{value:g}"


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
