"""What a reader must look at after an edit, though no sentence is changed for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from soapstone.propagation.conditions import conditions
from soapstone.propagation.doses import names
from soapstone.propagation.edits import NAMES, read
from soapstone.propagation.facts import facts_of
from soapstone.propagation.proposal import Edit, SectionProposal
from soapstone.propagation.stays import topics_of
from soapstone.types import Finding, Note, Section, Sentence

SOURCE = "Soapstone: what follows an edit"
ACTED_ON = frozenset(["plan", "instructions", "course"])


def finding(rule: str, message: str, section: str, sentence: int | None = None) -> Finding:
    """Something to look at: rule "propagation.not-given" for a strength that the edit did not give."""
    return Finding(
        rule=f"propagation.{rule}", severity="amber", message=message, section=section, sentence=sentence, source=SOURCE
    )  # fmt: skip


def of_edit(edits: Sequence[Edit], new: Section) -> Iterator[Finding]:
    """What the edit itself leaves open: nothing that a rule could name, or two values of one thing."""
    if not edits:
        yield finding("unnamed", "no fact was recognised in what changed: nothing follows.", new.key)
    facts = read(new.text).facts
    for edit in edits:
        key = (edit.kind, edit.subject, edit.scale)
        others = {fact.value for fact in facts if fact.key == key} - {edit.after}
        if edit.after and not edit.before and edit.kind not in (*NAMES, "presence", "severity") and others:
            message = f"{edit.kind} of {edit.subject}: {edit.after} beside {', '.join(sorted(others))}; nothing follows."
            yield finding("two-values", message, new.key)


def of_section(note: Note, section: Section, edits: Sequence[Edit]) -> Iterator[Finding]:
    """Plan items under a diagnosis that changed, and drugs that the edit took away or brought."""
    topics = list(topics_of(note, section))
    acted = [at for at, held in enumerate(topics) if held & ACTED_ON and section.sentences[at].text]
    for edit in edits:
        if edit.kind == "diagnosis" and edit.before:
            yield from _under(section, acted, edit)
        elif edit.kind == "drug" and not (edit.before and edit.after):
            yield from _drug(section, acted, edit)


def _under(section: Section, acted: Sequence[int], edit: Edit) -> Iterator[Finding]:
    """The items that stand under the former diagnosis: up to an empty line or a line that names another."""
    now = f"the diagnosis is now {edit.after}" if edit.after else "the diagnosis is no longer stated"
    under, any_named = False, False
    for at in acted:
        sentence = section.sentences[at]
        named = {one.name for one in conditions(sentence.text) if one.kind == "condition"}
        any_named = any_named or edit.before in named
        if "\n\n" in sentence.lead or (named and _heads(sentence)):
            under = False
        if _heads(sentence) and edit.before in named:
            under = True
        elif under or edit.before in named:
            yield finding("former-diagnosis", f"was planned for {edit.before}; {now}.", section.key, at)
    if acted and not any_named:
        yield finding("former-diagnosis", f"was written for {edit.before}; {now}.", section.key)


def of_sides(section: Section, proposed: SectionProposal, edits: Sequence[Edit]) -> Iterator[Finding]:
    """A section that now gives one side to what it already told of that side: "Left knee is normal" stood there."""
    moved = {
        place.sentence: {edits[at] for at in place.edits if edits[at].kind == "side"}
        for place in proposed.places
    }
    facts = facts_of([sentence.text for sentence in section.sentences])
    for edit in dict.fromkeys(edit for held in moved.values() for edit in held):
        for at, held in enumerate(facts):
            if at not in moved and any(
                f.key[:2] == ("side", edit.subject) and f.value == edit.after for f in held
            ):
                yield finding(
                    "both-sides", f"already spoke of the {edit.after} {edit.subject}.", section.key, at
                )


def _heads(sentence: Sentence) -> bool:
    """Whether a sentence is a problem's line: few words, no drug, no bullet."""
    few = len(sentence.text.split()) <= 6 and not names(sentence.text)
    return few and not re.search(r"[•\-*]", sentence.lead)


def _drug(section: Section, acted: Sequence[int], edit: Edit) -> Iterator[Finding]:
    naming = [
        at
        for at in acted
        if any(d.name == (edit.before or edit.after) for d in names(section.sentences[at].text))
    ]
    if edit.before:
        for at in naming:
            yield finding("drug-removed", f"names {edit.before}, which the edit took away.", section.key, at)
    elif acted and not naming:
        yield finding("drug-added", f"does not name {edit.after}, which the edit added.", section.key)
