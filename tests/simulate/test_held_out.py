"""What is held out stays out: conditions and wordings of --held-out never occur in training visits."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

from soapstone.simulate.library import library

Row = dict[str, Any]


def fragments(phrase: str) -> set[str]:
    """The runs of at least four plain words of a phrase."""
    runs = (run.strip(" ,.?") for run in re.split(r"[{}|<>]", phrase))
    return {run for run in runs if len(run.split()) >= 4}


def unseen_fragments() -> set[str]:
    text = (files("soapstone.resources") / "simulate" / "talk" / "held_out.toml").read_text(encoding="utf-8")
    phrases = [phrase for rule in tomllib.loads(text)["wordings"].values() for phrase in rule]
    phrases += [phrase for finding in library().findings.values() for phrase in finding.unseen]
    return {fragment for phrase in phrases for fragment in fragments(phrase)}


def plain(row: Row) -> str:
    """The dialogue without fillers' commas and speakers, in lower case."""
    return re.sub(r"\s+", " ", re.sub(r"[,.?!]", "", row["dialogue"].lower()))


def test_held_out_conditions_never_occur_in_training(visits: list[Row], held_out: list[Row]) -> None:
    training = {row["complaint"] for row in visits}
    kept = {row["complaint"] for row in held_out}
    assert len(kept) >= 8
    assert not training & kept


def test_no_training_complaint_has_a_held_out_cause() -> None:
    causes: dict[bool, set[str]] = {True: set(), False: set()}
    for complaint in library().complaints.values():
        causes[complaint.held_out] |= {cause.name for cause in complaint.causes}
    assert not causes[True] & causes[False]


def test_held_out_wordings_never_occur_in_training(visits: list[Row], held_out: list[Row]) -> None:
    unseen = unseen_fragments()
    assert len(unseen) > 25
    said = "\n".join(plain(row) for row in visits)
    assert not [fragment for fragment in unseen if re.sub(r"[,.?!]", "", fragment) in said]
    kept = "\n".join(plain(row) for row in held_out)
    assert sum(re.sub(r"[,.?!]", "", fragment) in kept for fragment in unseen) > len(unseen) / 3


def test_held_out_wordings_are_in_no_rule_of_training() -> None:
    unseen = unseen_fragments()
    for name, dialect in library().dialects.items():
        for rule, phrases in dialect.wordings.items():
            for phrase in phrases:
                assert not fragments(phrase) & unseen, (name, rule, phrase)
