"""Drug names decided by ear: where text alone leaves it open, the sound is asked again.

Places where a drug may have been misheard are found by spelling and sound-alikes, loosely; then the
recording says whether one of the alike names fits it about as well as what was written, and clearly
better than the other names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from soapstone.asr.base import Transcriber
from soapstone.asr.changes import Change, apart, apply, word_places
from soapstone.asr.drugs import COMMON_LIKENESS, drug_changes, likeness, listed_names
from soapstone.asr.numbers import number_changes
from soapstone.asr.repair import repair
from soapstone.asr.second_listen import Question, listen_again
from soapstone.asr.terms import term_changes
from soapstone.asr.whisper import Whisper
from soapstone.audio import Audio
from soapstone.nlp.words import drugs, is_term, one_letter_from_english
from soapstone.settings import settings
from soapstone.types import Patient, Transcript, Turn

LONGEST_PHRASE = 4  # words
SHORTEST, LONGEST = 4, 24  # letters
NAMES = 7  # that are asked about at one place
PLACES = 3  # that are asked about in one turn
ALIKE, ALIKE_LISTED = 58.0, 48.0  # likeness from which a place is worth asking about, 0 to 100

# nats by which a name may be behind what was written, which the recogniser itself chose
BEHIND, BEHIND_LISTED = 15.0, 20.0
AHEAD, AHEAD_LISTED = 10.0, 8.0  # nats by which it must be ahead of the next name
SURE_AHEAD = 15.0


@dataclass(frozen=True)
class Place:
    """Words `first` to before `last` of a turn, and the names that they may be."""

    turn: Turn
    first: int
    last: int
    heard: str
    names: tuple[str, ...]
    likeness: float

    @property
    def question(self) -> Question:
        """What to ask the sound: was it what was written, or one of the names?"""
        return Question(self.turn, self.first, self.last, (self.heard, *self.names))


@dataclass(frozen=True)
class Verdict:
    """The name that the sound supports at a place; `gain` over what was written, `lead` over the next."""

    place: Place
    name: str
    gain: float
    lead: float
    listed: bool

    @property
    def accepted(self) -> bool:
        """Whether the name is to be written."""
        behind, ahead = (BEHIND_LISTED, AHEAD_LISTED) if self.listed else (BEHIND, AHEAD)
        return self.gain >= -behind and self.lead >= ahead


def repair_heard(transcript: Transcript, patient: Patient, audio: Audio, heard_by: Transcriber) -> Transcript:
    """The transcript repaired; by ear too where the recogniser is one that can be asked again."""
    if isinstance(heard_by, Whisper):
        return repair_by_ear(transcript, patient, audio, heard_by)
    return repair(transcript, patient)


def repair_by_ear(transcript: Transcript, patient: Patient, audio: Audio, whisper: Whisper) -> Transcript:
    """As `repair`, with drug names decided by the recording where it supports one."""
    listed = listed_names(patient)
    places = [place for turn in transcript.turns for place in places_in(turn, listed)]
    heard: dict[int, list[Verdict]] = {}
    for verdict in verdicts(places, listed, audio, whisper):
        if verdict.accepted:
            heard.setdefault(verdict.place.turn.index, []).append(verdict)
    turns = tuple(
        turn if turn.repairs else _repaired(turn, patient, heard.get(turn.index, ()))
        for turn in transcript.turns
    )
    return transcript.model_copy(update={"turns": turns})


def verdicts(
    places: Sequence[Place], listed: frozenset[str], audio: Audio, whisper: Whisper
) -> Iterator[Verdict]:
    """What the sound says of each place."""
    supports = listen_again(audio, [place.question for place in places], whisper)
    for place, (written, *named) in zip(places, supports, strict=True):
        ranked = sorted(zip(named, place.names, strict=True), reverse=True)
        (best, name), generic = ranked[0], _generic(ranked[0][1])
        behind = next((support for support, other in ranked if _generic(other) != generic), best - 99.0)
        yield Verdict(place, name, best - written, best - behind, name in listed)


def places_in(turn: Turn, listed: frozenset[str]) -> list[Place]:
    """The places of a turn where a drug may have been misheard, the likeliest ones."""
    found = sorted(_places(turn, listed), key=lambda place: -place.likeness)
    return found[:PLACES]


def _places(turn: Turn, listed: frozenset[str]) -> Iterator[Place]:
    plain = [_plain(word.text) for word in turn.words]
    for first in range(len(plain)):
        for last in range(first + 1, min(first + LONGEST_PHRASE, len(plain)) + 1):
            heard = "".join(plain[first:last])
            if not heard.isalpha() or _stops(turn, first, last):
                break
            if not SHORTEST <= len(heard) <= LONGEST or not _doubtful(turn, plain, first, last):
                continue
            if any(word in drugs() for word in plain[first:last]):
                continue
            alike = _alike(heard, listed)
            if one_letter_from_english(heard):  # "almoist" is "almost" before it is apremilast
                alike = [pair for pair in alike if pair[1] in listed or pair[0] >= COMMON_LIKENESS]
            if alike:
                text = " ".join(word.text for word in turn.words[first:last]).rstrip(".,?!;:")
                names = tuple(name for _, name in alike)
                yield Place(turn, first, last, text, names, alike[0][0])


def _stops(turn: Turn, first: int, last: int) -> bool:
    return any(word.text[-1:] in ".,?!;:" for word in turn.words[first : last - 1])


def _doubtful(turn: Turn, plain: Sequence[str], first: int, last: int) -> bool:
    below = settings().uncertain_below
    return any(
        turn.words[i].probability < below or not is_term(plain[i]) for i in range(first, last) if plain[i]
    )


def _alike(heard: str, listed: frozenset[str]) -> list[tuple[float, str]]:
    """The names most like what was heard, where one is like it enough, best first."""
    near = process.extract(heard, _common(), scorer=fuzz.ratio, limit=3 * NAMES, score_cutoff=40)
    names = {name for name, _, _ in near} | listed
    ranked = sorted(((likeness(heard, name), name) for name in names), reverse=True)
    asked = [pair for pair in ranked if pair[1] in listed or pair[0] >= ALIKE - 15][:NAMES]
    worth = any(score >= (ALIKE_LISTED if name in listed else ALIKE) for score, name in asked)
    return asked if worth else []


def _repaired(turn: Turn, patient: Patient, heard: Sequence[Verdict]) -> Turn:
    by_ear = list(_changes(turn, heard))
    by_text = [
        change for change in drug_changes(turn, patient) if all(_agree(change, other) for other in by_ear)
    ]
    return apply(turn, apart([*number_changes(turn.text), *by_ear, *by_text, *term_changes(turn)]))


def _agree(change: Change, other: Change) -> bool:
    """Two changes that do not meet, or that write the same name: then the longer one is made."""
    apart_ = change.end <= other.start or other.end <= change.start
    return apart_ or change.written.lower() == other.written.lower()


def _changes(turn: Turn, heard: Sequence[Verdict]) -> Iterator[Change]:
    """One change for each stretch of words: of places that overlap, the one with the largest gain."""
    spans = word_places(turn)
    taken: list[tuple[int, int]] = []
    for verdict in sorted(heard, key=lambda v: -v.gain):
        place = verdict.place
        if not spans or any(place.first < last and first < place.last for first, last in taken):
            continue
        taken.append((place.first, place.last))
        start = spans[place.first][0]
        end = start + len(place.heard)
        if turn.text[start:end] == place.heard:
            capital = place.heard[0].isupper()
            written = verdict.name.capitalize() if capital else verdict.name
            yield Change(start, end, written, "drug", verdict.lead >= SURE_AHEAD and verdict.gain >= 0)


def _plain(word: str) -> str:
    return "".join(letter for letter in word.lower() if letter.isalpha() or letter.isdigit())


def _generic(name: str) -> str:
    return drugs()[name].generic if name in drugs() else name


@cache
def _common() -> tuple[str, ...]:
    return tuple(sorted(name for name, drug in drugs().items() if drug.common and name.isalpha()))
