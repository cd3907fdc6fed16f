"""What changed between two versions of a note, section by section and sentence by sentence."""

from __future__ import annotations

from difflib import SequenceMatcher

from soapstone.types import Note, Noun, Section, Sentence, Span


class SectionChange(Noun):
    """One section's text before and after, and the evidence of the sentences that came in."""

    section: str
    before: str
    after: str
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    evidence: tuple[Span, ...] = ()


def diff(before: Note, after: Note) -> list[SectionChange]:
    """The sections whose text differs, in the order of `after`; sections gone come last."""
    old = {section.key: section for section in before.sections}
    changes = [
        change(old.get(section.key, Section(key=section.key, title=section.title)), section)
        for section in after.sections
        if section.key not in old or old[section.key].text != section.text
    ]
    kept = {section.key for section in after.sections}
    changes += [
        change(section, Section(key=section.key, title=section.title))
        for section in before.sections
        if section.key not in kept
    ]
    return [item for item in changes if item.before != item.after]


def change(before: Section, after: Section) -> SectionChange:
    """The sentence-level difference of one section."""
    removed: list[Sentence] = []
    added: list[Sentence] = []
    matcher = SequenceMatcher(
        a=[sentence.text for sentence in before.sentences],
        b=[sentence.text for sentence in after.sentences],
        autojunk=False,
    )
    for kind, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        if kind != "equal":
            removed += before.sentences[a_from:a_to]
            added += after.sentences[b_from:b_to]
    return SectionChange(
        section=after.key,
        before=before.text,
        after=after.text,
        removed=tuple(sentence.text for sentence in removed),
        added=tuple(sentence.text for sentence in added),
        evidence=tuple(span for sentence in added for span in sentence.evidence),
    )
