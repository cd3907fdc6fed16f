"""From a recording to turns, with any function that recognises the words in up to 28 s of sound."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator

from soapstone.asr.base import Heard, Hearing
from soapstone.asr.turns import sentences, turn_of
from soapstone.asr.windows import windows
from soapstone.audio import Audio, utterances
from soapstone.audio.channels import own_voice, voices_apart
from soapstone.audio.decode import Channel, Samples
from soapstone.types import Turn

Recognise = Callable[[Samples, str | None], Heard]
"""Samples of shape (n,) at 16 kHz and the language, if known, to words timed within the samples."""


def listen(audio: Audio, recognise: Recognise) -> Hearing:
    """Find speech, pack it, recognise it; where each channel has its own voice, one at a time.

    Then `Turn.speaker` is "left" or "right"; else it is "".
    """
    return Hearing(_heard(audio, recognise))


def _heard(audio: Audio, recognise: Recognise) -> Iterator[tuple[Turn, str]]:
    if not voices_apart(audio):
        heard = _channel(audio.mono(), recognise, "")
    else:
        channels: tuple[Channel, Channel] = ("left", "right")
        voices = (_channel(own_voice(audio, channel), recognise, channel) for channel in channels)
        heard = heapq.merge(*voices, key=lambda item: item[0].start or 0.0)
    for index, (turn, language) in enumerate(heard):
        yield turn.model_copy(update={"index": index}), language


def _channel(blocks: Iterator[Samples], recognise: Recognise, speaker: str) -> Iterator[tuple[Turn, str]]:
    language: str | None = None
    for window in windows(utterances(blocks)):
        heard = recognise(window.samples, language)
        if heard.words:
            language = heard.language
        words = (window.in_recording(word) for word in heard.words)
        for sentence in sentences(words):
            yield turn_of(sentence, speaker=speaker), heard.language
