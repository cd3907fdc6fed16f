"""Names of codes in the index tables of ICD-10-CM (CDC/NCHS, public domain): of neoplasms, drugs and external causes.

They are read from the folder of public data sets, to train on; the tables themselves are not shipped.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from soapstone.coding.table import exists, parent, split_seventh
from soapstone.coding.words import BRACKETS

_NEOPLASM = {
    "Malignant Primary": "malignant neoplasm of",
    "Malignant Secondary": "secondary malignant neoplasm of",
    "Ca in situ": "carcinoma in situ of",
    "Benign": "benign neoplasm of",
    "Uncertain Behavior": "neoplasm of uncertain behavior of",
    "Unspecified Behavior": "neoplasm of unspecified behavior of",
}


def index_names(data: Path) -> Iterator[tuple[str, str]]:
    """Names of codes, by the tables in `data`/icd10cm_2026."""
    folder = data / "icd10cm_2026"
    for row in _rows(folder / "neoplasm_table.csv"):
        site = _read(row["term_path"].split(" > ")[1:])
        for column, kind in _NEOPLASM.items():
            if site and (code := _code(row[column])):
                yield f"{kind} {site}", code
    for row in _rows(folder / "table_of_drugs.csv"):
        drug = _read(row["substance_path"].split(" > "))
        code = _code(row["Poisoning Accidental (unintentional)"])
        if drug and code:
            yield f"poisoning by {drug}", parent(code)
    for row in _rows(folder / "external_cause_index.csv"):
        if code := _code(row["code"]):
            yield _read(row["term_path"].split(" > ")), code


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8") as held:
        yield from csv.DictReader(held)


def _read(path: list[str]) -> str:
    """The steps of a path as one name: the first word of each that has several, without what stands in brackets."""
    steps = (BRACKETS.sub("", BRACKETS.sub("", step)).split(",")[0].strip() for step in path)
    return " ".join(step for step in steps if step)


def _code(text: str) -> str:
    """The code of a cell, without the dash that says that more follows; "" if it is none."""
    code = text.strip().rstrip("-").rstrip(".")
    return split_seventh(code)[0] if code and exists(code) else ""
