"""People's names: by title, by lists of names, by what stands before, and by a tagger's hint."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from soapstone.phi.identifiers import Identifier
from soapstone.phi.lexicon import Lexicon
from soapstone.phi.tokens import Token, adjoining, runs

CONTRACTED = re.compile(r"(?:'(?:m|ve|ll|d|re)|n't)$")
CERTAIN, LIKELY, PROBABLE, POSSIBLE = 0.95, 0.85, 0.65, 0.4


@dataclass(frozen=True)
class NameFinder:
    """Finds names in one text; `hints` are character ranges that a tagger took for a person."""

    text: str
    tokens: Sequence[Token]
    lexicon: Lexicon
    hints: Sequence[tuple[int, int]] = ()

    def find(self) -> Iterator[Identifier]:
        """All names with capitals."""
        cues = self.lexicon.cues["names"]
        for first, last in runs(self.text, self.tokens, cues["particles"]):
            yield from self._in_run(first, last)

    def _in_run(self, first: int, last: int) -> Iterator[Identifier]:
        i = first
        while i < last:
            end, probability = self._name_at(i, last)
            if probability:
                yield self._identifier(i + self._title(i), end, probability)
            i = max(end, i + 1)

    def _name_at(self, i: int, last: int) -> tuple[int, float]:
        """The end of a name that starts at token i, and how likely it is one (0.0: no name)."""
        token = self.tokens[i]
        if self._title(i):
            end = self._end(i + 1, last)
            if end > i + 1 and not self._term(i + 1):
                return end, CERTAIN
            return i + 1, 0.0
        end = self._end(i, last)
        if end == i:
            return i + 1, 0.0
        if self._followed_by_term(end) and (end - i == 1 or not self._initialled(i, end)):
            return end, 0.0
        if end - i > 1:
            return end, self._full_name(i, end)
        return end, self._single(token, i)

    def _end(self, i: int, last: int) -> int:
        end = i
        while end < last and end - i < 5:
            token = self.tokens[end]
            if (token.lower in self.lexicon.cues["names"]["particles"] and end > i) or (
                end > i and self._surname_after(end)
            ):
                end += 1
            elif token.initial or (not self._term(end) and not token.acronym):
                end += 1
                if token.possessive:
                    break
            elif token.word in self.lexicon.name_words and not token.acronym and end < last:
                end += 1
            else:
                break
        while end > i and self.tokens[end - 1].lower in self.lexicon.cues["names"]["particles"]:
            end -= 1
        return end

    def _surname_after(self, i: int) -> bool:
        """An eponym that is this person's family name: Edwards in "Jonathan Edwards", not "Edwards syndrome"."""
        token, before = self.tokens[i], self.tokens[i - 1]
        given = before.word in self.lexicon.given or before.lower in self.lexicon.cues["names"]["titles"]
        named = token.word in self.lexicon.family and not token.acronym
        return given and named and self._eponym(token) and not self._followed_by_term(i + 1)

    def _term(self, i: int) -> bool:
        token = self.tokens[i]
        word = token.word
        if word in self.lexicon.cues["names"]["never"] or self._eponym(token) or CONTRACTED.search(word):
            return True
        if self.lexicon.is_name(word):
            return False
        return self.lexicon.is_term(word) or all(self.lexicon.is_term(part) for part in word.split("-"))

    def _eponym(self, token: Token) -> bool:
        terms = self.lexicon.cues["eponyms"]["terms"]
        return token.lower in terms and not (token.word in self.lexicon.family and token.lower not in terms)

    def _title(self, i: int) -> bool:
        titles = self.lexicon.cues["names"]["titles"]
        return self.tokens[i].lower in titles and i + 1 < len(self.tokens) and self._next_adjoins(i)

    def _followed_by_term(self, end: int) -> bool:
        followers = self.lexicon.cues["eponyms"]["followers"]
        ahead = self.tokens[end : end + 2]
        if not ahead or not adjoining(self.text, self.tokens[end - 1], ahead[0]):
            return False
        return ahead[0].word in followers or (
            len(ahead) == 2
            and self.lexicon.is_term(ahead[0].word)
            and ahead[1].word in followers
            and ahead[0].lower not in {"with", "and", "has", "for", "is", "in", "on", "was", "who"}
        )

    def _initialled(self, i: int, end: int) -> bool:
        return any(token.initial for token in self.tokens[i:end])

    def _full_name(self, i: int, end: int) -> float:
        words = [t for t in self.tokens[i:end] if t.lower not in self.lexicon.cues["names"]["particles"]]
        sure_given = words[0].word in self.lexicon.given and words[0].word not in self.lexicon.name_words
        named = [t for t in words if self.lexicon.is_name(t.word)]
        initials = [t for t in words if t.initial]
        if len(initials) == len(words):
            return POSSIBLE if self._cued(i) and words[0].lower != "i" else 0.0
        if len(words) > 2 and words[1].initial and not words[0].initial and not words[-1].initial:
            return LIKELY
        if sure_given and (initials or len(named) > 1):
            return CERTAIN
        if sure_given or (words[0].word in self.lexicon.given and (initials or len(named) > 1)):
            return LIKELY
        if initials and named:
            return LIKELY
        if not named and (self._medicine(i, end) or any(len(t.word) < 3 for t in words)):
            return 0.0
        if self._hinted(i, end) or self._cued(i):
            return LIKELY if named else PROBABLE
        if len(named) > 1:
            return PROBABLE
        return POSSIBLE if named or all(len(t.word) > 3 and not t.acronym for t in words) else 0.0

    def _single(self, token: Token, i: int) -> float:
        word = token.word
        if token.initial or token.acronym or len(word) < 3 or not set(word) & set("aeiouy"):
            return 0.0
        if self._introduced(i) and (self.lexicon.is_name(word) or not self.lexicon.is_term(word)):
            return LIKELY
        known = self.lexicon.is_name(word)
        plain = known and word not in self.lexicon.name_words
        if self._cued(i):
            if plain:
                return LIKELY
            unlisted = self._hinted(i, i + 1) and self._acts(i) and not self.lexicon.is_term(word)
            return POSSIBLE if unlisted else 0.0
        if plain and word in self.lexicon.given:
            return PROBABLE
        if plain and self._hinted(i, i + 1):
            return PROBABLE
        if self._medicine(i, i + 1):
            return 0.0
        if plain or (self._hinted(i, i + 1) and self._acts(i) and not self.lexicon.is_term(word)):
            return POSSIBLE
        return 0.0

    def _acts(self, i: int) -> bool:
        """Whether a person stands here: kin before, or a person's verb after."""
        cues = self.lexicon.cues["names"]
        before = self.tokens[i - 1].lower if i else ""
        after = self.tokens[i + 1].lower if i + 1 < len(self.tokens) else ""
        return before in cues["kin"] or after in cues["does"] or self.tokens[i].possessive

    def _medicine(self, i: int, end: int) -> bool:
        """Whether a medicine stands here: "start ...", "... 40 mg"."""
        cues = self.lexicon.cues["names"]
        before = self.tokens[i - 1].lower if i else ""
        after = [token.lower for token in self.tokens[end : end + 2]]
        dosed = bool(after) and (
            after[0] in cues["medicine_after"]
            or (after[0].isdecimal() and after[-1] in cues["medicine_after"])
        )
        salt = i > 0 and self.tokens[i - 1].word in self.lexicon.medical
        return before in cues["medicine_before"] or dosed or salt

    def _cued(self, i: int) -> bool:
        """Whether what stands just before announces a name."""
        cues = self.lexicon.cues["names"]["before"]
        before = [t.lower for t in self.tokens[max(0, i - 2) : i]]
        return bool(before) and (before[-1] in cues or " ".join(before) in cues)

    def _introduced(self, i: int) -> bool:
        """Whether the text says that a name follows: "name is", "call me"."""
        before = " ".join(t.lower for t in self.tokens[max(0, i - 2) : i])
        return before in self.lexicon.cues["names"]["introductions"]

    def _hinted(self, i: int, end: int) -> bool:
        start, stop = self.tokens[i].start, self.tokens[end - 1].end
        return any(a < stop and start < b for a, b in self.hints)

    def _next_adjoins(self, i: int) -> bool:
        return adjoining(self.text, self.tokens[i], self.tokens[i + 1])

    def _identifier(self, first: int, end: int, probability: float) -> Identifier:
        last = self.tokens[end - 1]
        stop = last.end - (len(last.lower) - len(last.word))
        return Identifier(category="name", start=self.tokens[first].start, end=stop, probability=probability)
