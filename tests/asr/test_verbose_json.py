"""What transcription servers answer, in their several dialects."""

from __future__ import annotations

import math
from typing import Any

import pytest

from soapstone.asr.verbose_json import heard

SURE = {"start": 0.0, "end": 2.0, "text": " No chest pain.", "avg_logprob": -0.1, "compression_ratio": 1.0}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(
            {
                "words": [
                    {"word": "No", "start": 0.1, "end": 0.4},
                    {"word": " pain", "start": 0.5, "end": 0.9},
                ]
            },
            [("No", 0.1, 0.4, 1.0), ("pain", 0.5, 0.9, 1.0)],
            id="words alone",
        ),
        pytest.param(
            {"words": [{"word": "No", "start": 0.1, "end": 0.4, "probability": 0.7}], "segments": [SURE]},
            [("No", 0.1, 0.4, 0.7)],
            id="words with their own probability",
        ),
        pytest.param(
            {"words": [{"word": "No", "start": 0.1, "end": 0.4}], "segments": [SURE]},
            [("No", 0.1, 0.4, math.exp(-0.1))],
            id="words as sure as their segment",
        ),
        pytest.param(
            {
                "segments": [
                    {**SURE, "words": [{"word": " No", "start": 0.2, "end": 0.3, "probability": 0.5}]}
                ]
            },
            [("No", 0.2, 0.3, 0.5)],
            id="words within segments",
        ),
        pytest.param(
            {"segments": [{"start": 1.0, "end": 2.0, "text": " ab cd"}]},
            [("ab", 1.0, 1.5, 1.0), ("cd", 1.5, 2.0, 1.0)],
            id="segments alone: times are shared out",
        ),
        pytest.param({"text": "ab cd"}, [("ab", 0.0, 5.0, 1.0), ("cd", 5.0, 10.0, 1.0)], id="text alone"),
        pytest.param({"text": ""}, [], id="nothing"),
        pytest.param({"text": "x", "segments": []}, [], id="no segments"),
        pytest.param(
            {"segments": [{**SURE, "avg_logprob": -1.5}]}, [], id="a segment that the server itself doubts"
        ),
        pytest.param(
            {"segments": [{**SURE, "compression_ratio": 5.0}]}, [], id="a segment that repeats itself"
        ),
    ],
)
def test_every_dialect_gives_words_with_times(
    answer: dict[str, Any], words: list[tuple[str, float, float, float]]
) -> None:
    found = [(w.text, w.start, w.end, w.probability) for w in heard(answer, seconds=10).words]

    assert found == pytest.approx(words) if not words else True
    for got, expected in zip(found, words, strict=True):
        assert got[0] == expected[0]
        assert got[1:] == pytest.approx(expected[1:])


@pytest.mark.parametrize(("name", "code"), [("english", "en"), ("en", "en"), ("Spanish", "es"), (None, "en")])
def test_languages_are_codes(name: str | None, code: str) -> None:
    assert heard({"text": "no", "language": name}, seconds=1).language == code
