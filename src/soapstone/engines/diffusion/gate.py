"""What lets a written sentence through: nothing in it that was not said, nothing said the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from soapstone.nlp.assertion import assert_concepts
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.said import Said, facts
from soapstone.nlp.speech import clauses
from soapstone.nlp.stems import STOPWORDS, content_stems, tokens
from soapstone.nlp.words import is_english, is_term
from soapstone.nlp.written import rule_on
from soapstone.types import Sentence, Transcript

# Kinds of concepts that can be denied.
_DENIED = ("symptom", "condition", "sign")
# A sentence with more new content words than this share tells something that nobody said.
NEW_WORDS = 0.5
# A new wording that loses more than this share of a draft's content words loses what it was about.
LOST_WORDS = 0.1


class Gate:
    """The visit that sentences are held against; `known` is what the record tells."""

    def __init__(self, transcript: Transcript, known: str = "") -> None:
        self.transcript = transcript
        self.said = Said("\n".join(turn.text for turn in transcript.turns) + "\n" + known)

    @cached_property
    def polarities(self) -> dict[str, set[str]]:
        """What was asserted of each concept in the visit."""
        spoken = [clause for turn in self.transcript.turns for clause in clauses(turn)]
        words = [self.transcript.quote(clause.span) for clause in spoken]
        found: dict[str, set[str]] = {}
        for assertion in assert_concepts(spoken, words):
            if assertion.polarity != "asked":
                found.setdefault(assertion.concept.name, set()).add(assertion.polarity)
        return found

    def lets(self, text: str) -> bool:
        """Whether a sentence is whole, every fact of it was said, with that polarity, and most of its other words."""
        if not well_formed(text):
            return False
        if self.said.missing(facts(text)):
            return False
        for name, written in asserted(text).items():
            opposite = {"present": "denied", "negated": "present"}.get(written)
            if opposite and self.polarities.get(name) == {opposite}:
                return False
        words = [t for t in tokens(text) if t.text.lower() not in STOPWORDS]
        if any(word.stem not in self.said.stems and not _is_word(word.text) for word in words):
            return False
        new = sum(word.stem not in self.said.stems for word in words)
        return new <= NEW_WORDS * len(words)

    def added(self, before: Sequence[Sentence], new: Iterable[Sentence]) -> list[Sentence]:
        """The sentences of a section with those of `new` that are let through, each once, apart from what stands before."""
        kept = list(before)
        for sentence in new:
            if self.lets(sentence.text) and sentence.text not in {one.text for one in kept}:
                lead = sentence.lead or " "
                kept.append(sentence.model_copy(update={"lead": lead if kept else lead.lstrip()}))
        return kept


# Points in a heap, a word twice in a row, a last sentence of one word, a word with nothing on one side of its hyphen.
_BROKEN = re.compile(
    r"[.,;:?!][ .,;:?!]*[.,;?!]|\b(\w+) \1\b|[.?!]\s+\w+\W*$|\w-(?:-|\s|$)|(?<!\S)-\w", re.IGNORECASE
)


def _is_word(text: str) -> bool:
    """Whether it is a word at all, or a figure: pieces may be joined to what is none."""
    parts = re.findall(r"[^\W\d_]+", text.lower())
    return all(len(part) < 3 or is_english(part) or is_term(part) for part in parts)


def well_formed(text: str) -> bool:
    """Whether a text has words of its own, none of them twice in a row, and no heap of points."""
    content = any(token.text.lower() not in STOPWORDS for token in tokens(text))
    return content and not _BROKEN.search(text)


def asserted(text: str) -> dict[str, str]:
    """The findings of a sentence with what it asserts of each."""
    return {
        mention.concept.name: rule_on(text, mention.start, mention.end).assertion
        for mention in find_concepts(text)
        if mention.concept.kind in _DENIED
    }


def keeps_facts(before: str, after: str) -> bool:
    """Whether a new wording states all that the old one did, each finding with the same polarity.

    It may add a finding, but no figure, drug or side, and no figure twice: a dose is not to be guessed at. How often and
    how long stay as they are, names keep their capitals, and of its other words it loses few: "a two week supply" does
    not become "a two week".
    """
    old, new = asserted(before), asserted(after)
    added = facts(after) - facts(before)
    words = content_stems(before)
    return (
        facts(before) <= facts(after)
        and len(words - content_stems(after)) <= LOST_WORDS * len(words)
        and not any(fact.startswith(("number:", "drug:", "side:")) for fact in added)
        and len(_FIGURE.findall(after)) <= len(_FIGURE.findall(before))
        and _times(before) == _times(after)
        and set(_NAME.findall(before[1:])) <= set(_NAME.findall(after))
        and all(new.get(name) == kind for name, kind in old.items())
    )


_NAME = re.compile(r"\b[A-Z][a-z]+\b")
_TIME = re.compile(
    r"\b(?:(?:every|each|per|a|an|in a|at) (?:day|week|month|year|hour|night|morning|evening)|daily|weekly|once|twice|ago|"
    r"times?|days?|weeks?|months?|years?|hours?|as needed|today|tomorrow|since|until)\b",
    re.IGNORECASE,
)


def _times(text: str) -> list[str]:
    return sorted(match.group().lower() for match in _TIME.finditer(text))


_FIGURE = re.compile(r"\d+(?:[.,/]\d+)*|\bmg\b|\bdaily\b")
