"""One section after an edit: which of its sentences follow, how, and which stay and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.stems import content_stems
from soapstone.propagation import wording
from soapstone.propagation.conditions import named
from soapstone.propagation.edits import Dosage
from soapstone.propagation.facts import Fact, Kind
from soapstone.propagation.proposal import Edit
from soapstone.propagation.stays import BOTH, Where, why_it_stays
from soapstone.propagation.wording import Change
from soapstone.propagation.words import any_of

NOT_GIVEN = "not given"


class Edited(NamedTuple):
    """What is known of an edit: its changes, and of each drug it names what is done with it and its dosage."""

    edits: Sequence[Edit]
    status: Mapping[str, str]
    dosage: Mapping[str, Dosage]


class Outcome(NamedTuple):
    """What becomes of a sentence: its text, the edits that it follows, why it stays, and what was not given."""

    text: str
    edits: tuple[int, ...] = ()
    stays: str = ""
    missing: tuple[tuple[Kind, str], ...] = ()
    ask: bool = False


def outcome(where: Where, edited: Edited) -> Outcome | None:
    """What an edit makes of a sentence; None where it does not state the former fact at all."""
    changes: list[Change] = []
    follows: list[int] = []
    missing: list[tuple[Kind, str]] = []
    stays, ask = "", False
    for at, edit in enumerate(edited.edits):
        for fact in stating(edit, where):
            reason = _exact(edit) or why_it_stays(edit, fact, where, edited.status.get(_drug(edit), ""))
            change = None if reason or _strengths(edit, where) > 1 else wording.change(where.text, fact, edit)
            if change is None:
                stays = stays or reason or "it cannot be reworded safely"
                ask = ask or not reason or reason == BOTH
                continue
            changes.append(change)
            follows.append(at)
            if edit.kind == "drug":
                for dose, lost in _doses(edit, where, edited):
                    changes.append(dose)
                    missing += lost
    if not changes:
        return Outcome(where.text, stays=stays, ask=ask) if stays else None
    text = wording.reworded(where.text, changes)
    return Outcome(text, tuple(dict.fromkeys(follows)), missing=tuple(dict.fromkeys(missing)))


def stating(edit: Edit, where: Where) -> Iterator[Fact]:
    """The facts of a sentence that are the edit's former one. An edit that only adds or takes away has none."""
    if not (edit.before and edit.after):
        return
    key = (edit.kind, edit.subject, edit.scale)
    found = [fact for fact in where.facts if fact.key == key and fact.value == edit.before]
    if edit.kind == "diagnosis" and not found:  # a wording that no list knows
        pattern = any_of([r"\s+".join(map(re.escape, edit.old.split()))])
        found = [
            Fact("diagnosis", edit.subject, edit.before, *m.span()) for m in pattern.finditer(where.text)
        ]
    yield from found


def _strengths(edit: Edit, where: Where) -> int:
    """How many strengths a sentence gives the drug that is exchanged: of "from 20 mg to 40 mg" none is the new one's."""
    if edit.kind != "drug":
        return 0
    return len(
        {fact.value for fact in where.facts if fact.kind == "strength" and fact.subject == edit.before}
    )


def _drug(edit: Edit) -> str:
    return edit.after if edit.kind == "drug" else edit.subject


def _exact(edit: Edit) -> str:
    """Why the former wording still holds: "heart failure" is still true of acute systolic heart failure."""
    if edit.kind == "diagnosis":
        finer = content_stems(edit.old) < content_stems(edit.new) or named(edit.new)[0] == edit.subject
        if finer or _same_head(edit):
            return "the new wording only names the condition more exactly"
    return ""


def _same_head(edit: Edit) -> bool:
    known = {m.concept.name for m in find_concepts(edit.new) if m.concept.kind == "condition"}
    return edit.subject in known


def _doses(edit: Edit, where: Where, edited: Edited) -> Iterator[tuple[Change, list[tuple[Kind, str]]]]:
    """The former drug's strength, frequency and duration: the new drug's own, or that they were not given."""
    for fact in where.facts:
        given = edited.dosage.get(edit.after, {}).get(fact.kind)
        if fact.subject != edit.before or given is None or fact.value in given:
            continue
        if given:
            yield Change(fact.start, fact.end, next(iter(given.values()))), []
        else:
            opens = fact.start - 4 if where.text[: fact.start].endswith("for ") else fact.start
            yield Change(opens, fact.end, f"({fact.kind} {NOT_GIVEN})"), [(fact.kind, edit.after)]
