"""A short form is read by its surroundings, and its other senses are kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from soapstone.coding import code, read_and_code
from soapstone.nlp.abbreviations import expand, senses, spelled
from soapstone.nlp.entities import read

SENTENCES = Path(__file__).parent / "abbreviations.tsv"


def chosen(sentence: str, short: str) -> str:
    place = re.search(rf"(?<!\w){re.escape(short)}(?!\w)", sentence)
    assert place is not None
    found = expand(sentence, *place.span())
    return found.chosen.name if found else ""


@pytest.mark.parametrize("part", ["mend", "held", "more"])
def test_at_least_95_of_100_short_forms_are_read_in_the_right_sense(part: str) -> None:
    rows = [line.split("\t") for line in SENTENCES.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    right = [chosen(sentence, short) == sense for of, sentence, short, sense in rows if of == part]
    assert len(right) > 50 and sum(right) / len(right) >= 0.95


def test_the_other_senses_are_kept_and_the_confidence_says_how_sure() -> None:
    text = "MS with optic neuritis on interferon."
    found = expand(text, 0, 2)
    assert found is not None and found.chosen.name == "multiple sclerosis" and found.confidence > 0.8
    assert {sense.name for sense in found.alternatives} >= {"mitral stenosis", "mental status"}
    unsure = expand("MS.", 0, 2)
    assert unsure is not None and unsure.confidence < 0.5


def test_a_word_that_is_no_short_form_has_no_expansion() -> None:
    assert expand("He is as well as ms. Lee.", 6, 8) is None


def test_every_sense_has_another_beside_it_or_a_name_and_context() -> None:
    assert len(senses()) >= 50
    assert all(sense.name and sense.context for known in senses().values() for sense in known)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("MS with optic neuritis, on interferon.", {"G35.D"}),
        ("Diastolic rumble of MS on echo.", {"I05.0"}),
        ("Echo: severe AS.", {"I35.0"}),
        ("AS with sacroiliitis, HLA-B27 positive.", {"M45.9"}),
        ("RA of both hands on methotrexate.", {"M06.9"}),
        ("Satting 96% on RA.", set()),
        ("PE: lungs clear.", set()),
        ("CT angiogram showed a PE.", {"I26.99"}),
        ("Echo: dilated RA.", set()),
        ("AF with RVR, on apixaban.", {"I48.91"}),
        ("Fundus AF of the macula showed a pattern; OCT confirmed it.", set()),
    ],
)
def test_the_sense_is_coded(text: str, codes: set[str]) -> None:
    found = {one.code for one in code(read_and_code(text))}
    others = {"M06.9", "I26.99", "G35.D", "I05.0", "I35.0", "M45.9", "I48.91"} - codes
    assert codes <= found and not found & others


def test_a_heading_and_room_air_are_no_entities() -> None:
    assert not {entity.text for entity in read("PE: lungs clear. Sat 96% on RA.")} & {"PE", "RA"}


def test_a_longer_mention_is_spelled_out() -> None:
    text = "Moderate AS, mean gradient 45."
    assert spelled(text, 0, 11) == "Moderate aortic stenosis"
