"""One section after an edit: which of its sentences follow, how, and which stay and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.stems import content_stems
from soapstone.propagation import wording
from soapstone.propagation.conditions import named
from soapstone.propagation.facts import Fact, Kind
from soapstone.propagation.proposal import Edit
from soapstone.propagation.stays import BOTH, Where, why_it_stays
from soapstone.propagation.wording import Change

NOT_GIVEN = "not given"


class Edited(NamedTuple):
    """What is known of an edit: its changes, and of each drug it names what is done with it and its dosage."""

    edits: Sequence[Edit]
    status: Mapping[str, str]
    dosage: Mapping[str, Mapping[Kind, str]]


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
        for fact in stating(edit, where.facts):
            reason = _exact(edit) or why_it_stays(edit, fact, where, edited.status.get(_drug(edit), ""))
            change = None if reason else wording.change(where.text, fact, edit)
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


def stating(edit: Edit, facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts of a sentence that are the edit's former one. An edit that only adds or takes away has none."""
    if edit.before and edit.after:
        for fact in facts:
            if (fact.kind, fact.subject, fact.scale, fact.value) == (
                edit.kind,
                edit.subject,
                edit.scale,
                edit.before,
            ):
                yield fact


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
    given = edited.dosage.get(edit.after, {})
    for fact in where.facts:
        if fact.subject != edit.before or fact.kind not in ("strength", "frequency", "duration"):
            continue
        start = fact.start
        if words := given.get(fact.kind):
            yield Change(start, fact.end, words), []
        else:
            before = where.text[:start]
            if fact.kind == "duration" and before.endswith("for "):
                start -= len("for ")
            yield Change(start, fact.end, f"({fact.kind} {NOT_GIVEN})"), [(fact.kind, edit.after)]
