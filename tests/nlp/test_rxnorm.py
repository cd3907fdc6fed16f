"""Medications have RxNorm's numbers where the clinic has RxNorm, and none where it has not.

Lisinopril's tablets have the numbers that openFDA's drug labels give them; those of nine million and more are made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from soapstone.errors import InputError
from soapstone.nlp.medications import read_medications
from soapstone.nlp.rxnorm import load_rxnorm, rxnorm
from soapstone.settings import settings

NAMES = [
    ("9000001", "IN", "lisinopril", "N"),
    ("314076", "SCD", "lisinopril 10 MG Oral Tablet", "N"),
    ("314077", "SCD", "lisinopril 20 MG Oral Tablet", "N"),
    ("9000002", "IN", "metformin", "N"),
    ("9000003", "PIN", "metformin hydrochloride", "N"),
    ("9000004", "SCD", "metformin hydrochloride 500 MG Oral Tablet", "N"),
    ("9000005", "SCD", "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet", "N"),
    ("9000006", "SCD", "metformin 500 MG Oral Tablet", "O"),
    ("9000007", "IN", "levothyroxine", "N"),
    ("9000008", "SCD", "levothyroxine sodium 0.05 MG Oral Tablet", "N"),
]


def rrf(names: list[tuple[str, str, str, str]]) -> str:
    """A file in the layout of RXNCONSO.RRF, with a row of another vocabulary in it."""
    rows = [
        f"{n}|ENG||||||{at}|{at}|{n}||RXNORM|{kind}|{n}|{name}||{out}|4096|"
        for at, (n, kind, name, out) in enumerate(names)
    ]
    return "\n".join([*rows, "9000001|ENG||||||77|||D01|DRUGBANK|IN|DB00722|Lisinopril||N||"]) + "\n"


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A clinic that has RxNorm."""
    file = tmp_path / "RXNCONSO.RRF"
    file.write_text(rrf(NAMES))
    monkeypatch.setenv("SOAPSTONE_RXNORM", str(file))
    settings.cache_clear()
    rxnorm.cache_clear()
    yield file
    monkeypatch.undo()
    settings.cache_clear()
    rxnorm.cache_clear()


@pytest.mark.parametrize(
    ("text", "number", "name"),
    [
        ("Start lisinopril 10 mg one tablet daily.", "314076", "lisinopril 10 MG Oral Tablet"),
        ("Zestril 20 mg tablets daily", "314077", "lisinopril 20 MG Oral Tablet"),
        ("metformin 500 mg tablet twice daily", "9000004", "metformin hydrochloride 500 MG Oral Tablet"),
        ("levothyroxine 50 mcg, 1 tab every morning", "9000008", "levothyroxine sodium 0.05 MG Oral Tablet"),
    ],
)
def test_what_is_said_whole_is_the_product(clinic: Path, text: str, number: str, name: str) -> None:
    (medication,) = read_medications(text)
    assert (medication.rxcui, medication.rxnorm_name) == (number, name)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Discontinue metformin.", "9000002"),
        ("lisinopril 10 mg daily", "9000001"),  # of which form is not said
        ("lisinopril 15 mg tablet", "9000001"),  # no such tablet
        ("metformin XR 500 mg tablet", "9000002"),  # another product than the plain tablet
        ("metformin 500 mg capsule", "9000002"),
    ],
)
def test_what_is_said_in_part_is_the_ingredient(clinic: Path, text: str, number: str) -> None:
    (medication,) = read_medications(text)
    assert medication.rxcui == number


def test_a_drug_that_the_release_lacks_has_no_number(clinic: Path) -> None:
    (medication,) = read_medications("warfarin 5 mg tablet daily")
    assert (medication.rxcui, medication.rxnorm_name) == ("", "")


def test_without_rxnorm_no_number_is_given() -> None:
    settings.cache_clear()
    rxnorm.cache_clear()
    (medication,) = read_medications("lisinopril 10 mg tablet daily")
    assert (medication.rxcui, medication.rxnorm_name) == ("", "")


def test_the_zip_of_the_library_is_read_as_it_is(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "RxNorm_full_prescribe.zip", "w") as held:
        held.writestr("rrf/RXNCONSO.RRF", rrf(NAMES))
    found = load_rxnorm(tmp_path / "RxNorm_full_prescribe.zip").find("lisinopril", "10", "mg", "tablet")
    assert found.rxcui == "314076"


@pytest.mark.parametrize("content", ["", "drug,number\nlisinopril,9000001\n", "9000001|RXNORM|lisinopril\n"])
def test_another_file_is_named_and_what_to_do(tmp_path: Path, content: str) -> None:
    file = tmp_path / "drugs.csv"
    file.write_text(content)
    with pytest.raises(InputError, match="no RXNCONSO") as raised:
        load_rxnorm(file)
    assert str(file) in raised.value.where and "SOAPSTONE_RXNORM" in raised.value.fix


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        load_rxnorm(tmp_path / "RXNCONSO.RRF")
    assert raised.value.where.endswith("RXNCONSO.RRF")
