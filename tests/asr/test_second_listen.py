"""Asked again, the sound says which drug was meant, in noise as well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from soapstone.asr.second_listen import Question, listen_again
from soapstone.asr.turns import turn_of
from soapstone.asr.whisper import Whisper
from soapstone.audio import open_audio
from soapstone.audio.decode import Samples
from soapstone.types import Turn, Word

from ..audio.conftest import write_wav
from .conftest import fetched

DRUGS = (
    *("lisinopril", "losartan", "levothyroxine", "atorvastatin", "rosuvastatin", "simvastatin"),
    *("albuterol", "fluticasone", "metformin", "amlodipine", "prednisone", "penicillin", "pravastatin"),
)


def spoken(text: str, start: float, end: float) -> Turn:
    """A turn whose words share the time evenly."""
    words = text.split()
    edges = np.linspace(start, end, len(words) + 1)
    return turn_of([Word(text=w, start=a, end=b) for w, a, b in zip(words, edges, edges[1:], strict=False)])


# what Whisper base wrote, where it stands, and what was said
MISHEARD = [
    ("Lies in a pill 10 milligrams, once a day,", 47.5, 50.0, 0, 4, "lisinopril"),
    ("that's our rastatin, 20 milligrams at night.", 58.2, 60.6, 1, 3, "atorvastatin"),
    ("start you on a fluted cast on inhaler,", 103.6, 105.8, 4, 7, "fluticasone"),
    ("Let's increase the listen-opro to 20 milligrams", 118.7, 121.4, 3, 4, "lisinopril"),
    ("Keep the albuterol for when you need it.", 111.9, 113.7, 2, 3, "albuterol"),
]


@pytest.fixture(scope="module")
def base(need: Callable[[object, str], None]) -> Whisper:
    fetched("whisper-base", need)
    return Whisper("whisper-base").load()


@pytest.mark.model
@pytest.mark.parametrize("noise", [0.0, 0.0253], ids=["clean", "white noise at 10 dB"])
def test_the_drug_that_was_said_is_supported_most(
    tmp_path: Path, base: Whisper, visit: Samples, noise: float
) -> None:
    heard = visit + np.random.default_rng(5).normal(0, noise, len(visit)).astype(np.float32)
    audio = open_audio(write_wav(tmp_path / "visit.wav", heard))
    questions = [
        Question(spoken(text, start, end), first, last, DRUGS)
        for text, start, end, first, last, _ in MISHEARD
    ]

    supports = listen_again(audio, questions, base)

    chosen = [DRUGS[int(np.argmax(support))] for support in supports]
    assert chosen == [drug for *_, drug in MISHEARD]


@pytest.mark.model
def test_words_that_were_said_are_supported_more_than_any_drug(
    tmp_path: Path, base: Whisper, visit: Samples
) -> None:
    audio = open_audio(write_wav(tmp_path / "visit.wav", visit))
    turn = spoken("For now, just keep the cat out of the bedroom.", 128.5, 130.9)

    ((said, *drugs),) = listen_again(audio, [Question(turn, 4, 7, ("the cat out", *DRUGS))], base)

    assert said > max(drugs)


def test_words_without_times_give_no_support(tmp_path: Path, visit: Samples) -> None:
    audio = open_audio(write_wav(tmp_path / "visit.wav", visit[:16_000]))
    turn = Turn(index=0, text="take it", words=(Word(text="take"), Word(text="it")))

    assert listen_again(audio, [Question(turn, 1, 2, ("it", "lisinopril"))], Whisper("none")) == [(0.0, 0.0)]
