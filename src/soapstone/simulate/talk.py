"""The dialogue of a visit: the phases in order, and what was said where."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from soapstone.simulate import closing, interview
from soapstone.simulate.library import Library
from soapstone.simulate.marks import unmark
from soapstone.simulate.scene import Scene
from soapstone.simulate.truth import Truth
from soapstone.types import Span, Turn

Kind = tuple[str, Span]


class Dialogue(NamedTuple):
    """Turns, and where in them each fact is said, each identifier stands, each word was misheard."""

    turns: tuple[Turn, ...]
    said: dict[str, list[Span]]
    phi: list[Kind]
    misheard: list[Kind]


def talk(truth: Truth, library: Library, held_out: bool, random: Random) -> Dialogue:
    """One way in which the visit may have gone."""
    scene = Scene(truth, library, held_out, random)
    interview.greet(scene)
    for index, problem in enumerate(truth.problems):
        interview.open_problem(scene, index, problem)
    if scene.chance(0.5):
        interview.background(scene)
        interview.ask_findings(scene, truth.review, "review")
    else:
        interview.ask_findings(scene, truth.review, "review")
        interview.background(scene)
    if scene.chance(0.35):
        interview.recap(scene)
    interview.say_late(scene)
    closing.examine(scene)
    closing.report(scene)
    for index, problem in enumerate(truth.problems):
        closing.conclude(scene, index, problem)
    closing.chronic(scene)
    closing.leave(scene)
    return _read(scene)


def _read(scene: Scene) -> Dialogue:
    turns: list[Turn] = []
    said: dict[str, list[Span]] = {}
    phi: list[Kind] = []
    misheard: list[Kind] = []
    for index, line in enumerate(scene.lines):
        text, places = unmark(line.text)
        turns.append(Turn(index=index, text=text, role=line.role, role_probability=1.0, speaker=line.label))
        for place in places:
            span = Span(turn=index, start=place.start, end=place.end)
            if span.start == span.end:
                continue
            kind, _, value = place.label.partition(" ")
            if kind == "f":
                said.setdefault(value, []).append(span)
            else:
                (phi if kind == "p" else misheard).append((value, span))
    return Dialogue(tuple(turns), said, phi, misheard)
