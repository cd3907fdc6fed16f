"""The lexical index: which codes a term may mean, by the weighted words that they share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple, Self
from zipfile import BadZipFile
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from soapstone.coding.words import HEDGES, hedges, keys, wording
from soapstone.errors import ModelError

KINDS = ("description", "term", "includes", "excludes", "author", "mesh", "ontology", "former", "drafted")
# How far a name is trusted by its source: ours most; an Excludes note may say a wider code's name.
TRUST = dict.fromkeys(KINDS, 1) | {"author": 3, "description": 2, "term": 2, "includes": 2}
_TRUST_OF = np.array([TRUST[kind] for kind in KINDS], dtype=np.int8)
_SETS = [frozenset(some) for many in range(len(HEDGES) + 1) for some in combinations(HEDGES, many)]
# How many hedges one of _SETS has that another lacks, or the other way about.
_APART = np.array([[len(one ^ other) for other in _SETS] for one in _SETS], dtype=np.int64)
# Words that share all their weight, but for rounding.
SAME = 0.999


class Phrase(NamedTuple):
    """A way to name a code, and where it comes from (one of KINDS)."""

    text: str
    code: str
    kind: str


class Candidate(NamedTuple):
    """A code, and its phrase most similar to the term.

    `similarity` is 0 to 1; `asked` is the share of the term's weight that the phrase has, `said` the share
    of the phrase's weight that the term has; `words` are the phrase's words, `hedges` those of `words.HEDGES` that it
    has, `kind` is its source; `verbatim` where term and phrase are one wording (`words.wording`), not only the same words.
    """

    code: str
    similarity: float
    asked: float
    said: float
    words: tuple[str, ...]
    hedges: frozenset[str]
    kind: str
    verbatim: bool


class Asked(NamedTuple):
    """A text as the index compares it: its words, which of `_SETS` its hedges are, and the sum of its wording."""

    words: tuple[str, ...]
    hedges: int
    wording: int

    @classmethod
    def of(cls, text: str) -> Self:
        """A text so read."""
        return cls(keys(text), _SETS.index(hedges(text)), crc32(wording(text).encode()))


def indexed(phrases: Iterable[Phrase]) -> Iterator[Phrase]:
    """The phrases that an index holds: those with a word that carries meaning, each wording of a code once."""
    seen: set[tuple[str, Asked]] = set()
    for phrase in phrases:
        found = (phrase.code, Asked.of(phrase.text))
        if found[1].words and found not in seen:
            seen.add(found)
            yield phrase


class Index:
    """Phrases by their words. `postings[starts[w]:starts[w+1]]` are the phrases that hold word `w`.

    Similarity is the Dice coefficient of the words weighted by their inverse document frequency.
    """

    def __init__(
        self,
        words: Sequence[str],
        codes: Sequence[str],
        starts: NDArray[np.int32],
        postings: NDArray[np.int32],
        code_of: NDArray[np.int32],
        kind_of: NDArray[np.int8],
        hedges_of: NDArray[np.int8],
        wording_of: NDArray[np.uint32],
    ) -> None:
        self.words = list(words)
        self.codes = list(codes)
        self.starts, self.postings, self.code_of, self.kind_of = starts, postings, code_of, kind_of
        self.hedges_of, self.wording_of = hedges_of, wording_of
        self.number = {word: at for at, word in enumerate(self.words)}
        counts = np.diff(starts)
        self.weights = np.log(1 + len(code_of) / np.maximum(counts, 1)).astype(np.float32)
        self.totals = np.zeros(len(code_of), dtype=np.float32)
        np.add.at(self.totals, postings, np.repeat(self.weights, counts))
        order = np.argsort(postings, kind="stable")
        self._word_of = np.repeat(np.arange(len(counts), dtype=np.int32), counts)[order]
        self._words_from = np.searchsorted(postings[order], np.arange(len(code_of) + 1))
        self.code_number = {code: at for at, code in enumerate(self.codes)}
        self._by_code = np.argsort(code_of, kind="stable")
        self._code_from = np.searchsorted(code_of[self._by_code], np.arange(len(self.codes) + 1))
        self._remembered = lru_cache(maxsize=256)(self._find)
        # asked for by words, and then again with what is alike in meaning
        self._shared = lru_cache(maxsize=1)(self._weigh)
        self._nearest = lru_cache(maxsize=20_000)(self._nearest_word)
        self.words_of = lru_cache(maxsize=60_000)(self._words_of)

    @classmethod
    def build(cls, phrases: Iterable[Phrase]) -> Index:
        """An index of phrases; a phrase without a word that carries meaning is left out."""
        words: dict[str, list[int]] = {}
        codes: dict[str, int] = {}
        code_of, kind_of, hedges_of, wording_of = list[int](), list[int](), list[int](), list[int]()
        for phrase in indexed(phrases):
            own = Asked.of(phrase.text)
            for word in own.words:
                words.setdefault(word, []).append(len(code_of))
            code_of.append(codes.setdefault(phrase.code, len(codes)))
            kind_of.append(KINDS.index(phrase.kind))
            hedges_of.append(own.hedges)
            wording_of.append(own.wording)
        starts = np.cumsum([0, *(len(p) for p in words.values())]).astype(np.int32)
        postings = np.array([p for of in words.values() for p in of], dtype=np.int32)
        return cls(
            list(words),
            list(codes),
            starts,
            postings,
            np.array(code_of, dtype=np.int32),
            np.array(kind_of, dtype=np.int8),
            np.array(hedges_of, dtype=np.int8),
            np.array(wording_of, dtype=np.uint32),
        )

    def save(self, file: Path) -> None:
        """Write the index as one array file (no code in it)."""
        names = {"words": "\n".join(self.words), "codes": "\n".join(self.codes)}
        text = {name: np.frombuffer(value.encode(), dtype=np.uint8) for name, value in names.items()}
        np.savez_compressed(
            file,
            words=text["words"],
            codes=text["codes"],
            postings=self.postings,
            counts=np.diff(self.starts),
            code_of=self.code_of,
            kind_of=self.kind_of,
            hedges_of=self.hedges_of,
            wording_of=self.wording_of,
        )

    @classmethod
    def load(cls, file: Path) -> Index:
        """An index that `save` wrote. ModelError where the file is damaged."""
        try:
            with np.load(file, allow_pickle=False) as held:
                words, codes = (held[name].tobytes().decode().split("\n") for name in ("words", "codes"))
                starts = np.concatenate([[0], np.cumsum(held["counts"])]).astype(np.int32)
                rest = (held[name] for name in ("postings", "code_of", "kind_of", "hedges_of", "wording_of"))
                return cls(words, codes, starts, *rest)
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise ModelError(
                "the ICD-10-CM index is damaged.", where=str(file), fix="Install soapstone again."
            ) from error

    def find(self, term: str, limit: int = 12) -> list[Candidate]:
        """The codes most similar to a term, best first, each once; none for a term without a word that carries meaning."""
        return list(self._remembered(Asked.of(term), limit))

    def _find(self, asked: Asked, limit: int) -> tuple[Candidate, ...]:
        shared, total = self._shared(asked.words)
        found: dict[int, int] = {}
        for phrase in self._nearest_phrases(asked, shared, total, limit * 12):
            found.setdefault(int(self.code_of[phrase]), phrase)
            if len(found) == limit:
                break
        return tuple(self._candidates(list(found.values()), asked, shared, total))

    def compare(self, term: str, codes: Iterable[str]) -> list[Candidate]:
        """The given codes as `find` would give them, however little they are alike; those without a phrase not."""
        asked = Asked.of(term)
        shared, total = self._shared(asked.words)
        named = [self.code_number[code] for code in codes if code in self.code_number]
        if not named:
            return []
        first = self._code_from[named]
        many = self._code_from[np.add(named, 1)] - first
        starts = np.cumsum(many) - many
        own = self._by_code[np.arange(many.sum()) + np.repeat(first - starts, many)]
        standing = self._standing(own, asked, shared, total)
        most = np.flatnonzero(standing == np.repeat(np.maximum.reduceat(standing, starts), many))
        best = own[most[np.searchsorted(most, starts)]]
        return self._candidates(best, asked, shared, total)

    def described(self, code: str) -> int | None:
        """The number of the phrase that is a code's description; None where the index has none."""
        at = self.code_number.get(code)
        if at is None:
            return None
        own = self._by_code[self._code_from[at] : self._code_from[at + 1]]
        of = own[self.kind_of[own] == KINDS.index("description")]
        return int(of[0]) if len(of) else None

    def _weigh(self, words: tuple[str, ...]) -> tuple[NDArray[np.float32], float]:
        """The weight that each phrase shares with the words, and the words' own weight."""
        shared, total = np.zeros(len(self.code_of), dtype=np.float32), 0.0
        for word in words:
            at, nearness = self._nearest(word)
            weight = float(self.weights[at]) if at >= 0 else math.log(1 + len(self.code_of))
            total += weight
            if at >= 0:
                shared[self.postings[self.starts[at] : self.starts[at + 1]]] += weight * nearness
        return shared, total

    def _nearest_phrases(
        self, asked: Asked, shared: NDArray[np.float32], total: float, many: int
    ) -> list[int]:
        touched = np.flatnonzero(shared > 0)
        if not len(touched):
            return []
        scores = 2 * shared[touched] / (total + self.totals[touched])
        best = touched[np.argpartition(-scores, min(len(scores), many) - 1)[:many]]
        standing = self._standing(best, asked, shared, total)
        return [int(phrase) for phrase in best[np.argsort(-standing, kind="stable")]]

    def _standing(
        self, phrases: NDArray[np.int64], asked: Asked, shared: NDArray[np.float32], total: float
    ) -> NDArray[np.int64]:
        """How high each phrase stands: by its similarity, its wording, its hedges, and the trust in its source."""
        similarity = 2 * shared[phrases] / (total + self.totals[phrases])
        verbatim = self.wording_of[phrases] == asked.wording
        kinds = self.kind_of[phrases]
        standing = np.rint(similarity * 1e5).astype(np.int64) * 2 + verbatim
        standing = standing * 4 + 3 - _APART[self.hedges_of[phrases], asked.hedges]
        return np.asarray((standing * 4 + _TRUST_OF[kinds]) * len(KINDS) - kinds, dtype=np.int64)

    def _candidates(
        self,
        phrases: Sequence[int] | NDArray[np.int64],
        asked: Asked,
        shared: NDArray[np.float32],
        total: float,
    ) -> list[Candidate]:
        chosen = np.asarray(phrases, dtype=np.int64)
        mine, theirs = shared[chosen], self.totals[chosen]
        alike = np.minimum(1.0, 2 * mine / (total + theirs))
        verbatim = (self.wording_of[chosen] == asked.wording) & (alike > SAME)
        return [
            Candidate(
                self.codes[code],
                similarity,
                share,
                said,
                self.words_of(phrase),
                _SETS[held],
                KINDS[kind],
                same,
            )
            for phrase, code, similarity, share, said, held, kind, same in zip(
                chosen.tolist(),
                self.code_of[chosen].tolist(),
                alike.tolist(),
                (mine / total).tolist(),
                np.minimum(1.0, mine / theirs).tolist(),
                self.hedges_of[chosen].tolist(),
                self.kind_of[chosen].tolist(),
                verbatim.tolist(),
                strict=True,
            )
        ]

    def _words_of(self, phrase: int) -> tuple[str, ...]:
        """The words of a phrase by its number."""
        at = slice(self._words_from[phrase], self._words_from[phrase + 1])
        return tuple(self.words[word] for word in self._word_of[at].tolist())

    def _nearest_word(self, word: str) -> tuple[int, float]:
        """The number of a word, or of the word spelled most like it, and how alike they are; -1 for none."""
        at = self.number.get(word)
        if at is not None:
            return at, 1.0
        if len(word) < 5:
            return -1, 0.0
        from rapidfuzz import process
        from rapidfuzz.distance import JaroWinkler

        near = process.extractOne(word, self.words, scorer=JaroWinkler.similarity, score_cutoff=0.92)
        return (near[2], float(near[1]) * 0.8) if near else (-1, 0.0)
