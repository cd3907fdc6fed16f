"""From an edit of one section to the proposal of what follows in others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from soapstone.errors import InputError, UsageError
from soapstone.notes.canvas import canvas_from
from soapstone.notes.parse import parse_section
from soapstone.propagation.edits import dosage, edits_of, read
from soapstone.propagation.evidence import Visited, said
from soapstone.propagation.facts import facts_of
from soapstone.propagation.follow import Edited, outcome
from soapstone.propagation.proposal import Edit, Kept, Place, Proposal, SectionProposal
from soapstone.propagation.review import finding, of_edit, of_section, of_sides
from soapstone.propagation.stays import Where, topics_of
from soapstone.types import Finding, Note, Section, Transcript


def propose(
    note: Note,
    section: str,
    text: str,
    to: Collection[str],
    transcript: Transcript | None = None,
    *,
    mine: bool = False,
) -> Proposal:
    """What follows in the sections `to` when a clinician gives `section` a new text.

    An assessment whose "right knee" becomes "left knee" takes the plan's "x-ray of the right knee" with it, but not
    "right knee replacement in 2015". Sentences that a person wrote follow only where `mine` consents to it.
    UsageError for a section that the note lacks, InputError for an edit that changes nothing.
    """
    before = canvas_from(note, [section, *to]).note.section(section)
    wanted = list(dict.fromkeys(to))
    _refuse(note, before, text, wanted, mine)
    new = parse_section(section, before.title, text)
    edits = edits_of(note, before, new)
    edited = note.model_copy(
        update={"sections": tuple(new if s.key == section else s for s in note.sections)}
    )
    following = Following(_known(edits, text), Visited(transcript), before.title.lower(), mine)
    findings, sections = list(of_edit(edits, new)), list[SectionProposal]()
    for key in wanted:
        proposed, raised = _section(edited, edited.section(key), following)
        sections.append(proposed)
        findings += [*raised, *of_section(edited, edited.section(key), edits)]
        findings += of_sides(edited.section(key), proposed, edits)
    return Proposal(
        note=edited, edited=section, edits=tuple(edits), sections=tuple(sections), findings=tuple(findings)
    )


class Following(NamedTuple):
    """All that a section needs to follow: the edit, the visit, the edited section's title, and the consent."""

    edited: Edited
    visited: Visited
    title: str
    mine: bool


def _refuse(note: Note, before: Section, text: str, to: Sequence[str], mine: bool) -> None:
    if before.text.strip() == text.strip():
        raise InputError(
            f"the edit is the same as the {before.key} of the note: nothing follows.",
            where=before.key,
            fix="Give the section's new text.",
        )
    if before.key in to:
        raise UsageError(
            "a section cannot follow its own edit.",
            where=before.key,
            fix="Name the other sections to follow it.",
        )
    for key in to:
        written = note.section(key).sentences
        if written and not mine and all(sentence.author == "person" for sentence in written):
            raise UsageError(
                "a person wrote this section, and it is not changed without consent.",
                where=key,
                fix="Consent with --include-mine, or leave the section out.",
            )


def _known(edits: Sequence[Edit], text: str) -> Edited:
    status = {fact.subject: fact.value for fact in read(text).facts if fact.kind == "status"}
    drugs = [edit.after for edit in edits if edit.kind == "drug" and edit.after]
    return Edited(edits, status, {drug: dosage(text, drug) for drug in drugs})


def _section(note: Note, section: Section, following: Following) -> tuple[SectionProposal, list[Finding]]:
    places, kept, findings = list[Place](), list[Kept](), list[Finding]()
    sentences = section.sentences
    facts = facts_of([sentence.text for sentence in sentences])
    for at, (sentence, topics) in enumerate(zip(sentences, topics_of(note, section), strict=True)):
        result = outcome(Where(sentence.text, topics, facts[at]), following.edited)
        if result is None:
            continue
        if result.stays or (sentence.author == "person" and not following.mine):
            reason = result.stays or "a person wrote it"
            kept.append(Kept(sentence=at, text=sentence.text, reason=reason))
            if result.ask or not result.stays:
                findings.append(
                    finding("ask", f"states the former fact and was left: {reason}.", section.key, at)
                )
            continue
        edits = [following.edited.edits[index] for index in result.edits]
        places.append(
            Place(
                sentence=at,
                before=sentence.text,
                after=result.text,
                reason=f"the {following.title} now says {' and '.join(dict.fromkeys(map(said, edits)))}",
                edits=result.edits,
                evidence=following.visited.supporting(edits),
            )
        )
        findings += [
            finding("not-given", f"the {kind} of {drug} was not given.", section.key, at)
            for kind, drug in result.missing
        ]
    after = {place.sentence: place.after for place in places}
    text = "".join(s.lead + after.get(at, s.text) for at, s in enumerate(sentences))
    proposed = SectionProposal(
        section=section.key, before=section.text, after=text, places=tuple(places), kept=tuple(kept)
    )
    return proposed, findings
