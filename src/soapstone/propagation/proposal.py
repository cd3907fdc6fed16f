"""What follows an edit, as a value that a reader can look through, accept or refuse."""

from __future__ import annotations

from collections.abc import Collection

from soapstone.errors import UsageError
from soapstone.propagation.facts import Kind
from soapstone.types import Finding, Note, Noun, Section, Span


class Edit(Noun):
    """One fact that the edit changed: the side of the knee from "right" to "left".

    `before` and `after` are the values, empty where the fact was added or taken away; `old` and `new` are the
    words of the edited section for them; `scale` tells values of a severity that exclude each other.
    """

    kind: Kind
    subject: str
    before: str
    after: str
    old: str = ""
    new: str = ""
    scale: str = ""

    def __str__(self) -> str:
        what = self.kind if self.kind in ("diagnosis", "drug") else f"{self.kind} of {self.subject}"
        return f"{what}: {self.before or 'not stated'} -> {self.after or 'no longer stated'}"


class Place(Noun):
    """A sentence that follows: before, after, why, the edits (by index) behind it, and where the visit says so.

    Without evidence the new statement was not said in the visit: the clinician's edit is its only source.
    """

    sentence: int
    before: str
    after: str
    reason: str
    edits: tuple[int, ...]
    evidence: tuple[Span, ...] = ()


class Kept(Noun):
    """A sentence that states the former fact and stays as it is, and why: it tells of 2015, or of the mother."""

    sentence: int
    text: str
    reason: str


class SectionProposal(Noun):
    """One section before and after, with its sentences that follow and those that stay though they state the fact."""

    section: str
    before: str
    after: str
    places: tuple[Place, ...] = ()
    kept: tuple[Kept, ...] = ()


class Proposal(Noun):
    """What follows an edit. `note` is the note with the edit and nothing else changed; `sections` are those asked for."""

    note: Note
    edited: str
    edits: tuple[Edit, ...] = ()
    sections: tuple[SectionProposal, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def changed(self) -> tuple[str, ...]:
        """The sections in which something follows."""
        return tuple(one.section for one in self.sections if one.places)

    def accept(self, sections: Collection[str] | None = None) -> Note:
        """The note with the edit and what follows in the named sections; in all when none are named.

        A sentence that followed carries the evidence of its new statement beside that of its rest. UsageError for
        a section that was not asked for.
        """
        known = {one.section: one for one in self.sections}
        for key in set(sections or ()) - known.keys():
            raise UsageError(
                f"nothing was proposed for the section {key!r}.",
                fix=f"Accept all, or some of: {', '.join(known)}.",
            )
        wanted = set(known if sections is None else sections)
        return self.note.model_copy(
            update={
                "sections": tuple(
                    _followed(section, known[section.key]) if section.key in wanted else section
                    for section in self.note.sections
                )
            }
        )


def _followed(section: Section, proposed: SectionProposal) -> Section:
    sentences = list(section.sentences)
    for place in proposed.places:
        old = sentences[place.sentence]
        evidence = tuple(dict.fromkeys((*old.evidence, *place.evidence)))
        sentences[place.sentence] = old.model_copy(update={"text": place.after, "evidence": evidence})
    return section.model_copy(update={"sentences": tuple(sentences)})
