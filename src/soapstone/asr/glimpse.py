"""A quick look at a few seconds of speech, several times cheaper than a full recognition.

Whisper's encoder is given the sound and two seconds of silence instead of the usual thirty seconds,
and one pass is made. Good for live text, where every second is looked at again and again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from soapstone.asr.words import Piece, whole_words
from soapstone.audio import RATE
from soapstone.audio.decode import Samples
from soapstone.types import Word

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

SILENCE = 200  # feature frames (10 ms) after the sound; with fewer, Whisper repeats itself
MOST_FRAMES = 3000
TOKENS_A_SECOND = 8
SILENT = 0.6
UNLIKELY = -1.0
LEAST = 1e-9  # probability of a token


def glimpse(model: WhisperModel, samples: Samples, language: str) -> tuple[Word, ...]:
    """The words in at most 28 s of speech, shape (n,), timed from its start; none where it is doubtful."""
    from faster_whisper.tokenizer import Tokenizer

    tokenizer = Tokenizer(
        model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
    )
    features = _features(model, samples)
    encoded = model.encode(features)
    prompt = model.get_prompt(tokenizer, [])
    result = model.model.generate(
        encoded,
        [prompt],
        beam_size=1,
        max_length=min(model.max_length, len(prompt) + 16 + TOKENS_A_SECOND * len(samples) // RATE),
        return_scores=True,
        return_no_speech_prob=True,
    )[0]
    tokens = [token for token in result.sequences_ids[0] if token < tokenizer.eot]
    score = result.scores[0]
    if not tokens or score < UNLIKELY or (result.no_speech_prob > SILENT and score < UNLIKELY / 2):
        return ()
    aligned = model.find_alignment(tokenizer, [tokens], encoded, features.shape[1])[0]
    pieces = [Piece(a["word"], float(a["start"]), float(a["end"]), float(a["probability"])) for a in aligned]
    return tuple(whole_words(pieces))


def likelihoods(
    model: WhisperModel, samples: Samples, texts: Sequence[str], language: str
) -> NDArray[np.float64]:
    """log p(text | sound) of each text, nats, shape (len(texts),), for sound of shape (n,)."""
    from faster_whisper.tokenizer import Tokenizer

    tokenizer = Tokenizer(
        model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
    )
    features = _features(model, samples)
    encoded = model.encode(features)
    sums = []
    for text in texts:
        tokens = tokenizer.encode(" " + text.strip())
        (aligned,) = model.model.align(encoded, tokenizer.sot_sequence, [tokens], [features.shape[1]])
        sums.append(float(np.log(np.maximum(aligned.text_token_probs, LEAST)).sum()))
    return np.array(sums)


def _features(model: WhisperModel, samples: Samples) -> Samples:
    features = model.feature_extractor(samples, padding=160)
    frames = min(MOST_FRAMES, features.shape[1] + SILENCE) // 2 * 2
    kept = features[:, :frames]
    return np.pad(kept, ((0, 0), (0, frames - kept.shape[1])))
