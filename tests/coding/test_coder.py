"""Only what a note asserts of this patient, now, is coded."""

from __future__ import annotations

import pytest

from soapstone.coding import code, read_and_code
from soapstone.coding.predict import predict
from soapstone.nlp.entities import read


def billed(text: str) -> list[str]:
    return [one.code for one in code(read_and_code(text))]


def test_a_present_condition_is_coded_with_its_evidence() -> None:
    text = "Assessment: community acquired pneumonia."
    [best] = code(read_and_code(text))
    assert best.code == "J18.9"
    assert [text[start:end] for start, end in best.evidence] == ["community acquired pneumonia"]


@pytest.mark.parametrize(
    "text",
    [
        "Denies chest pain.",
        "Possible pneumonia.",
        "Mother had breast cancer.",
        "Return if fever.",
        "Appendicitis 10 years ago.",
        "Rule out pulmonary embolism.",
    ],
)
def test_what_is_not_asserted_is_not_coded(text: str) -> None:
    assert billed(text) == []


def test_a_chronic_condition_by_history_is_still_coded() -> None:
    assert billed("History of hypertension.") == ["I10"]


def test_side_comes_from_the_sentence() -> None:
    assert "M25.562" in billed("Knee pain on the left for a week.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Distal radius fracture, left.", "S52.502A"),
        ("Knee pain, left, and cough.", "M25.562"),
        ("Otitis media, bilateral; fever", "H66.93"),
        ("CKD, stage 3.", "N18.30"),
        ("Fracture of femur, right, subsequent encounter.", "S72.91XD"),
    ],
)
def test_what_follows_a_comma_is_said_of_the_finding(text: str, expected: str) -> None:
    assert expected in billed(text)


def test_what_follows_a_comma_may_be_another_finding() -> None:
    assert set(billed("Cough, right knee pain.")) == {"M25.561", "R05.9"}


def test_a_condition_named_twice_is_coded_once_with_both_places() -> None:
    [best] = code(read_and_code("Pneumonia on the film. We treat the pneumonia."))
    assert len(best.evidence) == 2


def test_entities_without_codes_are_given_them() -> None:
    text = "He has pneumonia."
    assert [one.code for one in code(read(text), text)] == ["J18.9"]


def test_the_contract_of_predict_holds() -> None:
    text = "Denies chest pain. Has pneumonia. Start amoxicillin 500 mg PO TID for 7 days."
    document = predict(text, "note-1")
    assert document["note_id"] == "note-1" and document["model_version"].startswith("clinical-")
    denied, present = document["entities"][:2]
    assert (denied["is_negated"], denied["negation_trigger"], denied["icd_codes"]) == (True, "Denies", [])
    assert present["icd_codes"][0].keys() == {"code", "description", "confidence"}
    assert all(text[e["start_char"] : e["end_char"]] == e["text"] for e in document["entities"])
    assert document["medications"][0]["frequency"] == "three times daily"


def test_the_whole_name_of_a_condition_is_the_entity() -> None:
    text = "62-year-old male presents with an acute myocardial infarction."
    [entity] = [e for e in predict(text)["entities"] if e["type"] == "DIAGNOSIS"]
    assert entity["text"] == "acute myocardial infarction"
    assert entity["icd_codes"][0]["code"] == "I21.9"


def test_the_site_may_follow_a_comma() -> None:
    codes = {
        one.code for entity in read_and_code("Pressure ulcer, left heel, stage 2.") for one in entity.codes
    }
    assert "L89.622" in codes


def test_words_within_a_diagnosis_do_not_suggest_what_it_excludes() -> None:
    text = "Assessment: gestational diabetes mellitus, diet controlled."
    codes = [one.code for one in code(read_and_code(text), text)]
    assert any(one.startswith("O24.4") for one in codes) and not any(one.startswith("E11") for one in codes)


@pytest.mark.parametrize("text", ["Ex-smoker.", "He is a former smoker.", "PMH: hypertension, ex smoker."])
def test_who_no_longer_smokes_is_coded_as_that(text: str) -> None:
    codes = [one.code for one in code(read_and_code(text), text)]
    assert "Z87.891" in codes and not any(one.startswith("F17") for one in codes)
