"""What an edit changed: the facts of a section before against those after, each change named by its kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from soapstone.nlp.stems import STOPWORDS, Token, tokens
from soapstone.notes.parse import parse_section
from soapstone.propagation.conditions import conditions
from soapstone.propagation.facts import Fact, Kind, facts_of
from soapstone.propagation.proposal import Edit
from soapstone.propagation.stays import of_another, of_history, topics_of
from soapstone.types import Note, Section

NAMES = ("drug", "diagnosis")  # facts that are their own subject
Key = tuple[str, str, str]


class Read(NamedTuple):
    """A text with its facts, their characters those of the whole text."""

    text: str
    facts: list[Fact]

    def words(self, fact: Fact) -> str:
        """The words that state a fact."""
        return self.text[fact.start : fact.end]


def read(text: str) -> Read:
    """The facts of a text."""
    return _read(parse_section("", "", text), lambda _: True)


def _of_visit(note: Note, section: Section) -> Read:
    """The facts of a section that are this patient's in this visit: not the family's, no allergies, nothing quoted."""
    topics = list(topics_of(note, section))
    return _read(section, lambda at: not of_history(topics[at]))


def _read(section: Section, wanted: Callable[[int], bool]) -> Read:
    at, found = 0, list[Fact]()
    facts = facts_of([sentence.text for sentence in section.sentences])
    for index, sentence in enumerate(section.sentences):
        at += len(sentence.lead)
        if wanted(index):
            found += [
                f._replace(start=f.start + at, end=f.end + at)
                for f in facts[index]
                if not of_another(f, sentence.text)
            ]
        at += len(sentence.text)
    return Read(section.text, found)


def edits_of(note: Note, before: Section, after: Section) -> list[Edit]:
    """The facts that changed between two versions of a section of a note.

    "Severe pain of the right knee" edited to "Mild pain of the left knee" changed a severity and a side.
    """
    old, new = _of_visit(note, before), _of_visit(note, after)
    aligned = _Alignment(before.text, after.text)
    edits: list[Edit] = []
    for kind in NAMES:
        edits += _renamed(kind, old, new, aligned)
    renamed = {name for edit in edits for name in (edit.before, edit.after)}
    return [*edits, *(edit for edit in _changed(old, new, aligned) if edit.subject not in renamed)]


Dosage = dict[Kind, dict[str, str]]


def dosage(section: str, drug: str) -> Dosage:
    """What a section says of a drug: its strengths, frequencies and durations, each with the section's words."""
    of = read(section)
    said: Dosage = {"strength": {}, "frequency": {}, "duration": {}}
    for fact in of.facts:
        if fact.subject == drug and fact.kind in said:
            said[fact.kind].setdefault(fact.value, of.words(fact))
    return said


def _renamed(kind: str, old: Read, new: Read, aligned: _Alignment) -> Iterator[Edit]:
    """Drugs or diagnoses exchanged for what now stands in their place; else added, or taken away."""
    was, now = _by_name(kind, old), _by_name(kind, new)
    lost = [fact for name, fact in was.items() if name not in now]
    won = {name: fact for name, fact in now.items() if name not in was}
    for fact in lost:
        partner = next((f for f in won.values() if aligned.stand_together(fact, f)), None)
        if partner:
            del won[partner.subject]
            yield _edit(fact, partner, old, new)
        elif kind == "diagnosis" and (words := aligned.instead_of(fact)):
            yield Edit(
                kind="diagnosis",
                subject=fact.subject,
                before=fact.value,
                after=words,
                old=old.words(fact),
                new=words,
            )
        else:
            yield _edit(fact, None, old, new)
    for fact in won.values():
        words = aligned.replaced_by(fact) if kind == "diagnosis" else ""
        edit = _edit(None, fact, old, new)
        yield (
            edit.model_copy(update={"subject": words.lower(), "before": words.lower(), "old": words})
            if words
            else edit
        )


def _by_name(kind: str, of: Read) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for fact in of.facts:
        if fact.kind == kind:
            found.setdefault(fact.subject, fact)
    return found


def _changed(old: Read, new: Read, aligned: _Alignment) -> Iterator[Edit]:
    """Values of the same subject that are others now: what stands in their place, else in the order in which they stand."""
    was, now = _by_key(old), _by_key(new)
    for key in dict.fromkeys([*was, *now]):
        if key[0] in NAMES:
            continue
        lost, won = _left(was.get(key, []), now.get(key, [])), _left(now.get(key, []), was.get(key, []))
        pairs = list[tuple[Fact | None, Fact | None]]()
        for fact in lost:
            there = [other for other in now.get(key, []) if aligned.stand_together(fact, other)]
            partner = there[0] if there else won[0] if won else None
            won = [other for other in won if partner is None or other.value != partner.value]
            pairs.append((fact, partner))
        for before, after in [*pairs, *((None, fact) for fact in won)]:
            if key[0] not in ("presence", "status") or (before and after):
                yield _edit(before, after, old, new)


def _by_key(of: Read) -> dict[Key, list[Fact]]:
    found: dict[Key, list[Fact]] = {}
    for fact in of.facts:
        found.setdefault(fact.key, []).append(fact)
    return found


def _left(facts: Sequence[Fact], others: Sequence[Fact]) -> list[Fact]:
    """The facts of which the others hold none with the same value, each value once."""
    there = Counter(fact.value for fact in others)
    return list({fact.value: fact for fact in reversed(facts) if not there[fact.value]}.values())[::-1]


def _edit(was: Fact | None, now: Fact | None, old: Read, new: Read) -> Edit:
    fact = was or now
    assert fact is not None
    return Edit(
        kind=fact.kind,
        subject=fact.subject,
        before=was.value if was else "",
        after=now.value if now else "",
        old=old.words(was) if was else "",
        new=new.words(now) if now else "",
        scale=fact.scale,
    )


class _Alignment:
    """Which words of the text after stand where words of the text before stood."""

    def __init__(self, before: str, after: str) -> None:
        self._before, self._after = before, after
        self._old, self._new = tokens(before), tokens(after)
        matcher = SequenceMatcher(
            a=[t.text.lower() for t in self._old], b=[t.text.lower() for t in self._new], autojunk=False
        )
        self._blocks = [block[1:] for block in matcher.get_opcodes() if block[0] == "replace"]

    def stand_together(self, was: Fact, now: Fact) -> bool:
        """Whether both were touched by the same replacement."""
        return any(
            _touches(was, self._old[a:b]) and _touches(now, self._new[c:d]) for a, b, c, d in self._blocks
        )

    def instead_of(self, was: Fact) -> str:
        """The words that replaced a name whole, where they are few: a diagnosis of which no list knows."""
        for a, b, c, d in self._blocks:
            if (
                _touches(was, self._old[a:b])
                and self._old[a].start >= was.start
                and self._old[b - 1].end <= was.end
                and d - c <= 6
            ):
                return self._after[self._new[c].start : self._new[d - 1].end]
        return ""

    def replaced_by(self, now: Fact) -> str:
        """The words in whose place a new diagnosis stands, where they are few and name no finding."""
        for a, b, c, d in self._blocks:
            words = self._before[self._old[a].start : self._old[b - 1].end]
            whole = self._new[c].start >= now.start and self._new[d - 1].end <= now.end
            if (
                _touches(now, self._new[c:d])
                and whole
                and b - a <= 5
                and not conditions(words)
                and words.lower() not in STOPWORDS
            ):
                return words
        return ""


def _touches(fact: Fact, words: Sequence[Token]) -> bool:
    return any(fact.start < word.end and word.start < fact.end for word in words)
