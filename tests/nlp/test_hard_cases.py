"""Sentences that assertion rules are known to read wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from soapstone.nlp.entities import read
from soapstone.nlp.written import rule_on

ROWS = (Path(__file__).parent / "hard_cases.tsv").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("text", "mention", "assertion"), [line.split("\t") for line in ROWS if not line.startswith("# ")]
)
def test_a_note_is_read_as_a_clinician_reads_it(text: str, mention: str, assertion: str) -> None:
    text = text.replace("|", "\n")
    start = text.index(mention)
    end = start + len(mention)
    found = [entity.assertion for entity in read(text) if entity.start < end and start < entity.end]
    assert (found or [rule_on(text, start, end).assertion])[0] == assertion
