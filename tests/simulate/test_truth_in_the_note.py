"""What a visit promises: every sentence was said, every entity and identifier stands where it is said to stand."""

from __future__ import annotations

import re
from typing import Any

from soapstone.coding.table import is_billable
from soapstone.simulate.library import library

Row = dict[str, Any]


def quoted(row: Row, span: dict[str, Any]) -> str:
    return row["spoken"][span["turn"]]["text"][span["start"] : span["end"]]


def test_every_sentence_of_a_note_has_evidence_that_resolves(visits: list[Row], held_out: list[Row]) -> None:
    for row in (*visits, *held_out):
        for sentence in row["evidence"]:
            assert sentence["spans"], sentence
            assert all(quoted(row, span).strip() for span in sentence["spans"]), sentence


def test_the_sentences_make_up_the_sections(visits: list[Row]) -> None:
    for row in visits:
        for key, text in row["sections"].items():
            mine = [s for s in row["evidence"] if s["section"] == key]
            assert [text[s["start"] : s["end"]] for s in mine] == [s["text"] for s in mine]
            rest = text
            for sentence in reversed(mine):
                rest = rest[: sentence["start"]] + rest[sentence["end"] :]
            assert re.fullmatch(r"(?:[\s-]|\d\. )*|Not stated\.", rest), (key, rest)


def test_every_dialogue_is_its_turns(visits: list[Row]) -> None:
    for row in visits:
        lines = [f"[{turn['speaker']}] {turn['text']}" for turn in row["spoken"]]
        assert row["dialogue"] == "\n".join(lines)
        assert all(
            a["speaker"] != b["speaker"] for a, b in zip(row["spoken"], row["spoken"][1:], strict=False)
        )


def test_entities_stand_exactly_where_they_are_said_to_stand(visits: list[Row], held_out: list[Row]) -> None:
    for row in (*visits, *held_out):
        assert row["entities"]
        for entity in row["entities"]:
            text = row["sections"][entity["section"]]
            assert text[entity["start"] : entity["end"]] == entity["text"]
            assert entity["text"] == entity["text"].strip() != ""


def test_findings_are_asserted_as_they_are(visits: list[Row]) -> None:
    """Present findings are present, denied ones negated, those to come back for hypothetical."""
    seen = set()
    for row in visits:
        for sentence in row["evidence"]:
            inside = [
                e["assertion"]
                for e in row["entities"]
                if e["section"] == sentence["section"] and sentence["start"] <= e["start"] < sentence["end"]
            ]
            truth = {f["fact"]: f["present"] for f in row["facts"] if "present" in f}
            there = [truth[fact] for fact in sentence["facts"] if fact in truth]
            if there:
                assert inside == ["present" if is_there else "negated" for is_there in there]
                seen.update(inside)
            if any(".back." in fact for fact in sentence["facts"]):
                assert set(inside) == {"hypothetical"}
    assert seen == {"present", "negated"}


def test_a_denied_finding_is_said_to_be_denied(visits: list[Row]) -> None:
    """No sentence tells a finding as present that the patient has not, nor the other way round."""
    terms = {finding.term: key for key, finding in library().findings.items()}
    for row in visits:
        present = {f["finding"] for f in row["facts"] if f.get("finding") and f["present"]}
        denied = {e["text"] for e in row["entities"] if e["assertion"] == "negated" and e["text"] in terms}
        assert not present & denied, row["id"]


def test_every_code_is_billable(visits: list[Row], held_out: list[Row]) -> None:
    for row in (*visits, *held_out):
        codes = [*row["codes"], *(code for entity in row["entities"] for code in entity["codes"])]
        assert all(is_billable(code) for code in codes), codes


def test_a_right_sided_problem_has_no_left_in_its_code_or_cause(visits: list[Row]) -> None:
    sided = [f for row in visits for f in row["facts"] if f["fact"] == "0.side"]
    assert {f["value"] for f in sided} == {"left", "right"}
    for row in visits:
        side = next((f["value"] for f in row["facts"] if f["fact"] == "0.side"), "")
        if side and re.search(r"\b(left|right)\b", row["cause"]):
            assert side in row["cause"]


def test_identifiers_stand_exactly_where_they_are_said_to_stand(visits: list[Row]) -> None:
    kinds = {span["kind"] for row in visits for span in row["phi"]}
    assert {"NAME", "LOCATION", "DATE", "PHONE"} <= kinds
    for row in visits:
        for span in row["phi"]:
            words = quoted(row, span)
            assert words == words.strip() != ""
            if span["kind"] == "PHONE":
                assert re.search(r"555|five,? five,? five", words.lower()), words


def test_no_name_of_the_patient_stands_outside_an_identifier(visits: list[Row]) -> None:
    for row in visits:
        marked = [(s["turn"], s["start"], s["end"]) for s in row["phi"]]
        for name in row["patient"]["name"].split():
            for turn in row["spoken"]:
                for match in re.finditer(rf"\b{re.escape(name)}\b", turn["text"]):
                    assert any(
                        t == turn["index"] and a <= match.start() and match.end() <= b for t, a, b in marked
                    ), (row["id"], turn["text"])


def test_a_misheard_drug_is_named_as_it_was_meant(visits: list[Row]) -> None:
    names = {drug.name: set(drug.heard) for drug in library().drugs.values()}
    slips = [(slip["meant"], quoted(row, slip).lower()) for row in visits for slip in row["misheard"]]
    assert slips
    plain = {re.sub(r"[^a-z ]", "", words) for _, words in slips}
    assert all(meant in names for meant, _ in slips)
    assert plain & {heard for forms in names.values() for heard in forms}


def test_no_grammar_is_left_in_a_visit(visits: list[Row], held_out: list[Row]) -> None:
    for row in (*visits, *held_out):
        assert not re.search(
            r"[<>{}|\ue000-\ue002]|  |\[(?:TEST|PROCEDURE|MEDICATION|DIAGNOSIS|ANATOMY):", row["note"]
        )
        assert not re.search(r"[<>{}|\ue000-\ue002]| {2}", row["dialogue"])


def test_a_medicine_is_not_given_to_whom_it_is_forbidden(visits: list[Row]) -> None:
    """No penicillin to a patient who is allergic to it."""
    penicillins = ("amoxicillin", "ampicillin", "cephalexin", "ceftriaxone")
    for row in visits:
        if "penicillin" in row["patient"]["allergies"]:
            given = [f["value"] for f in row["facts"] if ".drug." in f["fact"]]
            assert not any(drug in text for drug in penicillins for text in given)
