"""Entities have exact places and the assertion that a clinician reads."""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soapstone.nlp.entities import read, read_transcript
from soapstone.nlp.written import rule_on
from soapstone.types import Entity, Transcript, Turn

DATA = Path(os.environ.get("SOAPSTONE_DATA", Path(__file__).parents[3] / "shared" / "data"))
Need = Callable[[object, str], None]


def named(entities: list[Entity], words: str) -> Entity:
    return next(entity for entity in entities if entity.text.lower() == words)


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("He has pneumonia.", "pneumonia", "DIAGNOSIS"),
        ("Started lisinopril 10 mg.", "lisinopril", "MEDICATION"),
        ("An appendectomy was performed.", "appendectomy", "PROCEDURE"),
        ("A chest x-ray was ordered.", "chest x-ray", "TEST"),
    ],
)
def test_each_type_is_found_at_its_place(text: str, words: str, kind: str) -> None:
    entity = named(read(text), words)
    assert entity.type == kind and text[entity.start : entity.end] == entity.text


@pytest.mark.parametrize(
    ("text", "mention", "assertion", "trigger"),
    [
        ("Denies chest pain but reports dyspnoea.", "chest pain", "negated", "Denies"),
        ("Denies chest pain but reports dyspnoea.", "dyspnoea", "present", None),
        ("CT is negative for stroke.", "stroke", "negated", "negative for"),
        ("There is no change in pain.", "pain", "present", None),
        ("No change in vision, diplopia or tinnitus.", "diplopia", "negated", "No"),
        ("He has not only asthma but COPD.", "asthma", "present", None),
        ("Rule out PE.", "PE", "possible", "Rule out"),
        ("PE cannot be ruled out.", "PE", "possible", "cannot be ruled out"),
        ("No known drug allergies.", "allergies", "negated", "No"),
        ("Mother had breast cancer.", "breast cancer", "family", "Mother had"),
        ("Return if fever develops.", "fever", "hypothetical", "if"),
        ("History of asthma as a child.", "asthma", "historical", "History of"),
        ("Pneumonia was ruled out.", "Pneumonia", "negated", "was ruled out"),
        ("Cirrhosis of probable alcoholic origin with varices.", "Cirrhosis", "present", None),
        ("Cirrhosis of probable alcoholic origin, ascites.", "ascites", "present", None),
        ("Fever, chills: none.", "chills", "negated", "none"),
        ("He has fever, no cough, and myalgia.", "cough", "negated", "no"),
        ("COMPLICATIONS:  None    DIAGNOSIS:  colitis", "colitis", "present", None),
        ("Suspected appendicitis.", "appendicitis", "possible", "Suspected"),
        ("Wound is without erythema. There is edema.", "edema", "present", None),
    ],
)
def test_a_note_asserts_what_its_words_say(
    text: str, mention: str, assertion: str, trigger: str | None
) -> None:
    start = text.index(mention)
    ruling = rule_on(text, start, start + len(mention))
    assert ruling.assertion == assertion
    assert ruling.trigger == trigger or (trigger and ruling.trigger and trigger in ruling.trigger)


def test_a_family_history_heading_makes_its_conditions_the_familys() -> None:
    entities = read("Family History: colon cancer\nPlan: treat pneumonia.")
    assert named(entities, "colon cancer").assertion == "family"
    assert named(entities, "pneumonia").assertion == "present"


def test_a_relative_who_heads_a_line_of_the_family_history_has_what_it_says() -> None:
    text = "FAMILY HISTORY\n\nBrother: 9 years old, positive for autism.\n\nASSESSMENT\n\nAsthma is stable."
    entities = read(text)
    assert named(entities, "autism").assertion == "family"
    assert named(entities, "asthma").assertion == "present"


def test_a_heading_is_no_entity_but_a_problem_is() -> None:
    found = {entity.text for entity in read("Medications: aspirin\nHypertension: stable\nExam: normal")}
    assert {"aspirin", "Hypertension"} <= found and not found & {"Medications", "Exam"}


def visit(*said: tuple[str, str]) -> Transcript:
    roles = {"D": "clinician", "P": "patient"}
    turns = (
        Turn(index=at, speaker=who, role=roles[who], text=text)  # type: ignore[arg-type]
        for at, (who, text) in enumerate(said)
    )
    return Transcript(turns=tuple(turns))


def test_the_answer_decides_the_question() -> None:
    entities = read_transcript(
        visit(("D", "Any fever?"), ("P", "Nope."), ("D", "Chest pain?"), ("P", "Yes, since Monday."))
    )
    fever, pain = named(entities, "fever"), named(entities, "chest pain")
    assert (fever.assertion, fever.trigger, fever.turn) == ("negated", "Nope", 0)
    assert (pain.assertion, pain.turn) == ("present", 2)


def test_a_question_without_an_answer_asserts_nothing() -> None:
    assert named(read_transcript(visit(("D", "Any fever?"))), "fever").assertion == "hypothetical"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\r\n\t",
        "pneumonia" * 400,
        "🙂" * 50,
        "<b>pneumonia</b>",
        "Der Patient hat Fieber.",
        "\u200b\u200b",
    ],
)
def test_odd_input_is_read_without_fault(text: str) -> None:
    assert all(text[e.start : e.end] == e.text for e in read(text))


@pytest.mark.parametrize("gap", [" ", "\u00a0", "\t", "\r\n", "🙂 ", "é "])
def test_places_stay_exact_behind_any_character(gap: str) -> None:
    text = f"{gap}Café{gap}pneumonia"
    entity = named(read(text), "pneumonia")
    assert text[entity.start : entity.end] == "pneumonia"


def test_capitals_change_nothing() -> None:
    assert named(read("PATIENT HAS PNEUMONIA."), "pneumonia").type == "DIAGNOSIS"


def test_a_megabyte_is_read() -> None:
    assert len(read("He has pneumonia. " * 10_000)) == 10_000


clinical = st.lists(
    st.sampled_from(
        "denies fever pneumonia lisinopril no . , \n é 🙂 chest pain HTN CT left knee \u200b — x".split(" ")
    )
)


@settings(max_examples=60, deadline=None)
@given(clinical, st.text(max_size=20))
def test_every_entity_is_where_it_says_and_none_overlap(words: list[str], tail: str) -> None:
    text = " ".join(words) + tail
    entities = read(text)
    assert all(text[e.start : e.end] == e.text and e.text.strip() for e in entities)
    assert all(a.end <= b.start for a, b in itertools.pairwise(entities))


@pytest.mark.data
def test_negation_on_the_negex_set_reaches_096(need: Need) -> None:
    file = DATA / "negation_negex" / "negex_context_shared.jsonl"
    need(file.is_file(), "the NegEx test kit is not there")
    right = said = true = 0
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        pattern = r"\s+".join(map(re.escape, row["condition"].upper().split()))
        match = re.search(pattern, row["sentence"])
        if match is None:
            continue
        ours = rule_on(row["sentence"], *match.span()).assertion == "negated"
        gold = row["negation"] == "Negated"
        right, said, true = right + (ours and gold), said + ours, true + gold
    assert 2 * right / (said + true) >= 0.96
