"""The sampler: what it writes, in how many looks, and what it never touches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from soapstone.engines.diffusion.filling import Context, Sheet, fill, mixture
from soapstone.engines.diffusion.network import Floats, Guess
from soapstone.engines.diffusion.pieces import END, pieces_of
from soapstone.engines.router import Denoising
from tests.engines.diffusion.knowing import Knowing, canvas, nothing_said, unmarked

TEXT = pieces_of("denies chest pain .")
WORDS = sorted({END, *TEXT, *pieces_of("reports fever 40")})


def knowing(room: int, sure: float = 0.95) -> tuple[Knowing, list[int]]:
    """A network that knows that TEXT belongs at places 3 to 3 + room, and what surrounds it."""
    before, after = pieces_of("ros :"), pieces_of("exam")
    answer = [END, *before, *TEXT, *[END] * (room - len(TEXT)), *after, END]
    return Knowing(
        [piece if piece in WORDS else END for piece in answer], [sure] * len(answer), WORDS
    ), before


@pytest.mark.parametrize("room", [4, 9, 40])
def test_the_text_ends_by_itself_whatever_room_is_left(room: int) -> None:
    network, before = knowing(room)
    (filled,), _ = fill(network, canvas(before, room, pieces_of("exam")), nothing_said(), Denoising(steps=8))
    assert list(filled.pieces) == TEXT


@pytest.mark.parametrize("steps", [1, 2, 5, 25])
def test_no_more_looks_than_asked_for(steps: int) -> None:
    network, before = knowing(12, sure=0.5)
    (filled,), passes = fill(network, canvas(before, 12, []), nothing_said(), Denoising(steps=steps))
    assert passes <= steps and len(network.asked) == passes
    assert END not in filled.pieces


def test_what_is_sure_is_written_at_once() -> None:
    network, before = knowing(12, sure=0.99)
    _, passes = fill(network, canvas(before, 12, []), nothing_said(), Denoising(steps=25))
    assert passes == 1


def test_neighbours_are_not_guessed_in_one_look_unless_both_are_certain() -> None:
    network, before = knowing(4, sure=0.92)
    sheet = canvas(before, 4, [])
    fill(network, sheet, nothing_said(), Denoising(steps=25))
    (first, last), mask = sheet.slots[0], 103
    second_look = next(ids[first:last] for ids in network.asked if mask in ids and ids.count(mask) < 4)
    written = [at for at, piece in enumerate(second_look) if piece != mask]
    assert written in ([0, 2], [0, 3], [1, 3])
    certain, before = knowing(4, sure=0.97)
    _, passes = fill(certain, canvas(before, 4, []), nothing_said(), Denoising(steps=25))
    assert passes == 1


@pytest.mark.parametrize("sure", [0.5, 0.92, 0.99])
def test_no_word_is_written_twice_in_a_row(sure: float) -> None:
    chest = TEXT[1]
    network = Knowing([END, TEXT[0], chest, chest, *TEXT[2:], END], [sure] * 8, WORDS)
    (filled,), _ = fill(network, canvas([], 5, []), nothing_said(), Denoising(steps=25))
    assert not any(a == b for a, b in zip(filled.pieces, filled.pieces[1:], strict=False))


def test_what_became_doubtful_is_looked_at_again() -> None:
    network, before = knowing(4, sure=0.3)
    _, passes = fill(network, canvas(before, 4, []), nothing_said(), Denoising(steps=25))
    first_full = next(
        at for at, ids in enumerate(network.asked) if 103 not in ids[:0] and ids.count(103) == 4
    )
    assert first_full == 0 and passes > 4, "after four pieces one by one, the doubtful ones were masked again"


@given(
    locked=st.lists(st.sampled_from(WORDS), min_size=1, max_size=8),
    sure=st.floats(0.05, 1.0),
    temperature=st.sampled_from([0.0, 0.7, 2.0]),
    steps=st.integers(1, 12),
    seed=st.integers(0, 1000),
)
@settings(max_examples=60, deadline=None)
def test_locked_pieces_are_the_same_at_every_look(
    locked: list[int], sure: float, temperature: float, steps: int, seed: int
) -> None:
    room = 6
    answer = [END, *locked, *TEXT, END, END, *locked, END]
    network = Knowing(answer, [sure] * len(answer), WORDS)
    sheet = canvas(locked, room, locked)
    fill(network, sheet, nothing_said(), Denoising(steps, temperature, seed))
    first, last = sheet.slots[0]
    for ids in network.asked:
        assert ids[:first] == sheet.marks.ids[:first] and ids[last:] == sheet.marks.ids[last:]


def test_the_same_seed_writes_the_same_and_another_seed_may_not() -> None:
    network, before = knowing(12, sure=0.4)
    sheet = canvas(before, 12, [])
    runs = [
        fill(network, sheet, nothing_said(), Denoising(8, 1.5, seed))[0][0].pieces for seed in (1, 1, 2, 3, 4)
    ]
    assert runs[0] == runs[1] and len(set(runs)) > 1


def test_a_figure_is_never_guessed_only_copied() -> None:
    words = np.array(WORDS)
    forty = pieces_of("40")[0]
    likely = np.zeros((1, len(words)), dtype=np.float32)
    likely[0, list(words).index(forty)] = 1.0
    guess = Guess(likely, np.ones((1, 1), dtype=np.float32), np.array([0.1], dtype=np.float32))
    pieces, odds = mixture(guess, words, np.array(pieces_of("fever")))
    assert odds[0, list(pieces).index(forty)] == 0
    pieces, odds = mixture(guess, words, np.array([forty]))
    assert odds[0, list(pieces).index(forty)] == pytest.approx(1.0)


def test_two_open_stretches_are_filled_together_each_with_its_own_end() -> None:
    answer = [END, *TEXT, END, *pieces_of("reports"), *TEXT[1:], END, END]
    network = Knowing(answer, [0.97] * len(answer), WORDS)
    sheet = canvas([], 5, [])
    ids = (sheet.marks.ids[0], *[103] * 5, pieces_of("reports")[0], *[103] * 5, sheet.marks.ids[-1])
    sheet = Sheet(unmarked(ids), slots=((1, 6), (7, 12)))
    filled, passes = fill(network, sheet, nothing_said(), Denoising())
    assert [list(one.pieces) for one in filled] == [TEXT, TEXT[1:]] and passes == 1


def test_how_much_was_copied_is_counted_by_line() -> None:
    context = Context(unmarked((5, 6, 7)), np.zeros((3, 1), dtype=np.float32), (0, 0, 1))

    class Copying(Knowing):
        def guess(self, chosen: Floats, sources: Floats, near: NDArray[np.int64]) -> Guess:
            found = super().guess(chosen, sources, near)
            copied = np.zeros_like(found.copied)
            copied[:, 2] = 1.0
            return Guess(found.words, copied, np.ones(len(found.share), dtype=np.float32))

    network = Copying([END] * 8, [0.9] * 8, [*WORDS, 7])
    (filled,), _ = fill(network, canvas([], 3, []), context, Denoising(steps=1))
    assert filled.pieces == (7, 7, 7) and filled.copied.tolist() == [[0.0, 1.0]] * 3
