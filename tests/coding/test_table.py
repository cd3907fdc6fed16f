"""The shipped table is the official one."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from soapstone.coding import is_billable, nearest_codes, show
from soapstone.coding.references import references
from soapstone.coding.table import billable_below, children, codes, description
from soapstone.errors import ModelError, UsageError

DATA = Path(os.environ.get("SOAPSTONE_DATA", Path(__file__).parents[3] / "shared" / "data"))
Need = Callable[[object, str], None]


@pytest.mark.parametrize(
    ("code", "billable", "words"),
    [
        ("E11.9", True, "Type 2 diabetes mellitus without complications"),
        ("e119", True, "Type 2 diabetes mellitus without complications"),
        ("E11", False, "Type 2 diabetes mellitus"),
        ("S72.001A", True, "right femur, initial encounter for closed fracture"),
        ("S72.001", False, "Fracture of unspecified part of neck of right femur"),
        ("T36.0X1A", True, "Poisoning by penicillins, accidental (unintentional), initial encounter"),
        ("V00.01XA", True, "Pedestrian on foot injured in collision with roller-skater, initial encounter"),
    ],
)
def test_a_code_has_its_description_and_says_whether_it_is_billable(
    code: str, billable: bool, words: str
) -> None:
    entry = show(code)
    assert words in entry.description
    assert entry.billable is billable


def test_notes_of_the_codes_above_hold_for_a_code() -> None:
    inherited = show("E11.9").inherited
    assert ("E11", "excludes1", "type 1 diabetes mellitus (E10.-)") in inherited


def test_seventh_characters_are_listed_with_their_meaning() -> None:
    assert ("A", "initial encounter for closed fracture") in show("S72.001").sevenths
    assert "S72.001D" in children("S72.001")


def test_unknown_code_says_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"E11\.99 is no code .* nearest are E11\.9"):
        show("E11.99")
    assert "E11.9" in nearest_codes("E1199")
    with pytest.raises(UsageError, match="icd search"):
        show("not a code at all")


def test_a_category_leads_to_billable_codes_only() -> None:
    below = list(billable_below("S06.1X"))
    assert below and all(is_billable(code) for code in below)
    assert not is_billable("S06.1X7D")  # the tabular list would make it, the official list has it not


def test_codes_in_brackets_are_read_as_references() -> None:
    assert references("burns and corrosions (T20-T32)")[0].holds("T25.011A")
    assert references("type 1 diabetes mellitus (E10.-)")[0].holds("E10.65")
    assert not references("type 1 diabetes mellitus (E10.-)")[0].holds("E11.9")
    assert [r.first for r in references("oral drugs (Z79.84), insulin (Z79.4)")] == ["Z79.84", "Z79.4"]


def test_a_damaged_table_is_reported_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    codes.cache_clear()
    monkeypatch.setattr(
        "soapstone.coding.table.read_table", lambda name: [["A00", "Cholera", "0", "", "A00-A09"]]
    )
    with pytest.raises(ModelError, match="Install soapstone again"):
        codes()
    codes.cache_clear()


def test_the_table_loads_in_under_300_ms() -> None:
    program = (
        "import time; import soapstone.coding.table as table; start = time.process_time(); "
        "table.codes(); table.notes(); table.children('E11'); print(time.process_time() - start)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True) for _ in range(3)
    ]
    assert min(float(run.stdout) for run in runs) < 0.3


@pytest.mark.data
def test_every_code_and_billable_flag_agrees_with_the_official_release(need: Need) -> None:
    folder = DATA / "icd10cm_2026"
    need(folder.is_dir(), "the ICD-10-CM 2026 table is not there")
    with (folder / "codes_core.csv").open(encoding="utf-8") as stream:
        core = {row["code"]: row for row in csv.DictReader(stream)}
    with (folder / "codes_7th_character.csv").open(encoding="utf-8") as stream:
        extended = {row["code"] for row in csv.DictReader(stream)}
    ours = {code for stem, row in codes().items() if row.sevenths for code in children(stem)}
    # 33 codes stand in the tabular list with their 7th character: there they are codes of the list itself
    both = codes().keys() - core.keys()
    assert len(both) == 33 and both <= extended
    assert core.keys() <= codes().keys()
    assert ours | both == extended
    assert all(is_billable(code) for code in extended)
    assert {c for c, row in core.items() if (row["billable"] == "1") is not is_billable(c)} == set()
    assert {c for c, row in core.items() if row["description"] != description(c)} == set()
