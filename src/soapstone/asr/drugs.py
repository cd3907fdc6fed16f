"""Drug names by sound and spelling, only where the recogniser was unsure or the word is no word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import jellyfish
from rapidfuzz import fuzz, process

from soapstone.asr.changes import Change, word_places
from soapstone.asr.spoken import Token, tokenise
from soapstone.nlp.numbers import NUMBER_WORDS
from soapstone.nlp.words import drugs, is_term, names
from soapstone.settings import settings
from soapstone.types import Patient, Turn

# Likeness is the mean of spelling and sound, 0 to 100. Listed: on the patient's own list.
# An unlisted name must be more alike where it takes an English word's place or several words.
LISTED_LIKENESS, COMMON_LIKENESS, WORD_LIKENESS = 70.0, 85.0, 92.0
SURE_LISTED, SURE_COMMON = 80.0, 90.0
# What a dose beside the name is worth, and by how much the best name must beat the next.
DOSE_BONUS, MARGIN = 4.0, 4.0
SHORTEST, LONGEST_PHRASE = 5, 4
VOWELS = "aeiou"
DOSED = frozenset(
    "mg mcg ml milligram milligrams microgram micrograms units tablet tablets pill pills capsule dose".split()
)
TAKEN = frozenset(
    "taking take takes took on prescribed prescribe start started restart stop stopped refill called".split()
)
SMALL_WORDS = (
    frozenset(
        "the and you your i'm it's that this with but not are was were have has had okay yeah "
        "hundred thousand point over half".split()
    )
    | NUMBER_WORDS.keys()
)


@dataclass(frozen=True)
class Heard:
    """Tokens `first` to before `end` of a turn that may be a drug's name misheard; `ordinary`: all are words."""

    text: str
    first: int
    end: int
    ordinary: bool


@dataclass(frozen=True)
class Match:
    """A name with its likeness to what was heard."""

    name: str
    likeness: float
    listed: bool


def drug_changes(turn: Turn, patient: Patient) -> Iterator[Change]:
    """Drug names to be put right: "lysinopryl" is lisinopril, "met forming" metformin.

    A typed turn (no recognised words) is certain: there only a name on the patient's list is put
    right, and only where what was typed is no word.
    """
    listed = listed_names(patient)
    tokens = tokenise(turn.text)
    found: list[tuple[Match, Heard]] = []
    for heard in _candidates(turn, tokens):
        match = _best(heard, listed, recognised=bool(turn.words), dosed=_dosed(tokens, heard))
        if match:
            found.append((match, heard))
    taken: set[int] = set()
    for match, heard in sorted(found, key=lambda pair: (-pair[0].likeness, pair[1].end - pair[1].first)):
        if taken.isdisjoint(range(heard.first, heard.end)):
            taken.update(range(heard.first, heard.end))
            sure = match.likeness >= (SURE_LISTED if match.listed else SURE_COMMON) and not heard.ordinary
            start, end = tokens[heard.first].start, tokens[heard.end - 1].end
            yield Change(start, end, _cased(match.name, turn.text[start:end]), "drug", sure)


def listed_names(patient: Patient) -> frozenset[str]:
    """The names that the patient's medications go by, brand and generic: "Lasix 40 mg" is furosemide, too."""
    known = drugs()
    found: set[str] = set()
    for medication in patient.medications:
        words = [token.text for token in tokenise(medication) if token.text.isalpha() and len(token.text) > 3]
        for word in words:
            if word in known or not is_term(word):
                found |= {word, known[word].generic} if word in known else {word}
                found |= {
                    name
                    for name, drug in known.items()
                    if drug.common and drug.generic == word and " " not in name
                }
    return frozenset(name for name in found if " " not in name)


def likeness(heard: str, name: str) -> float:
    """How alike two words are, 0 to 100: the mean of spelling and of metaphone sound."""
    return (fuzz.ratio(heard, name) + fuzz.ratio(sound(heard), sound(name))) / 2


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """A word's metaphone code without spaces."""
    return jellyfish.metaphone(word).replace(" ", "")


def _doubtful(turn: Turn, tokens: Sequence[Token]) -> set[int]:
    """The tokens of words that the recogniser was unsure of."""
    below = settings().uncertain_below
    doubtful: set[int] = set()
    k = 0
    for word, (start, end) in zip(turn.words, word_places(turn), strict=False):
        while k < len(tokens) and tokens[k].end <= start:
            k += 1
        while k < len(tokens) and tokens[k].start < end:
            if word.probability < below:
                doubtful.add(k)
            k += 1
    return doubtful


def _candidates(turn: Turn, tokens: Sequence[Token]) -> Iterator[Heard]:
    """Words, and up to four neighbours, that are doubtful or no words."""
    doubtful = _doubtful(turn, tokens)
    for i in range(len(tokens)):
        phrase = ""
        for j in range(i, min(i + LONGEST_PHRASE, len(tokens))):
            letters = tokens[j].text.replace("'", "")
            if not letters.isalpha() or (j > i and turn.text[tokens[j - 1].end : tokens[j].start] != " "):
                break
            phrase += letters
            taken = tokens[i : j + 1]
            ordinary = all(_known(token.text) for token in taken)
            if (
                len(phrase) < SHORTEST
                or (ordinary and doubtful.isdisjoint(range(i, j + 1)))
                or _is_drug(taken)
            ):
                continue
            if j == i or all(_may_belong(tokens[k], k in doubtful) for k in range(i, j + 1)):
                yield Heard(phrase, i, j + 1, ordinary)


def _may_belong(token: Token, doubtful: bool) -> bool:
    """Whether a word may be a piece of a name cut up: doubtful, no word, or short, but no small word or drug."""
    if token.text in SMALL_WORDS or _is_drug([token]):
        return False
    return doubtful or not _known(token.text) or len(token.text) <= 4


def _best(heard: Heard, listed: frozenset[str], *, recognised: bool, dosed: bool) -> Match | None:
    bonus = DOSE_BONUS if dosed else 0.0
    if not recognised and heard.ordinary:
        return None
    own = _closest(heard.text, tuple(sorted(listed)))
    floor = LISTED_LIKENESS + (8.0 if heard.ordinary or heard.end - heard.first > 1 else 0.0)
    if own and own[1] + bonus >= floor and _begins_alike(heard.text, own[0]):
        return Match(own[0], own[1], True)
    if not recognised:
        return None
    best = _closest(heard.text, _common_names(heard.text[0], sound(heard.text)[:1]))
    floor = WORD_LIKENESS if heard.ordinary or heard.end - heard.first > 1 else COMMON_LIKENESS
    if best is None or best[1] + bonus < floor or best[1] - best[2] < MARGIN:
        return None
    return Match(best[0], best[1], False)


def _closest(heard: str, names_: Sequence[str]) -> tuple[str, float, float] | None:
    """The most alike name, its likeness, and that of the next one with another generic."""
    near = [
        name for name, _, _ in process.extract(heard, names_, scorer=fuzz.ratio, limit=8, score_cutoff=55)
    ]
    ranked = sorted(((likeness(heard, name), name) for name in near), key=lambda pair: (-pair[0], pair[1]))
    if not ranked:
        return None
    known = drugs()
    generic = known[ranked[0][1]].generic if ranked[0][1] in known else ranked[0][1]
    others = (
        score for score, name in ranked[1:] if (known[name].generic if name in known else name) != generic
    )
    return ranked[0][1], ranked[0][0], next(others, 0.0)


def _begins_alike(heard: str, name: str) -> bool:
    return name in _alike(heard[0], sound(heard)[:1], (name,))


def _alike(letter: str, first_sound: str, names_: Sequence[str]) -> tuple[str, ...]:
    """The names that begin with the letter or sound, or with a vowel as the letter is."""
    return tuple(
        name
        for name in names_
        if name[0] == letter or sound(name)[:1] == first_sound or (letter in VOWELS and name[0] in VOWELS)
    )


def _dosed(tokens: Sequence[Token], heard: Heard) -> bool:
    after = {token.text for token in tokens[heard.end : heard.end + 4]}
    before = {token.text for token in tokens[max(0, heard.first - 2) : heard.first]}
    return bool(DOSED & after) or bool(TAKEN & before)


def _known(word: str) -> bool:
    return is_term(word) or word in names() or len(word) < 3


def _is_drug(taken: Sequence[Token]) -> bool:
    name = " ".join(token.text for token in taken)
    return name in drugs() or (name.endswith("s") and name[:-1] in drugs())


def _cased(name: str, heard: str) -> str:
    return name.capitalize() if heard[0].isupper() else name


@cache
def _common_names(letter: str, first_sound: str) -> tuple[str, ...]:
    common = sorted(name for name, drug in drugs().items() if drug.common and " " not in name)
    return _alike(letter, first_sound, common)
