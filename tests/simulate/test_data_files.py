"""A clinician's own complaint: bad files give an error that says what, where and what to do; mistakes are found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from soapstone.errors import InputError
from soapstone.simulate.check import check
from soapstone.simulate.library import library, parse_complaint, read_complaint

GOOD = """
name = "hiccups"
where = ["outpatient"]
age = [18, 80]
brings = ["<i> can't stop hiccuping"]
topic = ["the hiccups"]
asks = ["heartburn", "chest_pain"]
examine = ["abdomen"]

[[causes]]
name = "hiccups from a full stomach"
lay = ["hiccups from eating fast"]
code = "R06.6"
source = "MedlinePlus: Hiccups"
onset = "2-20 hours"
findings = { heartburn = 0.4 }
plan = ["{small|smaller} meals => Small meals."]
back = ["chest_pain"]

[[causes]]
name = "hiccups from reflux"
lay = ["reflux"]
code = "K21.9"
source = "MedlinePlus: Hiccups"
onset = "2-5 days"
findings = { heartburn = 0.9 }
drugs = ["famotidine"]
back = ["vomiting"]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "hiccups.toml"
    file.write_text(GOOD)
    return file


def test_the_shipped_data_are_sound() -> None:
    report = check()
    assert report.faults == []
    assert report.counts["complaints"] >= 62
    assert report.counts["held out"] >= 8


def test_every_cause_and_every_drug_names_its_source() -> None:
    shipped = library()
    sources = [cause.source for complaint in shipped.complaints.values() for cause in complaint.causes]
    sources += [drug.source for drug in shipped.drugs.values()]
    assert all(len(source) > 8 for source in sources)


def test_a_good_file_is_sound(own: Path) -> None:
    report = check([own])
    assert report.faults == []
    assert report.counts["complaints"] == len(library().complaints) + 1


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('code = "R06.6"', 'code = "R06"', r"causes\.0\.code: R06 is not a billable ICD-10-CM code"),
        (
            '["heartburn", "chest_pain"]',
            '["hartburn"]',
            r"asks: 'hartburn' is not known\. Near it: heartburn",
        ),
        ('examine = ["abdomen"]', 'examine = ["belly"]', r"examine: 'belly' is not known"),
        (
            'drugs = ["famotidine"]',
            'drugs = ["famotidin"]',
            r"'famotidin' is not known\. Near it: famotidine",
        ),
        ("{small|smaller} meals", "{small|smaller meals", r"has a brace that is not closed"),
        ("<i> can't stop", "<you> can't stop", r"<you> in .* is not known\. Known are"),
        ('name = "hiccups from reflux"', 'name = "<side> reflux"', r"Set sided = true"),
        (
            'onset = "2-5 days"',
            'onset = "2-5 days"\nage = [85, 90]',
            r"no patient of this complaint is 85 to 90",
        ),
        ('=> Small meals."', '=> Small meals. @smallness"', r"'smallness' is not known"),
    ],
)
def test_a_mistake_is_found_with_its_place_and_what_to_do(
    own: Path, before: str, after: str, told: str
) -> None:
    assert before in GOOD
    own.write_text(GOOD.replace(before, after, 1))
    faults = [fault for fault in check([own]).faults if "hiccups.toml" in fault]
    assert faults
    assert any(re.search(told, fault) for fault in faults), faults


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('onset = "2-20 hours"', 'onset = "a while"', r"causes\.0\.onset: .*'2-5 days'"),
        ("heartburn = 0.4", "heartburn = 4", r"causes\.0\.findings\.heartburn: .*less than or equal to 1"),
        ('where = ["outpatient"]', 'where = ["ward"]', r"where\.0: .*'ed' or 'outpatient'"),
        ('topic = ["the hiccups"]', "", r"topic: Field required"),
        ('source = "MedlinePlus: Hiccups"\n', "", r"causes\.0\.source: Field required"),
        ('name = "hiccups"', 'name = "hiccups"\nicd = "R06.6"', r"icd: Extra inputs are not permitted"),
    ],
)
def test_a_file_of_another_form_is_refused_with_the_key(before: str, after: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        parse_complaint(GOOD.replace(before, after, 1), "hiccups.toml")
    assert "hiccups.toml" in str(caught.value)
    assert "docs/simulator.md" in str(caught.value)


def test_broken_toml_is_told_with_its_line() -> None:
    with pytest.raises(InputError, match=r"hiccups\.toml.*not valid TOML.*line 3"):
        parse_complaint('name = "hiccups"\n\nage = [18 80]\n', "hiccups.toml")


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.toml.*UTF-8"):
        read_complaint(tmp_path / "gone.toml")
    assert any("gone.toml" in fault for fault in check([tmp_path / "gone.toml"]).faults)


def test_a_library_without_held_out_complaints_is_a_fault() -> None:
    shipped = library()
    training = {name: c for name, c in shipped.complaints.items() if not c.held_out}
    faults = check(shipped=shipped._replace(complaints=training)).faults
    assert any("none is held-out" in fault for fault in faults)


def test_an_unspeakable_finding_and_an_unknown_home_drug_are_faults() -> None:
    shipped = library()
    mute = shipped.findings["fever"].model_copy(update={"say": ()})
    odd = shipped.conditions["gerd"].model_copy(update={"drugs": ("omeprasole",)})
    changed = shipped._replace(
        findings={**shipped.findings, "fever": mute}, conditions={**shipped.conditions, "gerd": odd}
    )
    faults = check(shipped=changed).faults
    assert any("findings.toml: key fever.say: has no wording" in fault for fault in faults)
    assert any("'omeprasole' is not known. Near it: omeprazole" in fault for fault in faults)
