"""What a turn looks like to the role model: words, their order, and the turns beside it.

Written so that a clean transcript and raw recogniser output look alike: lower case, no
punctuation, contractions joined. A question mark is a feature of its own and may be absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|\?")
_MARKUP = re.compile(r"<[^<>]{0,40}>|\[[^\[\]]{0,40}\]")
_SPLIT_CONTRACTION = re.compile(r"(\w) n['’]t\b|(\w) ['’](m|s|re|ve|ll|d)\b", re.IGNORECASE)

LENGTH_STEPS = (1, 2, 4, 8, 16, 32, 64, 128)
CONTEXT_WORDS = 12


def tokens(text: str) -> list[str]:
    """The words of a turn in lower case: "Any pain?" gives any, pain, ?. Numbers become 0."""
    text = _SPLIT_CONTRACTION.sub(_join, _MARKUP.sub(" ", text))
    found = _TOKEN.findall(text.lower().replace("’", "'"))
    return ["0" if token.isdigit() else token for token in found]


def _join(match: re.Match[str]) -> str:
    if match[1]:
        return f"{match[1]}n't"
    return f"{match[2]}'{match[3]}"


def turn_features(turns: Sequence[Sequence[str]]) -> list[list[str]]:
    """The named features of each turn, own and of its neighbours; `turns` are token lists."""
    own = [list(dict.fromkeys(_own(turn))) for turn in turns]
    if len(own) == 1:
        return own
    endings = [[f"<{name}" for name in dict.fromkeys(_ending(turn))] for turn in turns]
    openings = [[f">{name}" for name in dict.fromkeys(_opening(turn))] for turn in turns]
    before = [["<none"], *endings[:-1]]
    after = [*openings[1:], [">none"]]
    return [[*a, *b, *c] for a, b, c in zip(own, before, after, strict=True)]


def boundary_features(turns: Sequence[Sequence[str]]) -> list[list[str]]:
    """The named features of each boundary between neighbouring turns; one fewer than turns."""
    return [
        [
            *(f"<{name}" for name in dict.fromkeys(_ending(left))),
            *(f">{name}" for name in dict.fromkeys(_opening(right))),
            *_crossing(left, right),
        ]
        for left, right in pairwise(turns)
    ]


def length_step(words: int) -> int:
    """The length of a turn on a coarse scale, 0 (empty) to 8 (over 128 words)."""
    return sum(words >= step for step in LENGTH_STEPS)


def _own(turn: Sequence[str]) -> Iterator[str]:
    yield f"#{length_step(len(turn))}"
    words = [word for word in turn if word != "?"]
    if len(words) < len(turn):
        yield "?"
        if turn[-1] == "?":
            yield "?$"
    yield from words
    for first, second in pairwise(words):
        yield f"{first} {second}"
    for first, second, third in zip(words, words[1:], words[2:], strict=False):
        yield f"{first} {second} {third}"
    for size in (1, 2, 3):
        if len(words) >= size:
            yield "^" + " ".join(words[:size])
            yield " ".join(words[-size:]) + "$"


def _ending(turn: Sequence[str]) -> Iterator[str]:
    yield f"#{length_step(len(turn))}"
    if turn and turn[-1] == "?":
        yield "?$"
    words = [word for word in turn[-CONTEXT_WORDS:] if word != "?"]
    yield from words
    for first, second in pairwise(words):
        yield f"{first} {second}"
    for size in (1, 2):
        yield " ".join(words[-size:]) + "$"


def _opening(turn: Sequence[str]) -> Iterator[str]:
    yield f"#{length_step(len(turn))}"
    if "?" in turn:
        yield "?"
    words = [word for word in turn[:CONTEXT_WORDS] if word != "?"]
    yield from words
    for first, second in pairwise(words):
        yield f"{first} {second}"
    for size in (1, 2):
        yield "^" + " ".join(words[:size])


def _crossing(left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    asked = "?" if left and left[-1] == "?" else ""
    yield f"{length_step(len(left))}{asked}|{length_step(len(right))}"
    yield f"{' '.join(left[-1:])}|{' '.join(right[:1])}"
    yield f"{length_step(len(left))}|{' '.join(right[:2])}"
    yield f"{' '.join(left[-2:])}|{length_step(len(right))}"
