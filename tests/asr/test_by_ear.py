"""Drug names decided by the recording."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from soapstone.asr.by_ear import Place, Verdict, places_in, repair_by_ear
from soapstone.asr.changes import original
from soapstone.asr.turns import turn_of
from soapstone.asr.whisper import Whisper
from soapstone.audio import open_audio
from soapstone.audio.decode import Samples
from soapstone.types import Patient, Transcript, Turn, Word

from ..audio.conftest import write_wav
from .conftest import SAMPLE, fetched

LISTED = frozenset({"lisinopril", "atorvastatin"})
KNOWN = Patient(medications=("lisinopril 10 mg daily", "atorvastatin 20 mg at bedtime"))


def spoken(text: str, start: float, end: float, *, unsure: tuple[str, ...] = ()) -> Turn:
    """A turn whose words share the time evenly; `unsure` words have a low probability."""
    words = text.split()
    edges = np.linspace(start, end, len(words) + 1)
    return turn_of(
        [
            Word(text=w, start=a, end=b, probability=0.3 if w in unsure else 0.95)
            for w, a, b in zip(words, edges, edges[1:], strict=False)
        ]
    )


@pytest.mark.parametrize(
    ("text", "unsure", "name"),
    [
        ("we'll increase the listen-opro to 20 milligrams", ("listen-opro",), "lisinopril"),
        ("on a fluted cast on inhaler", ("fluted", "cast"), "fluticasone"),
        ("I take metforman twice a day", (), "metformin"),
    ],
)
def test_a_place_where_a_drug_may_be_misheard_is_asked_about(
    text: str, unsure: tuple[str, ...], name: str
) -> None:
    places = places_in(spoken(text, 0, 3, unsure=unsure), LISTED)

    assert any(name in place.names for place in places)


def test_an_english_word_one_letter_away_is_no_drug_misheard() -> None:
    places = places_in(spoken("used almoist every day", 0, 2, unsure=("almoist",)), LISTED)
    assert all("apremilast" not in place.names for place in places)


@pytest.mark.parametrize(
    "text", ["any fever or chills?", "I take lisinopril every day.", "No, it's a dry cough.", "Okay."]
)
def test_what_is_surely_heard_is_not_asked_about(text: str) -> None:
    assert places_in(spoken(text, 0, 2), LISTED) == []


@pytest.mark.parametrize(
    ("gain", "lead", "listed", "accepted"),
    [
        (5.0, 20.0, False, True),
        (-10.0, 20.0, False, True),
        (-40.0, 20.0, False, False),
        (5.0, 2.0, False, False),
        (-18.0, 9.0, True, True),
        (-18.0, 9.0, False, False),
    ],
)
def test_a_name_is_written_only_where_the_sound_speaks_for_it(
    gain: float, lead: float, listed: bool, accepted: bool
) -> None:
    place = Place(spoken("the listen-opro", 0, 1), 1, 2, "listen-opro", ("lisinopril",), 80.0)

    assert Verdict(place, "lisinopril", gain, lead, listed).accepted is accepted


@pytest.fixture(scope="module")
def base(need: Callable[[object, str], None]) -> Whisper:
    fetched("whisper-base", need)
    return Whisper("whisper-base").load()


def visit_as_misheard() -> Transcript:
    turns = [
        spoken("start you on a fluted cast on inhaler,", 103.6, 105.8, unsure=("fluted", "cast")),
        spoken("Let's increase the listen-opro to 20 milligrams", 118.7, 121.4, unsure=("listen-opro",)),
        spoken("For now, just keep the cat out of the bedroom.", 128.5, 130.9, unsure=("cat", "out")),
    ]
    return Transcript(turns=tuple(turn.model_copy(update={"index": i}) for i, turn in enumerate(turns)))


@pytest.mark.model
@pytest.mark.parametrize("noise", [0.0, 0.0253], ids=["clean", "white noise at 10 dB"])
def test_misheard_drugs_are_put_right_and_the_cat_stays_a_cat(
    tmp_path: Path, base: Whisper, visit: Samples, noise: float
) -> None:
    sound = visit + np.random.default_rng(5).normal(0, noise, len(visit)).astype(np.float32)
    audio = open_audio(write_wav(tmp_path / "visit.wav", sound))
    misheard = visit_as_misheard()

    repaired = repair_by_ear(misheard, KNOWN, audio, base)

    texts = [turn.text for turn in repaired.turns]
    right = "start you on a fluticasone inhaler,"
    assert texts[0] in ({right} if not noise else {right, misheard.turns[0].text}), "never another drug"
    assert texts[1].startswith("Let's increase the lisinopril to 20")
    assert texts[2] == misheard.turns[2].text
    assert [original(turn) for turn in repaired.turns] == [turn.text for turn in misheard.turns]


@pytest.mark.model
def test_repairing_twice_changes_nothing_more(base: Whisper) -> None:
    audio = open_audio(SAMPLE)
    once = repair_by_ear(visit_as_misheard(), KNOWN, audio, base)

    assert repair_by_ear(once, KNOWN, audio, base).turns[:2] == once.turns[:2]
