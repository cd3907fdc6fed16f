"""Doubt is shown: words heard unsurely, repairs that are not sure, speakers that are not sure."""

from __future__ import annotations

from soapstone.checks import uncertain
from soapstone.engines import draft
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.types import Repair, Transcript, Turn, Visit, Word


def heard(text: str, unsure: str = "", role_probability: float = 1.0, repair: Repair | None = None) -> Visit:
    words = tuple(
        Word(text=word, probability=0.3 if word.strip(".,") == unsure else 0.95) for word in text.split()
    )
    turn = Turn(
        index=0,
        text=text,
        role="patient",
        role_probability=role_probability,
        words=words,
        repairs=(repair,) if repair else (),
    )
    return Visit(transcript=Transcript(turns=(turn,)), template="soap")


def rules(visit: Visit) -> list[tuple[str, str]]:
    note = draft(ComposeEngine(), visit)
    return [(finding.rule, finding.message) for finding in uncertain(visit, note)]


def test_a_drug_heard_unsurely_is_flagged() -> None:
    assert rules(heard("I take furosemide 40 mg every day for my swelling.", unsure="furosemide")) == [
        ("support.uncertain-word", '"furosemide" was heard with probability 0.30.')
    ]


def test_a_number_heard_unsurely_is_flagged() -> None:
    found = rules(heard("I have had a cough for 14 days now.", unsure="14"))
    assert found == [("support.uncertain-word", '"14" was heard with probability 0.30.')]


def test_a_small_word_heard_unsurely_is_not_worth_a_flag() -> None:
    assert rules(heard("I have had a cough for 14 days now.", unsure="had")) == []


def test_what_was_heard_surely_is_not_flagged() -> None:
    assert rules(heard("I have had a cough for 14 days now.")) == []


def test_an_unsure_repair_shows_what_was_heard() -> None:
    repair = Repair(start=7, end=17, heard="few rose amide", kind="drug", sure=False)
    found = rules(heard("I take furosemide 40 mg every day for my swelling.", repair=repair))
    assert ("support.repaired-word", '"furosemide" was heard as "few rose amide".') in found


def test_an_unsure_speaker_is_flagged() -> None:
    found = rules(heard("I have had a cough for 14 days now.", role_probability=0.55))
    assert found == [
        ("support.uncertain-speaker", "It is not sure that the patient said this (probability 0.55).")
    ]
