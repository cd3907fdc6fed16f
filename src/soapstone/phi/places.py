"""Places smaller than a state: facilities, cities and what a tagger took for a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from soapstone.phi.identifiers import Identifier
from soapstone.phi.lexicon import Lexicon
from soapstone.phi.tokens import Token, adjoining, runs

CERTAIN, LIKELY, PROBABLE, POSSIBLE = 0.95, 0.85, 0.65, 0.4
INNER = frozenset({"of", "&", "and", "the", "for"})
STATES = frozenset(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND "
    "OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split()
)
LONGEST_PLACE = 4


@dataclass(frozen=True)
class PlaceFinder:
    """Finds places in one text; `hints` are character ranges that a tagger took for places or bodies."""

    text: str
    tokens: Sequence[Token]
    lexicon: Lexicon
    hints: Sequence[tuple[int, int]] = ()

    def find(self) -> Iterator[Identifier]:
        """Facilities, cities with their states, saints, and capitalised words where a place is expected."""
        for first, last in runs(self.text, self.tokens, INNER):
            facility = self._facility(first, last)
            if facility:
                yield facility
                continue
            yield from self._within(first, last)
        yield from self._spoken_cities()

    def _facility(self, first: int, last: int) -> Identifier | None:
        """A run of capitalised words that ends, or goes on, with a facility's word."""
        cues = self.lexicon.cues["facilities"]
        limit = min(last + 2, len(self.tokens))
        for end in range(limit, first + 1, -1):
            if not self._connected(last - 1, end):
                continue
            for length in (2, 1):
                head = " ".join(t.lower for t in self.tokens[end - length : end])
                if end - length >= first and head in cues["words"]:
                    start = self._named_from(first, end - length)
                    if start is None:
                        return self._general_hospital(first, end)
                    weak = head in cues["weak"]
                    probability = self._facility_probability(start, end - length, weak)
                    return self._identifier(start, self._with_city(end), probability) if probability else None
        return None

    def _general_hospital(self, first: int, end: int) -> Identifier | None:
        """ "at General Hospital": capitals alone say that one hospital is meant."""
        head = self.tokens[end - 1].lower
        strong = head in self.lexicon.cues["facilities"]["words"] - self.lexicon.cues["facilities"]["weak"]
        start = first + (self.tokens[first].lower in {"the", "our", "in", "at"})
        proper = end - start > 1 and all(t.capital for t in self.tokens[start:end])
        acronym = any(t.acronym for t in self.tokens[start:end])
        if strong and proper and not acronym and self._cued(start):
            return self._identifier(start, self._with_city(end), PROBABLE)
        return None

    def _named_from(self, first: int, end: int) -> int | None:
        generic = self.lexicon.cues["facilities"]["generic"]
        start = first
        while start < end and self.tokens[start].lower in generic | self.lexicon.cues["names"]["never"] - {
            "memorial"
        }:
            start += 1
        named = [t for t in self.tokens[start:end] if t.capital and t.lower not in generic]
        return start if named else None

    def _facility_probability(self, start: int, end: int, weak: bool) -> float:
        named = self.tokens[start:end]
        proper = any(
            t.word in self.lexicon.family
            or t.word in self.lexicon.given
            or not self.lexicon.is_term(t.word)
            or self._known_place(start, end)
            for t in named
            if not (t.acronym and t.lower in self.lexicon.cues["facilities"]["no_place"])
        )
        if not weak:
            return CERTAIN if proper else LIKELY
        if self._eponymous(named):
            return 0.0
        cued = self._cued(start)
        if proper:
            return LIKELY if cued else POSSIBLE + 0.15
        return PROBABLE if cued else 0.0

    def _eponymous(self, named: Sequence[Token]) -> bool:
        return any(t.lower in self.lexicon.cues["eponyms"]["terms"] for t in named)

    def _within(self, first: int, last: int) -> Iterator[Identifier]:
        i = first
        while i < last:
            end, probability = self._place_at(i, last)
            if probability:
                end = self._with_city(end)
                yield self._identifier(i, end, probability)
            i = max(end, i + 1)

    def _place_at(self, i: int, last: int) -> tuple[int, float]:
        for end in range(min(last, i + LONGEST_PLACE), i, -1):
            phrase = " ".join(t.lower for t in self.tokens[i:end])
            plain = " ".join(t.word for t in self.tokens[i:end])
            if phrase in self.lexicon.cues["facilities"]["known"]:
                return end, self._known_probability(i, end)
            if plain in self.lexicon.cities and not self._followed_by_term(end):
                return end, self._city_probability(i, end, plain)
        if self.tokens[i].lower in {"st.", "st", "saint", "mt.", "mount"} and i + 1 < last:
            end = min(last, i + 2)
            if not self.lexicon.is_term(self.tokens[end - 1].word) or self.tokens[end - 1].possessive:
                return end, LIKELY
        return self._expected(i, last)

    def _known_probability(self, i: int, end: int) -> float:
        if self._followed_by_term(end):
            return 0.0
        if self._cued(i):
            return CERTAIN
        return PROBABLE if end - i > 1 or self.tokens[i].acronym else POSSIBLE

    def _city_probability(self, i: int, end: int, city: str) -> float:
        stated = self._state_follows(end)
        person = end - i == 1 and (city in self.lexicon.given or city in self.lexicon.family)
        if stated:
            return CERTAIN
        if self.tokens[i].acronym or city in self.lexicon.cues["names"]["never"]:
            return 0.0
        if city in self.lexicon.cues["eponyms"]["terms"]:
            return PROBABLE if self._cued(i) and self._hinted(i, end) else 0.0
        if city in self.lexicon.city_words or city in self.lexicon.medical:
            return PROBABLE if self._cued(i) and i and not self._starts_sentence(i) else 0.0
        if person:
            return LIKELY if self._cued(i) else (POSSIBLE if self._hinted(i, end) else 0.0)
        return LIKELY if self._cued(i) or self._hinted(i, end) else PROBABLE

    def _expected(self, i: int, last: int) -> tuple[int, float]:
        """Capitalised words that are no terms, after "at", "in" or "from"."""
        end = i
        while end < last and not self._term(end):
            end += 1
        if end == i or not self._cued(i):
            return max(end, i + 1), 0.0
        if self._at_home(i) and not self._wide(i, end):
            return end, LIKELY
        if self._wide(i, end) or self._followed_by_term(end):
            return end, 0.0
        before = self.tokens[i - 1].lower
        if before == "at" and not self.tokens[i].initial:
            return end, PROBABLE
        hinted = self._hinted(i, end) and not self.tokens[i].acronym and before in {"in", "from", "near"}
        return end, PROBABLE if hinted else 0.0

    def _wide(self, i: int, end: int) -> bool:
        """A state or a country: too wide to tell who somebody is."""
        phrase = " ".join(t.lower for t in self.tokens[i:end])
        return phrase in self.lexicon.states or phrase in self.lexicon.countries

    def _at_home(self, i: int) -> bool:
        before = " ".join(t.lower for t in self.tokens[max(0, i - 2) : i])
        return before in self.lexicon.cues["places"]["homes"]

    def _term(self, i: int) -> bool:
        token = self.tokens[i]
        cues = self.lexicon.cues
        return (
            self.lexicon.is_term(token.word)
            or token.lower in cues["facilities"]["no_place"]
            or token.lower in cues["names"]["never"]
            or token.lower in cues["eponyms"]["terms"]
            or token.lower in cues["names"]["titles"]
            or not token.text[0].isalpha()
        )

    def _with_city(self, end: int) -> int:
        """Go on over ", City", ", ST", " in City" after a facility or city."""
        while end < len(self.tokens):
            gap = self.text[self.tokens[end - 1].end : self.tokens[end].start]
            step = end
            if gap == " " and self.tokens[end].lower == "in" and end + 1 < len(self.tokens):
                step += 1
            elif gap not in (", ", " "):
                break
            reach = next(
                (e for e in range(min(step + 3, len(self.tokens)), step, -1) if self._known_place(step, e)), 0
            )
            if not reach or not self.tokens[step].capital:
                break
            end = reach
        return end

    def _known_place(self, first: int, end: int) -> bool:
        if end - first == 1 and self.tokens[first].text in STATES:
            return True
        phrase = " ".join(t.word for t in self.tokens[first:end])
        return (
            phrase in self.lexicon.cities and phrase not in self.lexicon.city_words
        ) or phrase in self.lexicon.states

    def _state_follows(self, end: int) -> bool:
        if end >= len(self.tokens):
            return False
        gap = self.text[self.tokens[end - 1].end : self.tokens[end].start]
        token = self.tokens[end]
        return gap == ", " and (token.text in STATES or token.lower in self.lexicon.states)

    def _followed_by_term(self, end: int) -> bool:
        followers = self.lexicon.cues["eponyms"]["followers"]
        return (
            end < len(self.tokens)
            and adjoining(self.text, self.tokens[end - 1], self.tokens[end])
            and self.tokens[end].word in followers
        )

    def _cued(self, i: int) -> bool:
        before = [t.lower for t in self.tokens[max(0, i - 2) : i]]
        cues = self.lexicon.cues["places"]["before"]
        return bool(before) and (
            before[-1] in cues or (len(before) == 2 and before[0] in cues and before[1] in {"the", "our"})
        )

    def _starts_sentence(self, i: int) -> bool:
        return i == 0 or self.text[self.tokens[i - 1].end : self.tokens[i].start].strip() in {".", "?", "!"}

    def _hinted(self, i: int, end: int) -> bool:
        start, stop = self.tokens[i].start, self.tokens[end - 1].end
        return any(a < stop and start < b for a, b in self.hints)

    def _connected(self, i: int, end: int) -> bool:
        return all(adjoining(self.text, self.tokens[k], self.tokens[k + 1]) for k in range(i, end - 1))

    def _spoken_cities(self) -> Iterator[Identifier]:
        """Cities without capitals, after "in", "from" or "near"."""
        for i in range(1, len(self.tokens)):
            if self.tokens[i].capital or self.tokens[i - 1].lower not in {"in", "from", "near"}:
                continue
            for end in range(min(i + 3, len(self.tokens)), i, -1):
                city = " ".join(t.word for t in self.tokens[i:end])
                proper = city in self.lexicon.cities and city not in self.lexicon.city_words
                if proper and not self.lexicon.is_term(city) and not self.lexicon.is_name(city):
                    yield self._identifier(i, end, LIKELY)
                    break

    def _identifier(self, first: int, end: int, probability: float) -> Identifier:
        return Identifier(
            category="place",
            start=self.tokens[first].start,
            end=self.tokens[end - 1].end,
            probability=probability,
        )
