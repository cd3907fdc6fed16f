"""What an OpenAI-compatible server answers (`verbose_json`) as words.

Servers differ: some give words with times, some only segments, some only text. What is missing is
filled in evenly, so that every word has a time and, where the server says how sure it is, a probability.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from soapstone.asr.base import ENGLISH, Heard
from soapstone.types import Word

# OpenAI writes out the language's name; others give its code
LANGUAGES = {
    "english": "en",
    "spanish": "es",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
    "polish": "pl",
    "russian": "ru",
    "ukrainian": "uk",
    "turkish": "tr",
    "arabic": "ar",
    "hindi": "hi",
    "vietnamese": "vi",
    "tagalog": "tl",
    "chinese": "zh",
    "japanese": "ja",
    "korean": "ko",
}
REPETITIVE = 2.4
UNLIKELY = -1.0


def heard(answer: Mapping[str, Any], *, seconds: float) -> Heard:
    """The words of an answer about a sound of this length. KeyError or TypeError when it is no answer."""
    segments = [segment for segment in answer.get("segments") or [] if _trusted(segment)]
    if answer.get("words"):
        words = tuple(_word(word, segments) for word in answer["words"] if str(word["word"]).strip())
        kept = words if segments or not answer.get("segments") else ()
    elif answer.get("segments") is not None:
        kept = tuple(word for segment in segments for word in _spread_segment(segment))
    else:
        kept = tuple(_spread(str(answer["text"]).split(), 0.0, seconds, 1.0))
    return Heard(kept, _language(answer.get("language")))


def _trusted(segment: Mapping[str, Any]) -> bool:
    likely = float(segment.get("avg_logprob", 0.0)) >= UNLIKELY
    return likely and float(segment.get("compression_ratio", 0.0)) <= REPETITIVE


def _word(word: Mapping[str, Any], segments: Iterable[Mapping[str, Any]]) -> Word:
    start, end = float(word["start"]), float(word["end"])
    probability = word.get("probability")
    if probability is None:
        around = (segment for segment in segments if segment["start"] <= (start + end) / 2 <= segment["end"])
        probability = _probability(next(around, {}))
    return Word(
        text=str(word["word"]).strip(), start=start, end=max(start, end), probability=_unit(probability)
    )


def _spread_segment(segment: Mapping[str, Any]) -> Iterable[Word]:
    if segment.get("words"):
        return [_word(word, [segment]) for word in segment["words"] if str(word["word"]).strip()]
    words = str(segment["text"]).split()
    return _spread(words, float(segment["start"]), float(segment["end"]), _probability(segment))


def _spread(words: Sequence[str], start: float, end: float, probability: float) -> Iterable[Word]:
    """Words over a stretch of time, each as long as its share of the letters."""
    letters = sum(map(len, words))
    at = start
    for word in words:
        then = at + (end - start) * len(word) / letters
        yield Word(text=word, start=round(at, 3), end=round(then, 3), probability=probability)
        at = then


def _probability(segment: Mapping[str, Any]) -> float:
    return _unit(math.exp(segment["avg_logprob"])) if "avg_logprob" in segment else 1.0


def _unit(value: float) -> float:
    return min(1.0, max(0.0, float(value)))


def _language(name: object) -> str:
    name = str(name or ENGLISH).lower()
    return LANGUAGES.get(name, name)
