"""Laying out what the model looks at: an open stretch of a section amid what is locked, and the context it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from soapstone.engines.diffusion.chunks import Chunk
from soapstone.engines.diffusion.filling import Context, Sheet
from soapstone.engines.diffusion.marks import STEPS, Marks, Told, laid
from soapstone.engines.diffusion.network import Network
from soapstone.engines.diffusion.pieces import CLS, KIND, MASK, SEP, pieces_of

OPEN, CANVAS, CONTEXT, OTHER = 64, 128, 144, 48  # in pieces, as in training
COLON = tuple(pieces_of(":"))


class Shown(NamedTuple):
    """A section of the note as it is shown: its kind, and the pieces of its title and its text."""

    kind: int
    title: tuple[int, ...]
    pieces: tuple[int, ...]


class Stretch(NamedTuple):
    """Text of a section that is shown (`pieces`), followed by so many open places (`room`)."""

    pieces: tuple[int, ...]
    room: int


def sheet(
    kind: int,
    title: Sequence[int],
    stretches: Sequence[Stretch],
    others: Sequence[tuple[bool, Shown]] = (),
) -> Sheet:
    """A canvas with a section of shown and open stretches.

    `others` are further sections with whether they stand before it in the note; the nearest come first, and are shown
    as far as they fit.
    """
    left = CANVAS - sum(len(one.pieces) + one.room for one in stretches) - len(title) - 4
    shown: list[tuple[bool, Shown]] = []
    for earlier, other in others:
        cut = min(left, OTHER) - len(other.title) - 3
        if cut > 20 and other.pieces:
            shown.append((earlier, other._replace(pieces=other.pieces[:cut])))
            left -= len(other.title) + 3 + len(shown[-1][1].pieces)
    ids, kinds, open_at = [CLS], [0], list[tuple[int, int]]()
    for earlier, other in shown[::-1]:
        if earlier:
            _put(ids, kinds, other.kind, (*other.title, *COLON, *other.pieces))
    body = [*title, *COLON]
    for one in stretches:
        body += one.pieces
        if one.room:
            open_at.append((len(ids) + len(body), len(ids) + len(body) + one.room))
        body += [MASK] * one.room
    _put(ids, kinds, kind, body)
    for earlier, other in shown:
        if not earlier:
            _put(ids, kinds, other.kind, (*other.title, *COLON, *other.pieces))
    slots, steps = [0] * len(ids), [0] * len(ids)
    for number, (first, last) in enumerate(open_at, 1):
        slots[first:last] = [number] * (last - first)
        steps[first:last] = [min(step, STEPS - 1) for step in range(last - first)]
    return Sheet(Marks(tuple(ids), tuple(kinds), tuple(slots), tuple(steps)), tuple(open_at))


def _put(ids: list[int], kinds: list[int], kind: int, pieces: Sequence[int]) -> None:
    ids += [*pieces, SEP]
    kinds += [kind] * (len(pieces) + 1)


def context(
    network: Network, said: Sequence[Chunk], record: Sequence[int] = (), drafts: Sequence[Sequence[int]] = ()
) -> Context:
    """The states of chunks, of the record and of drafted sentences, the n-th draft for the n-th open stretch.

    Line numbers count the chunks; the record and the drafts follow.
    """
    lines = [(Told(KIND["record"], record), len(said))] if record else []
    lines += [(Told(KIND["draft"], one, at), len(said) + at) for at, one in enumerate(drafts, 1)]
    lines += [(Told(chunk.kind, chunk.pieces), at) for at, chunk in enumerate(said)]
    marks = laid([line for line, _ in lines])
    places = tuple(number for line, number in lines for _ in (*line.pieces, SEP))
    return Context(marks, network.read(marks), places)


def groups(said: Sequence[Chunk], room: int = CONTEXT) -> list[list[Chunk]]:
    """Chunks in runs that fit into a context, about equally long."""
    total = sum(len(chunk.pieces) + 1 for chunk in said)
    parts = -(-total // room) or 1
    found: list[list[Chunk]] = [[]]
    size = 0
    for chunk in said:
        if size + len(chunk.pieces) + 1 > room or (size >= total / parts and len(found) < parts):
            found.append([])
            size = 0
        found[-1].append(chunk)
        size += len(chunk.pieces) + 1
    return [group for group in found if group]
