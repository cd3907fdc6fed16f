"""Annotated texts for the entity model: BC5CDR, NCBI disease and MACCROBAT, each with its own labels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

HEADS: dict[str, tuple[str, ...]] = {
    "bc5cdr": ("Chemical", "Disease"),
    "ncbi": ("Disease",),
    "maccrobat": ("DIAGNOSIS", "PROCEDURE", "MEDICATION", "ANATOMY", "TEST"),
}
# MACCROBAT has 41 types; these are a scribe's. Dosages and laboratory values are no entities of their own here.
MACCROBAT = {
    "Disease_disorder": "DIAGNOSIS",
    "Sign_symptom": "DIAGNOSIS",
    "Therapeutic_procedure": "PROCEDURE",
    "Medication": "MEDICATION",
    "Biological_structure": "ANATOMY",
    "Diagnostic_procedure": "TEST",
}


class Mark(NamedTuple):
    """An annotated mention: characters `start` to `end` (exclusive) and its type."""

    start: int
    end: int
    type: str


class Annotated(NamedTuple):
    """A sentence with its mentions, and the data set whose labels they are (a key of HEADS)."""

    source: str
    text: str
    marks: tuple[Mark, ...]


def tagged_sentences(file: Path, source: str) -> Iterator[Annotated]:
    """Sentences of a file of "token TAB tag" lines, as BC5CDR and NCBI disease come."""
    rows: list[tuple[str, str]] = []
    for line in (*file.read_text(encoding="utf-8").split("\n"), ""):
        if line.strip():
            token, _, tag = line.rstrip("\r").rpartition("\t")
            rows.append((token, tag))
        elif rows:
            yield _joined(rows, source)
            rows = []


def _joined(rows: Sequence[tuple[str, str]], source: str) -> Annotated:
    text, marks = "", list[Mark]()
    for token, tag in rows:
        text += " " if text else ""
        start = len(text)
        text += token
        if tag.startswith("B-"):
            marks.append(Mark(start, len(text), tag[2:]))
        elif tag.startswith("I-") and marks:
            marks[-1] = marks[-1]._replace(end=len(text))
    return Annotated(source, text, tuple(marks))


def case_reports(file: Path) -> Iterator[Annotated]:
    """The lines of MACCROBAT's case reports with their mentions under our five types.

    Of mentions that overlap the longest is kept; of one in several parts, its first part.
    """
    for document in case_report_documents(file):
        yield from document


def case_report_documents(file: Path) -> Iterator[list[Annotated]]:
    """As `case_reports`, the lines of each report by themselves."""
    for row in file.read_text(encoding="utf-8").splitlines():
        document = json.loads(row)
        marks = [
            Mark(entity["spans"][0][0], entity["spans"][0][1], MACCROBAT[entity["type"]])
            for entity in document["entities"]
            if entity["type"] in MACCROBAT
        ]
        yield list(_lines(document["text"], _longest_first(marks)))


def _lines(text: str, marks: Sequence[Mark]) -> Iterator[Annotated]:
    at = 0
    for line in text.split("\n"):
        inside = (m for m in marks if at <= m.start and m.end <= at + len(line))
        shifted = tuple(Mark(m.start - at, m.end - at, m.type) for m in inside)
        if line.strip():
            yield Annotated("maccrobat", line, shifted)
        at += len(line) + 1


def _longest_first(marks: Sequence[Mark]) -> list[Mark]:
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start - m.end, m.start)):
        if all(mark.end <= other.start or other.end <= mark.start for other in kept):
            kept.append(mark)
    return sorted(kept)


def training_set(data: Path) -> list[Annotated]:
    """What is learned from: BC5CDR and NCBI train and devel, MACCROBAT train."""
    found: list[Annotated] = []
    for split in ("train", "devel"):
        found += tagged_sentences(data / "ner_bc5cdr" / f"{split}.tsv", "bc5cdr")
        found += tagged_sentences(data / "ner_ncbi_disease" / f"{split}.tsv", "ncbi")
    found += case_reports(data / "ner_maccrobat2020" / "train.jsonl")
    return found


def evaluation_set(data: Path, name: str) -> list[Annotated]:
    """What is scored: BC5CDR test, NCBI disease test, or MACCROBAT dev."""
    if name == "maccrobat":
        return list(case_reports(data / "ner_maccrobat2020" / "dev.jsonl"))
    folder = {"bc5cdr": "ner_bc5cdr", "ncbi": "ner_ncbi_disease"}[name]
    return list(tagged_sentences(data / folder / "test.tsv", name))
