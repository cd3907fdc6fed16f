"""Filling the open places of a canvas: what is surest first, many at once, what has become doubtful again.

A parallel, confidence-ordered sampler (as MaskGIT, Chang et al., CVPR 2022) with remasking. What is locked is never
among the places that are looked at, so it cannot change.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from soapstone.engines.diffusion.marks import Marks, chosen, joined, nearness
from soapstone.engines.diffusion.network import Floats, Guess
from soapstone.engines.diffusion.pieces import CLS, END, MASK, SEP, name_of
from soapstone.engines.router import Denoising

SURE, CERTAIN, DOUBTFUL = 0.9, 0.95, 0.4
NEVER = (0, CLS, SEP, MASK)


class Looks(Protocol):
    """What the sampler asks of a network."""

    words: NDArray[np.int64]

    def look(self, marks: Marks, time: float, context: Floats) -> Floats:
        """The states of a canvas."""
        ...

    def guess(self, chosen: Floats, sources: Floats, near: NDArray[np.int64]) -> Guess:
        """What belongs at places."""
        ...


class Sheet(NamedTuple):
    """A canvas as pieces, and its open stretches, each from its first place to its last (exclusive)."""

    marks: Marks
    slots: tuple[tuple[int, int], ...]


class Context(NamedTuple):
    """What the canvas is written from: pieces, their states [pieces, width], and the line that each piece is of."""

    marks: Marks
    states: Floats
    lines: tuple[int, ...]


class Filled(NamedTuple):
    """What was written in one stretch: its pieces up to the end mark, the probability of each, and how much of each
    was copied from each line of the context [pieces, lines]."""

    pieces: tuple[int, ...]
    confidence: tuple[float, ...]
    copied: Floats


def fill(network: Looks, sheet: Sheet, context: Context, denoising: Denoising) -> tuple[list[Filled], int]:
    """What fills each open stretch of `sheet`, in at most `denoising.steps` looks; and how many were taken."""
    chance = np.random.default_rng((denoising.seed, *sheet.marks.ids))
    ids = np.array(sheet.marks.ids, dtype=np.int64)
    open_places = np.concatenate([np.arange(first, last) for first, last in sheet.slots])
    ids[open_places] = MASK
    sure = np.zeros(len(ids), dtype=np.float32)
    copied = np.zeros((len(ids), max(context.lines, default=-1) + 1), dtype=np.float32)
    passes, reviewed = 0, False
    while passes < denoising.steps:
        masked = np.flatnonzero(ids == MASK)
        if not len(masked):
            masked = open_places[(sure[open_places] < DOUBTFUL) & (ids[open_places] != END)]
            if reviewed or not len(masked):
                break
            ids[masked], reviewed = MASK, True
        time = len(masked) / len(open_places)
        found = _choices(network, sheet, context, ids, masked, time, denoising, chance)
        taken = _surest(found, masked, ids, sheet, denoising.steps - passes)
        passes += 1
        ids[masked[taken]] = found.pieces[taken]
        sure[masked[taken]] = found.sure[taken]
        copied[masked[taken]] = found.copied[taken]
        for first, last in sheet.slots:
            _close(ids[first:last])
    return [
        _read_off(ids[first:last], sure[first:last], copied[first:last]) for first, last in sheet.slots
    ], passes


def _read_off(written: NDArray[np.int64], sure: Floats, copied: Floats) -> Filled:
    ends = np.flatnonzero(written == END)
    last = int(ends[0]) if len(ends) else len(written)
    pieces = tuple(int(piece) for piece in written[:last])
    return Filled(pieces, tuple(float(p) for p in sure[:last]), copied[:last])


class _Choices(NamedTuple):
    pieces: NDArray[np.int64]
    sure: Floats
    inner: NDArray[np.int64]  # the best piece that does not end the text, and its probability
    inner_sure: Floats
    copied: Floats


def _choices(
    network: Looks,
    sheet: Sheet,
    context: Context,
    ids: NDArray[np.int64],
    masked: NDArray[np.int64],
    time: float,
    denoising: Denoising,
    chance: np.random.Generator,
) -> _Choices:
    """For each masked place its piece and how sure it is."""
    marks = sheet.marks._replace(ids=tuple(int(piece) for piece in ids))
    states = network.look(marks, time, context.states)
    shown = np.flatnonzero(ids != MASK)
    sources = joined(context.marks, chosen(marks, shown))
    near = nearness(chosen(marks, masked), sources)
    guess = network.guess(states[masked], np.concatenate([context.states, states[shown]]), near)
    pieces, odds = mixture(guess, network.words, np.array(sources.ids, dtype=np.int64))
    _undouble(odds, pieces, ids, masked)
    best: NDArray[np.floating] = odds
    if denoising.temperature > 0:
        noise = chance.gumbel(size=odds.shape)
        best = np.log(np.maximum(odds, 1e-9)) / denoising.temperature + noise
    rows, end = np.arange(len(masked)), int(np.searchsorted(pieces, END))
    ending = best[:, end].copy()
    best[:, end] = -np.inf
    inner = best.argmax(axis=1)
    at = np.where(ending > best[rows, inner], end, inner)
    best[:, end] = ending
    lines = np.array(context.lines, dtype=np.int64)
    of_line = (lines[:, None] == np.arange(lines.max(initial=-1) + 1)).astype(np.float32)
    by_line = guess.copied[:, : len(lines)] @ of_line * guess.share[:, None]
    return _Choices(pieces[at], odds[rows, at], pieces[inner], odds[rows, inner], by_line)


def _undouble(
    odds: Floats, pieces: NDArray[np.int64], ids: NDArray[np.int64], masked: NDArray[np.int64]
) -> None:
    """Take from each masked place the pieces that stand beside it: no word of a note is written twice in a row.

    End marks may. Changes `odds`.
    """
    for beside in (ids[np.maximum(masked - 1, 0)], ids[np.minimum(masked + 1, len(ids) - 1)]):
        column = np.minimum(np.searchsorted(pieces, beside), len(pieces) - 1)
        there = np.flatnonzero((pieces[column] == beside) & (beside != END))
        odds[there, column[there]] = 0


def mixture(
    guess: Guess, words: NDArray[np.int64], sources: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Floats]:
    """The pieces that may be written [columns], in order, and the probability of each at each place [n, columns].

    Figures are never guessed: a numeral is written only where a source has it.
    """
    pieces = np.union1d(words, sources)
    odds = np.zeros((len(guess.share), len(pieces)), dtype=np.float32)
    own = np.where(_numerals(tuple(words.tolist())) & ~np.isin(words, sources), np.float32(0), np.float32(1))
    odds[:, np.searchsorted(pieces, words)] = guess.words * (1 - guess.share[:, None]) * own
    order = np.argsort(sources, kind="stable")
    copied, first = np.unique(sources[order], return_index=True)
    if len(copied):
        sums = np.add.reduceat(guess.copied[:, order], first, axis=1)
        odds[:, np.searchsorted(pieces, copied)] += sums * guess.share[:, None]
    odds[:, np.isin(pieces, NEVER)] = 0
    return pieces, odds


@cache
def _numerals(words: tuple[int, ...]) -> NDArray[np.bool_]:
    return np.array([name_of(word).removeprefix("##").isdigit() for word in words])


def _surest(
    found: _Choices, masked: NDArray[np.int64], ids: NDArray[np.int64], sheet: Sheet, left: int
) -> NDArray[np.int64]:
    """Which masked places are written now: all that are sure, and as many as keep up with the looks that are left.

    A text ends once: an end mark is taken only where nothing but end marks comes after it.
    """
    filled = ids.copy()
    filled[masked] = found.pieces
    early = np.zeros(len(masked), dtype=np.bool_)
    for first, last in sheet.slots:
        words = np.flatnonzero(filled[first:last] != END)
        end = first + (int(words[-1]) + 1 if len(words) else 0)
        early |= (found.pieces == END) & (masked >= first) & (masked < end)
    found.pieces[early], found.sure[early] = found.inner[early], found.inner_sure[early]
    order = np.argsort(-found.sure, kind="stable")
    wanted = max(math.ceil(len(masked) / left), int((found.sure >= SURE).sum()))
    return _apart(order, masked, found)[:wanted] if left > 1 else order


def _apart(order: NDArray[np.int64], masked: NDArray[np.int64], found: _Choices) -> NDArray[np.int64]:
    """The places in `order` without those beside one that comes before: each of two neighbours was guessed without
    knowing the other, so both might take the same word. Where both are certain of different words they stay."""
    kept: dict[int, int] = {}

    def goes_with(at: int, near: int) -> bool:
        differ = found.pieces[at] != found.pieces[near] or found.pieces[at] == END
        return bool(differ and found.sure[at] >= CERTAIN and found.sure[near] >= CERTAIN)

    for at in map(int, order):
        place = int(masked[at])
        if all(goes_with(at, kept[near]) for near in (place - 1, place + 1) if near in kept):
            kept[place] = at
    return np.array(list(kept.values()), dtype=np.int64)


def _close(stretch: NDArray[np.int64]) -> None:
    """Behind an end mark there is nothing: what is still masked there is closed. Changes `stretch`."""
    ends = np.flatnonzero(stretch == END)
    if len(ends):
        behind = stretch[int(ends[0]) :]
        if np.isin(behind, (END, MASK)).all():
            behind[:] = END
