"""Who speaks, by sound: turns of a mono recording split and labelled by voice.

Sentences are embedded as voices and clustered; the recording is read a second time, in blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from soapstone.asr.torch_weights import Array
from soapstone.asr.turns import ends_sentence, numbered, pause, turn_of
from soapstone.audio import RATE, Audio
from soapstone.audio.decode import Samples
from soapstone.audio.excerpts import excerpts
from soapstone.types import Turn, Word

Embed = Callable[[Sequence[Samples]], Array]
"""Sounds of shape (n,) to unit vectors, one row each."""

BREATH = 0.25  # seconds between two words where the speaker may change
REST = 2.0  # seconds of silence that end a turn even of one voice
CLEAR = 1.2  # seconds of speech that make a clear sample of a voice
SHORT = 0.4  # seconds below which a sound says nothing of a voice
ALIKE = 0.70  # cosine within one voice, mean over pairs; measured: 0.83 to 0.90, between two 0.45 to 0.64
SPOKEN = 2.5  # seconds that a voice speaks in all, to count as one
VOICES = 4
MOST = 400  # samples that are clustered; the rest goes to the nearest voice
TIE = 0.04  # difference of cosines below which the neighbours decide
BATCH_SECONDS = 60


@dataclass(frozen=True)
class Phrase:
    """Words without a breath between them."""

    words: tuple[Word, ...]

    @property
    def start(self) -> float:
        """Seconds."""
        return self.words[0].start or 0.0

    @property
    def end(self) -> float:
        """Seconds."""
        return self.words[-1].end or 0.0

    @property
    def seconds(self) -> float:
        """How long it took to say."""
        return self.end - self.start


def can_separate(turns: Sequence[Turn]) -> bool:
    """Whether these turns carry no speaker yet, and have the word times that telling voices apart needs."""
    return bool(turns) and all(
        not turn.speaker
        and turn.words
        and all(word.start is not None and word.end is not None for word in turn.words)
        for turn in turns
    )


def separate(turns: Sequence[Turn], audio: Audio, embed: Embed) -> tuple[Turn, ...]:
    """The same words in the same order, in one turn for each uninterrupted voice.

    `Turn.speaker` is "voice 1" for the first one heard, and so on. Where only one voice is found the
    turns come back as they are.
    """
    phrases = list(_phrases(turns))
    vectors = _embed_all(phrases, audio, embed)
    voices = _voices(phrases, vectors)
    if len(voices) < 2:
        return tuple(turns)
    spoken = _smoothed(phrases, vectors @ voices.T)
    return tuple(numbered(_turns(phrases, spoken)))


def _phrases(turns: Iterable[Turn]) -> Iterator[Phrase]:
    for turn in turns:
        held: list[Word] = []
        for word in turn.words:
            if held and (ends_sentence(held[-1]) or pause(held[-1], word) >= BREATH):
                yield Phrase(tuple(held))
                held = []
            held.append(word)
        yield Phrase(tuple(held))


def _embed_all(phrases: Sequence[Phrase], audio: Audio, embed: Embed) -> Array:
    vectors: list[Array] = []
    batch: list[Samples] = []
    for sound in excerpts(audio, [(phrase.start, phrase.end) for phrase in phrases]):
        batch.append(sound)
        if sum(map(len, batch)) > BATCH_SECONDS * RATE:
            vectors.append(embed(batch))
            batch = []
    if batch:
        vectors.append(embed(batch))
    return np.concatenate(vectors)


def _voices(phrases: Sequence[Phrase], vectors: Array) -> Array:
    """The mean vector of each voice, shape (voices, 256)."""
    from sklearn.cluster import AgglomerativeClustering

    clear = [i for i, phrase in enumerate(phrases) if phrase.seconds >= CLEAR]
    clear = sorted(sorted(clear, key=lambda i: -phrases[i].seconds)[:MOST])
    if len(clear) < 2:
        return np.zeros((0, vectors.shape[1]), np.float32)
    clusters = AgglomerativeClustering(
        n_clusters=None, distance_threshold=1 - ALIKE, metric="cosine", linkage="average"
    ).fit_predict(vectors[clear])
    members = [[clear[k] for k in np.flatnonzero(clusters == c)] for c in range(clusters.max() + 1)]
    members = [m for m in members if sum(phrases[i].seconds for i in m) >= SPOKEN]
    members = sorted(members, key=lambda m: -sum(phrases[i].seconds for i in m))[:VOICES]
    means = [vectors[m].mean(axis=0) for m in members]
    return np.array([mean / np.linalg.norm(mean) for mean in means], np.float32)


def _smoothed(phrases: Sequence[Phrase], likeness: Array) -> list[int]:
    """The voice of each phrase; one too short or too close to call goes with its nearer neighbour."""
    best = likeness.argmax(axis=1)
    ranked = np.sort(likeness, axis=1)
    unsure = [
        phrase.seconds < SHORT or high - low < TIE
        for phrase, low, high in zip(phrases, ranked[:, -2], ranked[:, -1], strict=True)
    ]
    spoken = [int(voice) for voice in best]
    for i, phrase in enumerate(phrases):
        if not unsure[i]:
            continue
        before = phrase.start - phrases[i - 1].end if i else np.inf
        after = phrases[i + 1].start - phrase.end if i + 1 < len(phrases) else np.inf
        if min(before, after) < BREATH * 2:
            spoken[i] = spoken[i - 1] if before <= after else int(best[i + 1])
    return spoken


def _turns(phrases: Sequence[Phrase], spoken: Sequence[int]) -> Iterator[Turn]:
    order = {voice: place for place, voice in enumerate(dict.fromkeys(spoken), start=1)}
    held: list[Word] = []
    voice = -1
    for phrase, following in zip(phrases, spoken, strict=True):
        rested = bool(held) and pause(held[-1], phrase.words[0]) >= REST
        if held and (following != voice or rested):
            yield turn_of(held, speaker=f"voice {order[voice]}")
            held = []
        voice = following
        held.extend(phrase.words)
    if held:
        yield turn_of(held, speaker=f"voice {order[voice]}")
