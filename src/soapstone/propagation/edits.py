"""What an edit changed: the facts of a section before against those after, each change named by its kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from soapstone.nlp.sentences import split_sentences
from soapstone.nlp.stems import Token, tokens
from soapstone.propagation.facts import Fact, Kind, facts_of
from soapstone.propagation.proposal import Edit

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
    """The facts of a section's text."""
    pieces = split_sentences(text)
    starts, at = [], 0
    for piece in pieces:
        starts.append(at + len(piece.lead))
        at += len(piece.lead) + len(piece.text)
    facts = facts_of([piece.text for piece in pieces])
    moved = [
        f._replace(start=f.start + s, end=f.end + s) for s, fs in zip(starts, facts, strict=True) for f in fs
    ]
    return Read(text, moved)


def edits_of(before: str, after: str) -> list[Edit]:
    """The facts that changed between two texts of a section.

    "Severe pain of the right knee" edited to "Mild pain of the left knee" changed a severity and a side.
    """
    old, new = read(before), read(after)
    aligned = _Alignment(before, after)
    edits: list[Edit] = []
    for kind in NAMES:
        edits += _renamed(kind, old, new, aligned)
    renamed = {name for edit in edits for name in (edit.before, edit.after)}
    return [*edits, *(edit for edit in _changed(old, new) if edit.subject not in renamed)]


def dosage(section: str, drug: str) -> dict[Kind, str]:
    """What a section says of a drug, in its words: strength, frequency and duration, where it gives them."""
    of = read(section)
    said = [f for f in of.facts if f.subject == drug and f.kind in ("strength", "frequency", "duration")]
    return {fact.kind: of.words(fact) for fact in said}


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
        yield _edit(None, fact, old, new)


def _by_name(kind: str, of: Read) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for fact in of.facts:
        if fact.kind == kind:
            found.setdefault(fact.subject, fact)
    return found


def _changed(old: Read, new: Read) -> Iterator[Edit]:
    """Values of the same subject that are others now, in the order in which they stand."""
    was, now = _by_key(old), _by_key(new)
    for key in dict.fromkeys([*was, *now]):
        if key[0] in NAMES:
            continue
        lost = _left(was.get(key, []), now.get(key, []))
        won = _left(now.get(key, []), was.get(key, []))
        if key[0] in ("presence", "status") and not (lost and won):
            continue  # a finding or a drug that is no longer named, or newly named, contradicts nothing
        for at in range(max(len(lost), len(won))):
            yield _edit(lost[at] if at < len(lost) else None, won[at] if at < len(won) else None, old, new)


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
        self._after = after
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


def _touches(fact: Fact, words: Sequence[Token]) -> bool:
    return any(fact.start < word.end and word.start < fact.end for word in words)
