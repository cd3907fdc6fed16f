"""The dialogue of a visit: the phases in order, and what was said where."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from soapstone.simulate.background import background, life
from soapstone.simulate.closing import chronic, conclude, leave
from soapstone.simulate.examination import examine, report
from soapstone.simulate.history import complain, history, recap
from soapstone.simulate.library import Dialect, Library
from soapstone.simulate.marks import unmark
from soapstone.simulate.opening import greet
from soapstone.simulate.questions import ask_findings, say_late
from soapstone.simulate.scene import Scene
from soapstone.simulate.schema import ExamStyle
from soapstone.simulate.truth import Truth
from soapstone.types import Span, Turn

Kind = tuple[str, Span]


class Dialogue(NamedTuple):
    """Turns, and where in them each fact is said, each identifier stands, each word was misheard."""

    dialect: str
    turns: tuple[Turn, ...]
    said: dict[str, list[Span]]
    phi: list[Kind]
    misheard: list[Kind]


def talk(truth: Truth, library: Library, held_out: bool, random: Random) -> Dialogue:
    """One way in which the visit may have gone."""
    name = _dialect(truth, library, random)
    scene = Scene(truth, library, library.dialects[name], held_out, random)
    scene.exam = _exam_style(library.dialects[name], truth, random)
    greet(scene)
    for index, problem in enumerate(truth.problems):
        history(scene, index, problem, complain(scene, index, problem))
    if scene.chance(0.5):
        background(scene)
        ask_findings(scene, truth.review, "review")
    else:
        ask_findings(scene, truth.review, "review")
        background(scene)
    life(scene)
    if scene.chance(0.35):
        recap(scene)
    say_late(scene)
    if scene.exam != "none":
        examine(scene)
        report(scene)
    for index, problem in enumerate(truth.problems):
        conclude(scene, index, problem)
    chronic(scene)
    leave(scene)
    return _read(scene, name)


def may_go_unexamined(truth: Truth) -> bool:
    """Whether the visit may end without an examination: nothing was tested or done, and the patient goes home."""
    return all(p.leave == "home" and not p.results and not p.course for p in truth.problems)


def _dialect(truth: Truth, library: Library, random: Random) -> str:
    unexamined = may_go_unexamined(truth)
    fit = {
        name: dialect.manner.weight
        for name, dialect in library.dialects.items()
        if truth.setting in dialect.manner.where and (unexamined or set(dialect.manner.exam) != {"none"})
    }
    return random.choices([*fit], [*fit.values()])[0]


def _exam_style(dialect: Dialect, truth: Truth, random: Random) -> ExamStyle:
    weights = {
        style: weight
        for style, weight in dialect.manner.exam.items()
        if style != "none" or may_go_unexamined(truth)
    }
    return random.choices([*weights], [*weights.values()])[0]


def _read(scene: Scene, dialect: str) -> Dialogue:
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
    return Dialogue(dialect, tuple(turns), said, phi, misheard)
