"""Changing a turn without losing what was heard: text, words and repairs together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from soapstone.types import Repair, Turn, Word

Kind = Literal["number", "vital", "dose", "date", "drug"]


class Change(NamedTuple):
    """Write `written` in place of characters `start` to before `end` of a turn as heard."""

    start: int
    end: int
    written: str
    kind: Kind
    sure: bool = True


def apart(changes: Iterable[Change]) -> list[Change]:
    """The changes in order, of two that overlap only the longer (the earlier of equals)."""
    kept: list[Change] = []
    for change in sorted(changes, key=lambda c: (-(c.end - c.start), c.start)):
        if all(change.end <= other.start or other.end <= change.start for other in kept):
            kept.append(change)
    return sorted(kept)


def apply(turn: Turn, changes: Sequence[Change]) -> Turn:
    """The turn with the changes made, each kept as a repair; words keep their times."""
    if not changes:
        return turn
    parts: list[str] = []
    repairs: list[Repair] = []
    position = length = 0
    for change in changes:
        kept = turn.text[position : change.start]
        start = length + len(kept)
        parts += [kept, change.written]
        length = start + len(change.written)
        position = change.end
        heard = turn.text[change.start : change.end]
        repairs.append(Repair(start=start, end=length, heard=heard, kind=change.kind, sure=change.sure))
    text = "".join([*parts, turn.text[position:]])
    update = {"text": text, "repairs": tuple(repairs), "words": _words(turn, changes)}
    return turn.model_copy(update=update)


def original(turn: Turn) -> str:
    """What was heard: the text with every repair undone, character for character."""
    text = turn.text
    for repair in sorted(turn.repairs, key=lambda r: r.start, reverse=True):
        text = text[: repair.start] + repair.heard + text[repair.end :]
    return text


def word_places(turn: Turn) -> list[tuple[int, int]]:
    """Where each recognised word stands in the turn's text; empty where they do not fit together."""
    places: list[tuple[int, int]] = []
    position = 0
    for word in turn.words:
        said = word.text.strip()
        start = turn.text.find(said, position)
        if start < 0:
            return []
        position = start + len(said)
        places.append((start, position))
    return places


def _words(turn: Turn, changes: Sequence[Change]) -> tuple[Word, ...]:
    places = word_places(turn)
    if not places:
        return turn.words
    words: list[Word] = []
    done: set[int] = set()
    for word, (start, end) in zip(turn.words, places, strict=True):
        hit = next((k for k, c in enumerate(changes) if start < c.end and c.start < end), None)
        if hit is None:
            words.append(word)
        elif hit not in done:
            done.add(hit)
            words += _rewritten(turn, places, changes[hit])
    return tuple(words)


def _rewritten(turn: Turn, places: Sequence[tuple[int, int]], change: Change) -> list[Word]:
    """The words of a change: those heard give their time in equal shares, and the least probability."""
    inside = [
        (w, p) for w, p in zip(turn.words, places, strict=True) if p[0] < change.end and change.start < p[1]
    ]
    heard = [word for word, _ in inside]
    before = turn.text[inside[0][1][0] : change.start]
    after = turn.text[change.end : inside[-1][1][1]]
    space = heard[0].text[: len(heard[0].text) - len(heard[0].text.lstrip())]
    written = f"{before}{change.written}{after}".split()
    start, end = heard[0].start, heard[-1].end
    probability = min(word.probability for word in heard)
    words: list[Word] = []
    for k, text in enumerate(written):
        begin = finish = None
        if start is not None and end is not None:
            begin = round(start + (end - start) * k / len(written), 3)
            finish = round(start + (end - start) * (k + 1) / len(written), 3)
        words.append(Word(text=space + text, start=begin, end=finish, probability=probability))
    return words
