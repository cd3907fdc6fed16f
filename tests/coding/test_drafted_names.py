"""Names that were drafted lead to codes where nothing else has them, and never against what the tabular list says."""

from __future__ import annotations

from pathlib import Path

import pytest

from soapstone.coding.link import link
from soapstone.coding.phrases import phrases, synonyms, tabular_phrases
from soapstone.coding.table import codes
from soapstone.coding.words import named_thing
from soapstone.errors import InputError
from soapstone.training.icd_drafts import Draft, judged, read


def test_every_drafted_name_is_of_a_code_of_the_release_and_of_one() -> None:
    of: dict[frozenset[str], set[str]] = {}
    for name in synonyms("drafted"):
        assert name.code in codes()
        of.setdefault(named_thing(name.text), set()).add(name.code)
    assert len(of) > 10_000
    several = [found for found in of.values() if len(found) > 1]
    assert all(max(found, key=len).startswith(min(found, key=len)) for found in several)


def test_what_the_tabular_list_names_is_left_to_it() -> None:
    known = {named_thing(phrase.text) for phrase in tabular_phrases() if phrase.kind != "excludes"}
    drafted = [phrase for phrase in phrases() if phrase.kind == "drafted"]
    assert drafted and not any(named_thing(phrase.text) in known for phrase in drafted)


def test_a_draft_is_held_against_what_is_known() -> None:
    drafts = [
        Draft("Christmas disease", "D67"),  # as in the list
        Draft("grippe of the brain", "J11.1"),  # new
        Draft("essential hypertension", "I15.0"),  # against the list
        Draft("toy syndrome", "D67"),
        Draft("toy syndrome", "A00.0"),  # claimed twice
        Draft("aaa", "I71.4"),  # ours
    ]
    found = [(one.draft.name, one.by, one.agrees) for one in judged(drafts)]
    assert found == [
        ("Christmas disease", "list", True),
        ("grippe of the brain", "", False),
        ("essential hypertension", "list", False),
        ("toy syndrome", "draft", False),
        ("toy syndrome", "draft", False),
        ("aaa", "author", True),
    ]


def test_a_line_that_is_no_draft_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "drafts.tsv"
    file.write_text("D67\thereditary factor IX lack|factor nine disease\nZZZ\tnothing\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        list(read(file))


@pytest.mark.parametrize("garbled", ["xqzt", "blorptitis", "Thursday", "Kevin"])
def test_a_word_of_no_condition_leads_nowhere(garbled: str) -> None:
    assert link(garbled) == ()
