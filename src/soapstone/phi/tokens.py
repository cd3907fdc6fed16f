"""Words with their places, and runs of capitalised words: what names and places are made of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

_TOKEN = re.compile(
    r"(?:Dr|Mr|Mrs|Ms|Prof|St|Mt|Ste|Ft|dr|mr|mrs|ms|prof|Ctr|Med|Hosp)\.(?=\s|$)|(?<![^\W_])[^\W\d_]\.(?![^\W_])|[^\W\d_]+(?:[-'’][^\W\d_]+)*['’]?|&|\d+"
)


@dataclass(frozen=True)
class Token:
    """A word of a text; `word` is its lower-case form without possessive and accents."""

    text: str
    start: int
    end: int

    @cached_property
    def lower(self) -> str:
        """The word in lower case, straight apostrophes, accents folded."""
        if self.text.isascii():
            return self.text.lower()
        folded = unicodedata.normalize("NFKD", self.text.replace("’", "'").lower())
        return "".join(c for c in folded if not unicodedata.combining(c))

    @cached_property
    def word(self) -> str:
        """`lower` without a possessive: "Okafor's" is okafor."""
        return re.sub(r"'s?$", "", self.lower) if "'" in self.lower else self.lower

    @property
    def possessive(self) -> bool:
        """Whether it ends in 's or an apostrophe."""
        return self.lower != self.word

    @property
    def capital(self) -> bool:
        """Whether its first letter is upper case."""
        return self.text[0].isupper()

    @property
    def initial(self) -> bool:
        """Whether it is one capital letter, with or without a dot: "K." or "K"."""
        return self.capital and len(self.word.rstrip(".")) == 1

    @property
    def acronym(self) -> bool:
        """Whether it is all capitals: "ADA", "UCSF"."""
        return len(self.text) > 1 and self.text.isupper()


@lru_cache(maxsize=4)
def tokenise(text: str) -> tuple[Token, ...]:
    """The words of a text in order; the last few texts are remembered, since several finders read each."""
    return tuple(Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text))


def adjoining(text: str, left: Token, right: Token) -> bool:
    """Whether only white space of one line stands between two tokens."""
    return text[left.end : right.start].strip(" \t") == "" and right.start - left.end < 4


def runs(text: str, tokens: Sequence[Token], inner: frozenset[str]) -> list[tuple[int, int]]:
    """Maximal runs of adjoining capitalised tokens as index ranges; `inner` words may stand inside."""
    found: list[tuple[int, int]] = []
    i = 0
    while i < len(tokens):
        if not tokens[i].capital:
            i += 1
            continue
        end = i + 1
        while end < len(tokens) and adjoining(text, tokens[end - 1], tokens[end]):
            if tokens[end].capital:
                end += 1
            elif tokens[end].lower in inner and _goes_on(text, tokens, end):
                end += 2
            else:
                break
        found.append((i, end))
        i = end
    return found


def _goes_on(text: str, tokens: Sequence[Token], i: int) -> bool:
    return i + 1 < len(tokens) and tokens[i + 1].capital and adjoining(text, tokens[i], tokens[i + 1])
