"""How a place of the canvas finds its like in a drafted sentence."""

from __future__ import annotations

from soapstone.engines.diffusion.marks import FAR, Marks, Told, laid, nearness
from soapstone.engines.diffusion.pieces import KIND, SEP


def test_a_draft_counts_its_steps_and_what_was_said_does_not() -> None:
    marks = laid([Told(KIND["draft"], (7, 8, 9), slot=2), Told(KIND["patient"], (5, 6))])
    assert marks.ids == (7, 8, 9, SEP, 5, 6, SEP)
    assert marks.slots == (2, 2, 2, 2, 0, 0, 0)
    assert marks.steps == (0, 1, 2, 3, 0, 0, 0)


def test_two_drafts_of_one_stretch_count_on() -> None:
    marks = laid([Told(KIND["draft"], (7, 8), slot=1), Told(KIND["draft"], (9,), slot=1)])
    assert marks.steps == (0, 1, 2, 2, 3)


def test_near_is_the_same_step_of_the_same_stretch_only() -> None:
    places = Marks((0, 0), (0, 0), (1, 2), (3, 0))
    sources = Marks((0,) * 4, (0,) * 4, (1, 1, 2, 0), (3, 60, 1, 3))
    assert nearness(places, sources).tolist() == [
        [FAR + 1, 2 * FAR + 1, 0, 0],
        [0, 0, FAR + 2, 0],
    ]
