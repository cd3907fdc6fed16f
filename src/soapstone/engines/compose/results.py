"""What tests showed, beside the test."""

from __future__ import annotations

import re

from soapstone.engines.compose.findings import NOTHING_FOUND, finding
from soapstone.engines.compose.grammar import Subject
from soapstone.engines.compose.phrases import conducts
from soapstone.engines.compose.reading import Reading
from soapstone.engines.compose.statement import Statement

RESULT_WANTED = 0.7  # a result counts more than other talk: this part of the worth is enough


def results(reading: Reading, subject: Subject, wanted: float) -> list[Statement]:
    """What the tests showed, one sentence a clause."""
    return [
        Statement("results", text, heard.spans, at, worth=heard.worth, confidence=0.85)
        for at, heard in enumerate(reading.heard)
        if heard.seen.side == "C" and heard.topic == "results" and heard.worth >= RESULT_WANTED * wanted
        if not heard.seen.question and not conducts(heard.seen.clause.text)
        for text in [finding(heard.seen.clause.text, "results", subject)]
        if len(text.split()) > (1 if ":" in text or NOTHING_FOUND.match(text) else 2)
        and not _ONLY_A_TEST.fullmatch(text)
    ]


_ONLY_A_TEST = re.compile(
    r"(?:on|in|from|for|based on) (?:this|the|his|her|their|that)(?: [\w-]+){1,3}\.", re.IGNORECASE
)
