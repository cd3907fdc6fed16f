"""Words and their stems, as the lexicons compare them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

_WORD = re.compile(r"\d+(?:[./:]\d+)*%?|[a-z]+(?:['’][a-z]+)*|\+", re.IGNORECASE)
_STEMMER = snowballstemmer.stemmer("english")
# Words that change nothing about which concept is meant: "pain in my knee", "pain in the knee".
FILLERS = frozenset(
    "a an the my your his her their our its this that these those um uh er like any some really very so pretty "
    "quite just".split()
)
STOPWORDS = FILLERS | frozenset(
    "i me we us you he him she it they them who whom which what when where why how there here and or but nor so if "
    "then than because as while of at by for with about into through during before after to from up down in out on "
    "off over under again is am are was were be been being have has had having do does did doing will would shall "
    "should can could may might must not no yes okay ok well just also too very really quite now today still all "
    "each few more most other such only own same ya yeah oh hmm mm don't doesn't didn't i'm i've i'll i'd it's that's "
    "you're you've we're we'll we've they're he's she's there's let's isn't wasn't can't won't s t re ve ll d m going "
    "go get got gonna wanna want know think say said see look one thing things kind sort lot bit little much many".split()
)


class Token(NamedTuple):
    """A word with its stem and its characters in the text; `end` is exclusive."""

    text: str
    stem: str
    start: int
    end: int


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The English Snowball stem of a word in lower case; numbers stay as they are."""
    lower = word.lower().replace("’", "'")
    return lower if lower[0].isdigit() else str(_STEMMER.stemWord(lower.removesuffix("'s")))


def tokens(text: str) -> list[Token]:
    """The words and numbers of a text, in order."""
    return [Token(m.group(), stem(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def content_stems(text: str) -> set[str]:
    """The stems that carry meaning: no stop words."""
    return {token.stem for token in tokens(text) if token.text.lower() not in STOPWORDS}
