"""The faults of one row of results: invented, left out, repeated, cut off, in the wrong section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from soapstone.evaluation.analysis.faults import Fault, Severity
from soapstone.evaluation.facts import find_facts
from soapstone.evaluation.metrics.form import LOOP, is_cut_off
from soapstone.evaluation.planted.places import Sentence, sentences_of
from soapstone.evaluation.rouge import words

_OF_FACT: dict[str, Severity] = {
    "drug": "critical", "number": "critical", "side": "critical", "condition": "moderate", "test": "moderate",
    "procedure": "moderate", "sign": "moderate", "symptom": "moderate", "anatomy": "minor",
}  # fmt: skip
_DIVISIONS = {
    **dict.fromkeys(
        ("complaint", "history", "medical_history", "surgical_history", "family_history", "social_history",
         "medications", "allergies", "review"),
        "subjective",
    ),
    **dict.fromkeys(("vitals", "exam"), "examination"),
    "results": "results",
    **dict.fromkeys(("course", "assessment", "plan", "instructions"), "assessment and plan"),
}  # fmt: skip
"""The divisions by which ACI-Bench scores: within one, authors differ on where a thing belongs."""
_ALIKE = 0.6
"""F1 of words from which a sentence is taken to say the same as one of the reference."""


def note_faults(row: dict[str, Any]) -> list[Fault]:
    """Every fault of the row's note; none when its texts were not stored."""
    if not row.get("note"):
        return []
    return [*_invented(row), *_omitted(row), *_repeated(row), *_cut_off(row), *_misplaced(row)]


def _invented(row: dict[str, Any]) -> Iterator[Fault]:
    """Facts that were never said."""
    for sentence, fact in row.get("missing", ()):
        kind, _, name = fact.partition(":")
        start = max(sentence.lower().find(name), 0)
        end = start + len(name) if name in sentence.lower() else len(sentence)
        yield Fault(
            "hallucination",
            _OF_FACT.get(kind, "minor"),
            row["id"],
            f"{kind} never said: {name}",
            sentence,
            start,
            end,
        )


def _omitted(row: dict[str, Any]) -> Iterator[Fault]:
    """Facts that the dialogue and the reference hold and the note lacks; the first place in the reference is shown."""
    reference, said = row.get("reference", ""), row.get("dialogue", "")
    if not reference or not said:
        return
    here, spoken = {fact.name for fact in find_facts(row["note"])}, {fact.name for fact in find_facts(said)}
    told: set[str] = set()
    for sentence in sentences_of(reference):
        allergy = sentence.topic == "allergies" or "allerg" in sentence.text.lower()
        for fact in find_facts(sentence.text):
            if fact.name in here or fact.name not in spoken or fact.name in told:
                continue
            told.add(fact.name)
            grave: Severity = "critical" if allergy else _OF_FACT[fact.kind]
            yield Fault(
                "omission",
                grave,
                row["id"],
                f"{fact.kind} left out: {fact.name}",
                sentence.text,
                fact.start,
                fact.end,
            )


def _repeated(row: dict[str, Any]) -> Iterator[Fault]:
    seen: set[tuple[str, ...]] = set()
    for sentence in sentences_of(row["note"]):
        tokens = words(sentence.text)
        runs = {tuple(tokens[at : at + LOOP]) for at in range(len(tokens) - LOOP + 1)}
        if runs & seen:
            yield Fault(
                "repetition", "minor", row["id"], "stood before", sentence.text, 0, len(sentence.text)
            )
        seen |= runs


def _cut_off(row: dict[str, Any]) -> Iterator[Fault]:
    if is_cut_off(row["note"]):
        last = row["note"].rstrip().rsplit("\n", 1)[-1]
        yield Fault(
            "truncation", "moderate", row["id"], "ends in the middle", last, len(last.rstrip()) - 1, len(last)
        )


def _misplaced(row: dict[str, Any]) -> Iterator[Fault]:
    """Sentences that the reference has in another section; across divisions it misleads."""
    reference = [(frozenset(words(s.text)), s) for s in sentences_of(row.get("reference", "")) if s.topic]
    for sentence in sentences_of(row["note"]):
        tokens = frozenset(words(sentence.text))
        if len(tokens) < 4 or not sentence.topic:
            continue
        best = max(((_f1(tokens, other), at) for at, (other, _) in enumerate(reference)), default=(0.0, 0))
        if best[0] >= _ALIKE:
            yield from _confusion(row["id"], sentence, reference[best[1]][1].topic)


def _confusion(item: str, sentence: Sentence, wanted: str) -> Iterator[Fault]:
    if sentence.topic != wanted:
        across = _DIVISIONS.get(sentence.topic) != _DIVISIONS.get(wanted)
        grave: Severity = "moderate" if across else "minor"
        told = f"in {sentence.topic}, the reference has it in {wanted}"
        yield Fault("section confusion", grave, item, told, sentence.text, 0, len(sentence.text))


def _f1(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if other else 0.0


def confusions(faults: list[Fault]) -> Iterator[tuple[str, str]]:
    """The pairs (written in, belongs in) of the section confusions."""
    for fault in faults:
        found = re.match(r"in (\w+), the reference has it in (\w+)", fault.message)
        if fault.kind == "section confusion" and found:
            yield found[1], found[2]
