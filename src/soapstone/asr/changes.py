"""Changing a turn without losing what was heard: text, words and repairs together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from soapstone.types import Repair, Turn, Word

Kind = Literal["number", "vital", "dose", "date", "drug", "term"]


class Change(NamedTuple):
    """Write `written` in place of characters `start` to before `end` of a turn as heard."""

    start: int
    end: int
    written: str
    kind: Kind
    sure: bool = True


def apart(changes: Iterable[Change]) -> list[Change]:
    """The changes in order, of neighbours that overlap only the longer (the earlier of equals)."""
    kept: list[Change] = []
    for change in sorted(changes, key=lambda c: (c.start, -c.end)):
        if not kept or kept[-1].end <= change.start:
            kept.append(change)
        elif change.end - change.start > kept[-1].end - kept[-1].start:
            kept[-1] = change
    return kept


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
    k = 0
    for change in changes:
        while k < len(places) and places[k][1] <= change.start:
            words.append(turn.words[k])
            k += 1
        first = k
        while k < len(places) and places[k][0] < change.end:
            k += 1
        if first < k:
            words += _rewritten(turn, turn.words[first:k], (places[first][0], places[k - 1][1]), change)
    return (*words, *turn.words[k:])


def _rewritten(turn: Turn, heard: Sequence[Word], place: tuple[int, int], change: Change) -> list[Word]:
    """The words of a change: those heard give their time in equal shares, and the least probability."""
    before, after = turn.text[place[0] : change.start], turn.text[change.end : place[1]]
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
