"""Each metric on notes whose fault a reader would see at once."""

from __future__ import annotations

import pytest

from soapstone.errors import UsageError
from soapstone.evaluation.data import Item
from soapstone.evaluation.facts import fact_names, find_facts
from soapstone.evaluation.judges import JUDGES
from soapstone.evaluation.metrics import METRICS, Pair, Share, chosen
from soapstone.evaluation.metrics.overall import WEIGHTS, weighted
from soapstone.evaluation.section_labels import section_topics
from soapstone.evaluation.systems import DraftedNotes
from tests.evaluation.conftest import DIALOGUE, NOTE


def score(
    metric: str, note: str, reference: str = NOTE, dialogue: str = DIALOGUE, section: str = ""
) -> float | None:
    pair = Pair(Item(1, "v1", dialogue, reference, note, section), note)
    value = METRICS[metric].score(pair)
    return 100 * value.part / value.whole if isinstance(value, Share) else value


PERFECT = {
    "rouge1": 100, "rouge2": 100, "rougeL": 100, "rougeLsum": 100, "fact_score": 100, "fact_precision": 100,
    "fact_recall": 100, "omission": 0, "content_fidelity": 100, "section_f1": 100, "completeness": 100,
    "format_validity": 100, "repetition": 0, "length_ratio": 1, "support": 100, "overall": 100,
}  # fmt: skip


@pytest.mark.parametrize("metric", PERFECT)
def test_the_reference_itself_is_perfect(metric: str) -> None:
    assert score(metric, NOTE) == pytest.approx(PERFECT[metric])


FAULTS = [
    ("a drug that was never said", "support", NOTE.replace("ibuprofen", "warfarin")),
    ("a dose that was never said", "support", NOTE.replace("400", "800")),
    ("another drug than the reference's", "fact_score", NOTE.replace("ibuprofen", "warfarin")),
    ("another drug than the reference's", "content_fidelity", NOTE.replace("ibuprofen", "warfarin")),
    ("the allergy left out", "fact_recall", NOTE.replace("Penicillin: hives.", "None.")),
    ("the test left out", "entity_coverage", NOTE.replace("Chest x-ray ordered. ", "")),
    ("a section left out", "section_f1", NOTE.replace("ALLERGIES\n\nPenicillin: hives.\n\n", "")),
    ("a section with nothing in it", "completeness", NOTE.replace("Penicillin: hives.", "Not stated.")),
    ("a placeholder left in", "format_validity", NOTE.replace("Penicillin", "[insert allergy]")),
    ("a heading twice", "format_validity", NOTE + "\nALLERGIES\n\nNone known.\n"),
    (
        "cut off in the middle",
        "format_validity",
        NOTE + "\nINSTRUCTIONS\n\nHe should come back to the clinic when the",
    ),
]


@pytest.mark.parametrize(("fault", "metric", "note"), FAULTS, ids=[f"{m}: {f}" for f, m, _ in FAULTS])
def test_a_fault_lowers_the_metric_that_looks_for_it(fault: str, metric: str, note: str) -> None:
    clean, faulty = score(metric, NOTE), score(metric, note)
    assert clean is not None
    assert faulty is not None
    assert faulty < clean, fault


def test_a_note_pasted_twice_is_half_repetition() -> None:
    assert score("repetition", NOTE + NOTE) == pytest.approx(50)


def test_what_was_said_and_left_out_is_omission_and_what_was_not_said_is_none() -> None:
    without = NOTE.replace("Penicillin: hives.", "None.")
    omitted = score("omission", without)
    assert omitted is not None
    assert omitted > 0
    never_said = DIALOGUE.replace("penicillin gives me hives", "none")
    assert score("omission", without, dialogue=never_said) == 0


@pytest.mark.parametrize("metric", ["rouge1", "fact_score", "section_f1", "omission", "length_ratio"])
def test_without_a_reference_there_is_no_score_against_it(metric: str) -> None:
    assert score(metric, NOTE, reference="") is None


@pytest.mark.parametrize("metric", ["support", "words_said", "entity_coverage", "content_fidelity"])
def test_without_a_dialogue_nothing_is_traced(metric: str) -> None:
    assert score(metric, NOTE, dialogue="") is None


def test_a_reference_without_sections_has_no_section_score_and_still_the_others() -> None:
    prose = "Cough and fever since Monday. Allergic to penicillin, which gives hives."
    assert score("section_f1", NOTE, reference=prose) is None
    rouge = score("rouge1", NOTE, reference=prose)
    assert rouge is not None
    assert 0 < rouge < 100


def test_one_section_of_a_note_need_not_be_a_whole_note() -> None:
    assert score("completeness", "Cough and fever.", section="CC") is None
    assert score("format_validity", "Cough and fever.", section="CC") == 100


def test_a_draft_for_one_section_is_that_section_without_heading() -> None:
    item = Item(1, "v1", DIALOGUE, "Penicillin gives hives.", section="ALLERGY")
    written = DraftedNotes("compose").write(item)
    assert "enicillin" in written.text
    assert "ibuprofen" not in written.text.lower()
    assert "ALLERGIES" not in written.text


@pytest.mark.parametrize("label", ["RES", "Cardiovascular / Pulmonary", ""])
def test_a_category_of_patients_is_no_section(label: str) -> None:
    assert section_topics(label) == ()
    assert score("completeness", "Cough and fever.", section=label) == 0


@pytest.mark.parametrize("metric", [name for name in METRICS if name != "bertscore"])  # it needs its model
@pytest.mark.parametrize("note", ["", " \n", "é" * 300, "\x00", "PLAN\n" * 40])
def test_no_metric_stumbles_over_a_strange_note(metric: str, note: str) -> None:
    value = score(metric, note)
    assert value is None or value == value  # a number


def test_the_overall_weights_are_one_and_of_registered_metrics() -> None:
    for weights in WEIGHTS.values():
        assert sum(weights.values()) == pytest.approx(1)
    judged = {f"judged_{name}" for name in JUDGES}
    assert set(WEIGHTS["deterministic"]) <= set(METRICS)
    assert set(WEIGHTS["judged"]) == judged
    assert set(WEIGHTS["comprehensive"]) <= set(METRICS) | judged


def test_scores_that_are_missing_leave_their_weight_to_the_others() -> None:
    assert weighted({"judged_content_fidelity": 40, "judged_medical_correctness": 80}, "judged") == 60
    assert weighted({"judged_content_fidelity": 40}, "judged") == 40
    assert weighted({"omission": 30}) == 70  # less left out is better
    assert weighted({"words": 300}) is None


def test_a_note_with_a_contradicted_sentence_is_less_correct() -> None:
    assert score("medical_correctness", NOTE) == 100
    wrong = NOTE.replace("denies chest pain", "reports chest pain")
    assert 80 < (score("medical_correctness", wrong) or 0) < 100


def test_slow_metrics_are_scored_only_where_they_are_asked_for() -> None:
    assert "medical_correctness" not in {metric.name for metric in chosen()}
    assert [metric.name for metric in chosen(["medical_correctness"])] == ["medical_correctness"]


def test_an_unknown_metric_is_named_with_those_that_exist() -> None:
    with pytest.raises(UsageError, match=r"unknown metric 'meteor'.*rouge1"):
        chosen(["meteor"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "short of breath, on Lasix for CHF",
            {"shortness of breath", "furosemide", "congestive heart failure"},
        ),
        ("she had a heart attack", {"myocardial infarction"}),
        ("chest x-ray and an MRI of the knee", {"chest x-ray", "MRI", "knee"}),
        ("nothing of note", set()),
    ],
)
def test_lay_words_brands_and_abbreviations_are_one_concept(text: str, names: set[str]) -> None:
    assert fact_names(text) == names


def test_facts_point_at_their_words() -> None:
    text = "No fever; takes metformin."
    assert [(f.kind, text[f.start : f.end]) for f in find_facts(text)] == [
        ("symptom", "fever"),
        ("drug", "metformin"),
    ]


def test_the_frozen_lexicon_has_not_changed() -> None:
    import hashlib
    from importlib.resources import files

    table = (files("soapstone.resources") / "evaluation" / "facts-1.tsv").read_bytes()
    assert hashlib.sha256(table).hexdigest().startswith("f869467c494a3133"), (
        "figures were published: raise VERSION instead"
    )
