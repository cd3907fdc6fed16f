"""Crops: what the diffusion model is shown of a lesson at once, and batches of them.

A crop opens a run of sentences of one section, shows what stands around it, and as context the chunks that support
it among others, now and then with the drafted sentence and what the record knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from soapstone.engines.diffusion.marks import SLOTS, STEPS, Marks, Told, laid
from soapstone.engines.diffusion.pieces import CLS, END, KIND, MASK, NEW_LINE, SEP, pieces_of
from soapstone.engines.diffusion.schedule import corrupt, draw_times, loss_weight
from soapstone.engines.diffusion.sheets import CANVAS, COLON, CONTEXT, OPEN
from soapstone.training.diffusion_lessons import Lesson, Line, Part

ECHO = (0.6, 0.05)  # how often a line is its draft again, at the start and at the end
TOGETHER = 0.3  # how often the lines are one stretch
DRAFTED = 0.75  # how often the drafted sentences are in the context
FILL_WEIGHT = 0.15  # of an END after the first: how much room was left open says little
LEADS = frozenset([NEW_LINE, *pieces_of("• -")])


class Crop(NamedTuple):
    """A canvas with some of it open, and its context, as `Marks` tells of pieces.

    `weights` is the weight of each canvas place in the loss; 0 where it is locked.
    """

    ids: tuple[int, ...]
    kinds: tuple[int, ...]
    slots: tuple[int, ...]
    steps: tuple[int, ...]
    weights: tuple[float, ...]
    context: tuple[int, ...]
    context_kinds: tuple[int, ...]
    context_slots: tuple[int, ...]
    context_steps: tuple[int, ...]
    section: int


def crop(lesson: Lesson, chance: np.random.Generator, hard: float = 1.0) -> Crop | None:
    """A random crop of a lesson; None where what it would open is too long.

    `hard` from 0 to 1 is how much is shown that does not matter: other sections, other things that were said.
    """
    sizes = np.array([sum(len(line.pieces) for line in part.lines) for part in lesson.parts], dtype=float)
    at = int(chance.choice(len(lesson.parts), p=np.sqrt(sizes) / np.sqrt(sizes).sum()))
    first, last = _run(lesson.parts[at], chance)
    lines = lesson.parts[at].lines[first:last]
    slots = _slots(lines, chance, ECHO[0] + (ECHO[1] - ECHO[0]) * hard)[: SLOTS - 1]
    lines = lines[: len(slots)] if len(slots) > 1 else lines
    if not 0 < sum(len(slot.written) for slot in slots) <= OPEN:
        return None
    canvas = _canvas(lesson, at, (first, first + len(lines)), slots, chance, hard)
    return Crop(*canvas, *_context(lesson, lines, len(slots) == 1, chance, hard), lesson.parts[at].kind)


def _run(part: Part, chance: np.random.Generator) -> tuple[int, int]:
    """Which sentences of a section are opened: one, a few, or as many as fit."""
    count = len(part.lines)
    first = int(chance.integers(0, count))
    longest = (1, int(chance.integers(2, 4)), count)[int(chance.choice(3, p=(0.4, 0.2, 0.4)))]
    if longest == count:
        first = 0 if chance.random() < 0.7 else first
    last, size = first, 0
    while last < min(count, first + longest) and size + len(part.lines[last].pieces) <= OPEN:
        size += len(part.lines[last].pieces)
        last += 1
    return first, max(last, first + 1)


class _Slot(NamedTuple):
    """A stretch to be written after some locked pieces, with room for `fill` end marks."""

    lead: tuple[int, ...]
    written: tuple[int, ...]
    fill: int


def _slots(lines: Sequence[Line], chance: np.random.Generator, echo: float) -> list[_Slot]:
    """The lines as one stretch, or each as one of its own behind its line break and bullet.

    With probability `echo` a line of its own is to be what its draft says: so copying is learned first.
    """
    if chance.random() < TOGETHER:
        written = tuple(piece for line in lines for piece in line.pieces)
        return [_Slot((), written, 1 + int(chance.integers(0, max(6, len(written) // 2))))]
    slots = []
    for line in lines:
        lead = next((at for at, piece in enumerate(line.pieces) if piece not in LEADS), 0)
        fill = 1 + int(chance.integers(0, max(4, len(line.pieces) // 3)))
        written = line.draft if line.draft and chance.random() < echo else line.pieces[lead:]
        slots.append(_Slot(line.pieces[:lead], written, fill))
    return slots


def _canvas(
    lesson: Lesson,
    at: int,
    run: tuple[int, int],
    slots: Sequence[_Slot],
    chance: np.random.Generator,
    hard: float,
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[float, ...]]:
    part, (first, last) = lesson.parts[at], run
    room = CANVAS - sum(len(s.lead) + len(s.written) + s.fill for s in slots) - len(part.title) - 4
    alone = chance.random() < 1 - 0.7 * hard
    before = [] if alone else _lines(part.lines[:first][::-1], room // 2)[::-1]
    after = [] if alone else _lines(part.lines[last:], room // 2)
    room -= sum(len(line.pieces) for line in (*before, *after))
    others: dict[int, list[Line]] = {}
    if chance.random() < 0.5 * hard:
        for near in chance.permutation(len(lesson.parts)):
            if near != at and room > 24:
                others[int(near)] = _lines(
                    lesson.parts[near].lines, min(room, 64) - len(lesson.parts[near].title) - 3
                )
                room -= (
                    sum(len(line.pieces) for line in others[int(near)]) + len(lesson.parts[near].title) + 3
                )
    ids, kinds, weights, numbers, steps = [CLS], [0], [0.0], [0], [0]
    for number in sorted([at, *others]):
        shown = lesson.parts[number]
        body = [piece for line in (before if number == at else others[number]) for piece in line.pieces]
        piece_weights = [0.0] * (len(shown.title) + len(COLON) + len(body))
        body = [*shown.title, *COLON, *body]
        piece_numbers, piece_steps = [0] * len(body), [0] * len(body)
        if number == at:
            for count, slot in enumerate(slots, 1):
                size = len(slot.written) + slot.fill
                piece_numbers += [0] * len(slot.lead) + [count] * size
                piece_steps += [0] * len(slot.lead) + [min(step, STEPS - 1) for step in range(size)]
                body += [*slot.lead, *slot.written, *[END] * slot.fill]
                piece_weights += [0.0] * len(slot.lead) + [1.0] * (len(slot.written) + 1)
                piece_weights += [FILL_WEIGHT] * (slot.fill - 1)
            later = [piece for line in after for piece in line.pieces]
            body += later
            piece_weights += [0.0] * len(later)
            piece_numbers += [0] * len(later)
            piece_steps += [0] * len(later)
        ids += [*body, SEP]
        weights += [*piece_weights, 0.0]
        numbers += [*piece_numbers, 0]
        steps += [*piece_steps, 0]
        kinds += [shown.kind] * (len(body) + 1)
    return tuple(ids), tuple(kinds), tuple(numbers), tuple(steps), tuple(weights)


def _lines(lines: Sequence[Line], room: int) -> list[Line]:
    """The first lines that fit into so many pieces."""
    kept: list[Line] = []
    for line in lines:
        room -= len(line.pieces)
        if room < 0:
            break
        kept.append(line)
    return kept


def _context(
    lesson: Lesson, lines: Sequence[Line], together: bool, chance: np.random.Generator, hard: float
) -> Marks:
    """The chunks that support the lines, others to choose among, the record and the drafts, as far as they fit."""
    wanted = sorted({at for line in lines for at in line.chunks})
    others = [int(at) for at in chance.permutation(len(lesson.said)) if at not in wanted]
    near = [at + step for at in wanted for step in (-1, 1) if 0 <= at + step < len(lesson.said)]
    drafts = dict[tuple[int, ...], int]()
    for number, line in enumerate(lines, 1):
        if line.draft:
            drafts.setdefault(line.draft, 1 if together else number)
    told: list[Told] = []
    if lesson.record and chance.random() < 0.8:
        told.append(Told(KIND["record"], lesson.record))
    if chance.random() < DRAFTED:
        told += [Told(KIND["draft"], one, number) for one, number in drafts.items()]
    room = CONTEXT - sum(len(pieces) + 1 for _, pieces, _ in told)
    extra = int(hard * room * chance.random() ** 2)  # how much is left to what does not matter
    kept: set[int] = set()
    for at in (*wanted, *near, *others):
        size = len(lesson.said[at].pieces) + 1
        if at in kept or size > (room if at in wanted else min(room, extra)):
            continue
        kept.add(at)
        room, extra = room - size, extra - (0 if at in wanted else size)
    told += [Told(lesson.said[at].kind, lesson.said[at].pieces) for at in sorted(kept)]
    return laid(told).cut(CONTEXT)


class Batch(NamedTuple):
    """Crops as arrays: canvases [batch, canvas], and contexts [contexts, context], each for as many canvases.

    `ids` are with masks, `true` without; `time` [batch]; `loss` is the weight of each masked place,
    w / (t * sum of w over the open places).
    """

    ids: NDArray[np.int64]
    true: NDArray[np.int64]
    kinds: NDArray[np.int64]
    slots: NDArray[np.int64]
    steps: NDArray[np.int64]
    mask: NDArray[np.float32]
    time: NDArray[np.float32]
    loss: NDArray[np.float32]
    context: NDArray[np.int64]
    context_kinds: NDArray[np.int64]
    context_slots: NDArray[np.int64]
    context_steps: NDArray[np.int64]
    context_mask: NDArray[np.float32]
    section: NDArray[np.int64]


def batch(
    given: Sequence[Crop], chance: np.random.Generator, time: float | None = None, looks: int = 1
) -> Batch:
    """Mask each crop at a time of its own, or at `time`, and lay them side by side.

    With `looks` each canvas is masked so many times, one after another; its context is there once.
    """
    crops = [one for one in given for _ in range(looks)]
    true, mask = padded([one.ids for one in crops])
    context, context_mask = padded([one.context for one in given])
    rest = {name: padded([getattr(one, name) for one in crops])[0] for name in ("kinds", "slots", "steps")}
    rest |= {
        name: padded([getattr(one, name) for one in given])[0]
        for name in ("context_kinds", "context_slots", "context_steps")
    }
    weights = np.zeros(true.shape, dtype=np.float32)
    for at, one in enumerate(crops):
        weights[at, : len(one.weights)] = one.weights
    times = draw_times(len(crops), chance) if time is None else np.full(len(crops), time, dtype=np.float32)
    ids = np.stack(
        [corrupt(row, open_, t, chance) for row, open_, t in zip(true, weights > 0, times, strict=True)]
    )
    loss = weights * (ids == MASK) * loss_weight(times[:, None], weights.sum(axis=1, keepdims=True))
    section = np.array([one.section for one in crops], dtype=np.int64)
    return Batch(
        ids=ids,
        true=true,
        mask=mask,
        time=times,
        loss=loss.astype(np.float32),
        context=context,
        context_mask=context_mask,
        section=section,
        **rest,
    )


def padded(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Rows side by side [rows, longest], zeros after their ends, and 1 where something stands [rows, longest]."""
    width = max(1, *(len(row) for row in rows))
    ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.float32)
    for at, row in enumerate(rows):
        ids[at, : len(row)], mask[at, : len(row)] = row, 1
    return ids, mask
