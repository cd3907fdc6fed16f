"""Which mentions stand when the same words are said elsewhere in the text.

An encoder that reads windows does not know what it decided in the last one. A mention it is unsure of is seldom right where
the same words are left out everywhere else near it; where they are found again it is right more often than it thinks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

# Words on each side in which places are compared: a note, or some forty sentences of a longer text.
NEAR = 1_000
# From this probability on a mention stands whose words are said once, and one whose words are left out elsewhere.
ONCE, UNLIKE = 0.6, 0.8
# In a text of fewer words, such as one turn of a visit, that words are said once says nothing.
SHORT = 100

Phrase = tuple[str, ...]


class Marked(NamedTuple):
    """A mention from word `first` to before word `last`, its type's number, and its words' mean probability."""

    first: int
    last: int
    type: int
    confidence: float


def standing(found: Sequence[Marked], words: Sequence[str]) -> list[Marked]:
    """The mentions that stand, in order; `words` are the text's.

    Where "lead" is an unsure medication in one sentence and nothing in the others, the one goes.
    """
    lower = [word.lower() for word in words]
    types = {(one.first, one.last): one.type for one in found}
    within = {at for one in found for at in range(one.first, one.last)}
    once = ONCE if len(words) >= SHORT else 0.0
    places = _places(lower, {tuple(lower[one.first : one.last]) for one in found})

    def least(one: Marked) -> float:
        near = _near(places[tuple(lower[one.first : one.last])], one.first)
        spans = [(at, at + one.last - one.first) for at in near]
        judged = [types.get(span) for span in spans if span in types or within.isdisjoint(range(*span))]
        return 0.0 if one.type in judged else UNLIKE if judged else once

    return [one for one in found if one.confidence >= least(one)]


def _places(words: Sequence[str], phrases: Iterable[Phrase]) -> Mapping[Phrase, list[int]]:
    """The words at which each phrase begins, in order."""
    openers = defaultdict[str, list[Phrase]](list)
    for phrase in phrases:
        openers[phrase[0]].append(phrase)
    found = defaultdict[Phrase, list[int]](list)
    for at, word in enumerate(words):
        for phrase in openers.get(word, ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                found[phrase].append(at)
    return found


def _near(places: Sequence[int], at: int) -> Iterator[int]:
    """The places within NEAR words of one of them, without it."""
    for place in places[bisect_left(places, at - NEAR) : bisect_left(places, at + NEAR + 1)]:
        if place != at:
            yield place
