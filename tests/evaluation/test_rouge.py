"""ROUGE is the published scorer's, digit for digit, on any text and on the published systems."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer

from soapstone.evaluation.data import DataSet
from soapstone.evaluation.rouge import KINDS, rouge
from tests.evaluation.conftest import NOTE

FEW_WORDS = st.lists(st.sampled_from(["pain", "knee", "no", "Fever,", "\n", "10mg", "é", "-"])).map(" ".join)
PUBLISHED = {
    "12_speaker_turns": "12 speaker turns",
    "GPT-4_zero_shot": "GPT-4",
    "LED": "LED (Division)",
    "UMLS_similarity": "train$_{\\mathrm{UMLS}}$",
    "bart-large-xsum-samsum": "BART+FT$_{\\mathrm{SAMSum}}$ (Division)",
    "text-davinci-003": "Text-Davinci-003",
}


@cache
def published_scorer() -> Any:
    return RougeScorer(list(KINDS), use_stemmer=False)


@settings(max_examples=300, deadline=None)
@given(FEW_WORDS, FEW_WORDS)
def test_every_score_is_the_published_scorers(reference: str, note: str) -> None:
    expected = {kind: 100 * s.fmeasure for kind, s in published_scorer().score(reference, note).items()}
    assert rouge(reference, note) == pytest.approx(expected, abs=1e-9)


def test_a_note_against_itself_is_all_there() -> None:
    assert rouge(NOTE, NOTE) == pytest.approx(dict.fromkeys(KINDS, 100.0))


@pytest.mark.data
@pytest.mark.parametrize("file", PUBLISHED)
def test_the_published_tables_come_out_digit_for_digit(file: str, public: Path) -> None:
    folder = public / "aci_bench" / "published_baselines"
    expected = published_table(folder / "test1_metrics.csv")[PUBLISHED[file]]
    notes = next(folder.glob(f"{file}_clinicalnlp_taskB_test1*.jsonl"))
    items = list(DataSet(notes, reference=public / "aci_bench" / "test1.jsonl"))
    scores = [rouge(item.note, item.candidate) for item in items]
    means = {kind: sum(score[kind] for score in scores) / len(scores) for kind in KINDS}
    assert len(items) == 40
    assert [f"{means[kind]:.2f}" for kind in ("rouge1", "rouge2", "rougeLsum")] == expected


def published_table(file: Path) -> dict[str, list[str]]:
    """R1, R2 and R-L(sum) of the first table, "ALL"."""
    table: dict[str, list[str]] = {}
    for row in csv.reader(file.read_text(encoding="utf-8").splitlines()):
        if row and row[0].startswith("division"):
            break
        if len(row) > 3 and row[0] != "Model":
            table[row[0]] = row[1:4]
    return table
