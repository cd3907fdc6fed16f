"""The visits as a stream: the same for the same seed, however many, in constant memory."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from soapstone.errors import OutputError, UsageError
from soapstone.notes.templates import load_template
from soapstone.simulate import simulate
from soapstone.simulate.library import library
from soapstone.simulate.run import write_rows

Row = dict[str, Any]


def test_the_same_seed_gives_the_same_visits() -> None:
    assert list(simulate(5, "ed", seed=3)) == list(simulate(5, "ed", seed=3))


def test_another_seed_gives_other_visits() -> None:
    one, other = (next(simulate(1, "ed", seed=seed))["dialogue"] for seed in (3, 4))
    assert one != other


def test_the_first_ten_of_a_thousand_are_the_ten_of_ten() -> None:
    many = simulate(1000, "outpatient", seed=8)
    assert [next(many) for _ in range(10)] == list(simulate(10, "outpatient", seed=8))


def test_memory_stays_flat_however_many_visits_are_made() -> None:
    """After 100 visits, of which none is kept, 50 more take no more than what the bounded caches may add."""
    tracemalloc.start()
    for row in simulate(100, "ed", seed=2):
        assert row
    before, _ = tracemalloc.get_traced_memory()
    for row in simulate(50, "ed", seed=3):
        assert row
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 1_000_000
    assert after < 30_000_000


@pytest.mark.parametrize("template", ["soap", "outpatient", "ed"])
def test_a_note_has_the_sections_of_its_template_in_order(template: str) -> None:
    keys = [section.key for section in load_template(template).sections]
    for row in simulate(20, template, seed=5):
        assert list(row["sections"]) == [key for key in keys if key in row["sections"]]
        assert all(text in row["note"] for text in row["sections"].values())


def test_an_examination_that_was_not_spoken_is_not_stated(visits: list[Row]) -> None:
    unexamined = [row for row in visits if not any("vital." in f["fact"] and f["said"] for f in row["facts"])]
    silent = [row for row in unexamined if not any(".exam." in f["fact"] and f["said"] for f in row["facts"])]
    assert len(silent) > 5
    assert all(row["sections"]["exam"] == "Not stated." for row in silent)


def test_visits_are_of_children_and_adults_with_dangerous_and_harmless_causes(visits: list[Row]) -> None:
    ages = [row["patient"]["age"] for row in visits]
    assert min(ages) < 2
    assert max(ages) > 80
    causes = {cause.name: cause.leave for c in library().complaints.values() for cause in c.causes}
    assert {"home", "admit"} <= {causes.get(row["cause"]) for row in visits}


def test_every_way_of_talking_and_every_house_style_occurs(visits: list[Row]) -> None:
    assert {row["dialect"] for row in visits} == set(library().dialects)
    assert {row["style"] for row in visits} == {name for name, r in library().styles.items() if "weight" in r}


def test_rows_are_written_as_json_lines(tmp_path: Path) -> None:
    rows = list(simulate(3, "soap", seed=1))
    file = write_rows(rows, tmp_path / "new")
    assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == json.loads(
        json.dumps(rows)
    )


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"file.*-o"):
        write_rows([], tmp_path / "file")


def test_an_unknown_template_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"outpatient"):
        next(simulate(1, "inpatient"))
