"""People's names without capitals, as raw recogniser text has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from soapstone.phi.identifiers import Identifier
from soapstone.phi.lexicon import Lexicon
from soapstone.phi.tokens import Token

LIKELY, PROBABLE = 0.85, 0.65


@dataclass(frozen=True)
class SpokenNameFinder:
    """Finds lower-case names in one text: "mr . gutierrez", "hi karen", "nicole miller"."""

    text: str
    tokens: Sequence[Token]
    lexicon: Lexicon

    def find(self) -> Iterator[Identifier]:
        """Names after a title or an announcement, and common given names wherever they stand."""
        i = 0
        while i < len(self.tokens):
            end, probability = self._name_at(i)
            if probability:
                stop = self.tokens[end - 1].start + len(self.tokens[end - 1].word)
                yield Identifier(
                    category="name", start=self.tokens[i].start, end=stop, probability=probability
                )
            i = max(end, i + 1)

    def _name_at(self, i: int) -> tuple[int, float]:
        """The end of a name that starts at token i, and how likely it is one (0.0: no name)."""
        probability = self._probability(i)
        end = i + 1
        if not probability:
            return end, 0.0
        while end < len(self.tokens) and end - i < 3 and self._adjoins(end - 1) and self._family(end):
            end += 1
        return (end, 0.0) if self._followed_by_term(end) else (end, probability)

    def _probability(self, i: int) -> float:
        token = self.tokens[i]
        if token.capital or not token.text[0].isalpha() or self._never(token):
            return 0.0
        if self._titled(i):
            nameable = token.word in self.lexicon.family or not self.lexicon.is_term(token.word)
            return LIKELY if nameable else 0.0
        if self._announced(i):
            return LIKELY if self._plain(token) or self._us_given(token) else 0.0
        if self._common_given(token):
            return PROBABLE
        rare_given = self._plain(token) and token.word in self.lexicon.given
        return PROBABLE if rare_given and self._adjoins(i) and self._us_family(self.tokens[i + 1]) else 0.0

    def _never(self, token: Token) -> bool:
        cues = self.lexicon.cues
        return (
            token.word in cues["names"]["never"]
            or token.word in cues["names"]["function"]
            or len(token.word) < 3
        )

    def _titled(self, i: int) -> bool:
        """A title before, which some recognisers part from the name: "mrs . peterson"."""
        if i == 0 or self.tokens[i - 1].lower not in self.lexicon.cues["names"]["titles"] - {"nurse"}:
            return False
        gap = self.text[self.tokens[i - 1].end : self.tokens[i].start]
        return gap.strip(" .") == "" and len(gap) < 5

    def _announced(self, i: int) -> bool:
        before = [t.lower for t in self.tokens[max(0, i - 2) : i]]
        cues = self.lexicon.cues["names"]["spoken_before"]
        return bool(before) and (before[-1] in cues or " ".join(before) in cues)

    def _plain(self, token: Token) -> bool:
        word = token.word
        return self.lexicon.is_name(word) and not self.lexicon.is_term(word) and not self._eponym(token)

    def _us_given(self, token: Token) -> bool:
        return token.word in self.lexicon.us_names and token.word in self.lexicon.given

    def _us_family(self, token: Token) -> bool:
        return token.word in self.lexicon.us_names - self.lexicon.name_words

    def _common_given(self, token: Token) -> bool:
        """A given name that is no English word; that some disease bears it does not matter."""
        english = token.word in self.lexicon.name_words
        return len(token.word) > 3 and self._us_given(token) and not english and not self._eponym(token)

    def _family(self, i: int) -> bool:
        token = self.tokens[i]
        known = token.word in self.lexicon.family and (
            token.word in self.lexicon.us_names or token.word not in self.lexicon.name_words
        )
        return (
            known
            and not token.capital
            and not self._never(token)
            and token.lower not in self.lexicon.cues["names"]["function"]
        )

    def _eponym(self, token: Token) -> bool:
        return token.lower in self.lexicon.cues["eponyms"]["terms"]

    def _adjoins(self, i: int) -> bool:
        return i + 1 < len(self.tokens) and self.text[self.tokens[i].end : self.tokens[i + 1].start] == " "

    def _followed_by_term(self, end: int) -> bool:
        followers = self.lexicon.cues["eponyms"]["followers"]
        return self._adjoins(end - 1) and self.tokens[end].word in followers
