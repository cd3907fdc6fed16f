"""Recognition on this machine with faster-whisper, int8."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from soapstone import models
from soapstone.asr.base import ENGLISH, Heard, Hearing
from soapstone.asr.glimpse import glimpse, likelihoods
from soapstone.asr.listen import listen
from soapstone.asr.words import Piece, whole_words
from soapstone.audio import Audio
from soapstone.audio.decode import Samples
from soapstone.models.source import Progress
from soapstone.settings import settings
from soapstone.types import Word

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

# Whisper's own tests for text that was not spoken (Radford et al. 2022, section 4.5)
SILENT = 0.6
UNLIKELY = -1.0
REPETITIVE = 2.4
SURE_OF_LANGUAGE = 0.5


class Whisper:
    """A CTranslate2 Whisper model, loaded on first use; deterministic (no sampling).

    `model` is a name in the manifest. Raises ModelError on first use when it cannot be had.
    """

    def __init__(
        self,
        model: str | None = None,
        *,
        beam: int = 1,
        threads: int | None = None,
        language: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.model = model or settings().asr_model
        self.beam = beam
        self.threads = threads or settings().threads
        self.language = language
        self._progress = progress

    def stream(self, audio: Audio) -> Hearing:
        """Listen to a recording of any length; see `Transcriber`."""
        return listen(audio, self.recognise)

    def recognise(self, samples: Samples, language: str | None = None) -> Heard:
        """The words in at most 30 s of speech, shape (n,), timed from its start."""
        segments, found = self._segments(samples, language or self.language, beam=self.beam)
        if any(_doubtful(segment) for segment in segments):
            segments, found = self._segments(samples, found, beam=5, no_repeat_ngram_size=4)
        return Heard(_trusted(segments), found)

    def glimpse(self, samples: Samples) -> tuple[Word, ...]:
        """A quick, rougher look for live text: English unless a language was chosen."""
        return glimpse(self._loaded, samples, self.language or ENGLISH)

    def likelihoods(self, samples: Samples, texts: Sequence[str]) -> NDArray[np.float64]:
        """log p(text | sound) of each text, nats, for at most 28 s of speech of shape (n,)."""
        return likelihoods(self._loaded, samples, texts, self.language or ENGLISH)

    def load(self) -> Self:
        """Load the model now, not on first use, so that the first words are not late."""
        _ = self._loaded
        return self

    def _segments(self, samples: Samples, language: str | None, **decoding: Any) -> tuple[list[Any], str]:
        segments, info = self._loaded.transcribe(
            samples,
            language=language,
            temperature=0.0,
            beam_size=decoding.pop("beam"),
            condition_on_previous_text=False,
            word_timestamps=True,
            **decoding,
        )
        sure = language is not None or info.language_probability >= SURE_OF_LANGUAGE
        return list(segments), info.language if sure else ENGLISH

    @cached_property
    def _loaded(self) -> WhisperModel:
        from faster_whisper import WhisperModel

        folder = models.path(self.model, progress=self._progress)
        return WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=self.threads, local_files_only=True
        )


def _trusted(segments: list[Any]) -> tuple[Word, ...]:
    words = [word for segment in segments if not _doubtful(segment) for word in segment.words or ()]
    pieces = (Piece(word.word, float(word.start), float(word.end), float(word.probability)) for word in words)
    return tuple(whole_words(pieces))


def _doubtful(segment: Any) -> bool:
    silent = segment.no_speech_prob > SILENT and segment.avg_logprob < UNLIKELY / 2
    return bool(silent or segment.avg_logprob < UNLIKELY or segment.compression_ratio > REPETITIVE)
