"""A sentence of a signed note as a template: its facts are slots, filled from this visit alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from soapstone.engines.compose.grammar import Subject
from soapstone.nlp.assertion import local_polarity
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.drugs import find_drugs
from soapstone.nlp.stems import STOPWORDS, stem, tokens
from soapstone.notes.templates import Topic
from soapstone.resources import read_resource

_SUBJECT = {"he": "{they}", "she": "{they}", "him": "{them}", "his": "{their}", "her": "{their}"}
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss)\.? [A-Z][a-z]+")
_HAS_SUBJECT = re.compile(r"(?:\{th(?:ey|eir)\}|(?:The )?[Pp]atient|There)")
_LONGEST = 28


class SentenceTemplate(NamedTuple):
    """`pieces` are literal text and slots in turn: "{they}", "{symptom:denied}", "{drug}", "{number:week}".

    `required` are the stems of the literal words that carry meaning: a visit must have said them all.
    """

    topic: Topic
    pieces: tuple[str, ...]
    required: frozenset[str]
    slots: tuple[str, ...]


class Facts(NamedTuple):
    """What a stretch of the visit offers to a template: stems said, and values by kind of slot."""

    stems: frozenset[str]
    values: dict[str, tuple[str, ...]]


@cache
def style_stems() -> frozenset[str]:
    """The stems that a phrase may use without their having been said."""
    text = read_resource("rules/style.txt")
    words = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
    return frozenset(map(stem, words))


NUMBER_STEMS = frozenset(
    map(
        stem,
        "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy "
        "eighty ninety hundred thousand half milligram microgram unit".split(),
    )
)
# Words of a clause that a phrase may not leave out: they turn or measure what is said.
_BINDING = NUMBER_STEMS | frozenset(
    map(
        stem,
        "no not never none nothing without don't doesn't didn't isn't wasn't aren't can't won't haven't hasn't if unless "
        "left right bilateral both more less worse better stop start increase decrease hold".split(),
    )
)
_COVERED = 0.75


def make_template(topic: Topic, sentence: str) -> SentenceTemplate | None:
    """The template of a note's sentence, or None when it is too long, a heading, or all facts."""
    if not 3 <= len(sentence.split()) <= _LONGEST or sentence.isupper():
        return None
    text = _TITLE.sub("the patient", sentence)
    pieces: list[str] = []
    at = 0
    for start, end, slot in _slots(text):
        if start < at:
            continue
        pieces += [text[at:start], slot]
        at = end
    pieces.append(text[at:])
    literal = " ".join(piece for piece in pieces if not piece.startswith("{"))
    required = frozenset(word.stem for word in tokens(literal)) - style_stems()
    slots = tuple(piece for piece in pieces if re.match(r"\{(?!they|them|their)", piece))
    if (not slots and not required) or (topic == "history" and not _HAS_SUBJECT.match("".join(pieces))):
        return None
    return SentenceTemplate(topic, tuple(filter(None, pieces)), required, slots)


def _slots(text: str) -> list[tuple[int, int, str]]:
    """The characters that a template does not keep, each with the slot that takes their place."""
    found = [(dose.start, dose.end, "{drug}") for dose in find_drugs(text)]
    found += [
        (m.start, m.end, f"{{{m.concept.kind}:{local_polarity(m, text)}}}") for m in find_concepts(text)
    ]
    found += [(start, end, slot) for start, end, slot in numbers(text)]
    found += [
        (word.start, word.end, _SUBJECT[word.text.lower()])
        for word in tokens(text)
        if word.text.lower() in _SUBJECT
    ]
    return sorted(found, key=lambda slot: (slot[0], -slot[1]))


def numbers(text: str) -> list[tuple[int, int, str]]:
    """Each number with the slot for it, which names the word that follows: a week is not a milligram."""
    found = []
    for match in re.finditer(r"\d+(?:[./:]\d+)*%?", text):
        after = tokens(text[match.end() : match.end() + 25])
        found.append((match.start(), match.end(), f"{{number:{after[0].stem if after else ''}}}"))
    return found


def fill(template: SentenceTemplate, facts: Facts, subject: Subject) -> str | None:
    """The template with this visit's facts in its slots; None when a slot or a word has no support.

    Every value of the facts' kinds must be used, so that nothing said is lost by the phrase.
    """
    if not template.required <= facts.stems or facts.stems & _BINDING - template.required:
        return None
    left = {kind: list(values) for kind, values in facts.values.items()}
    text = []
    for piece in template.pieces:
        if piece in ("{they}", "{them}", "{their}"):
            text.append(
                {"{they}": subject.lead, "{them}": subject.object, "{their}": subject.possessive}[piece]
            )
        elif piece.startswith("{"):
            values = left.get(piece)
            if not values:
                return None
            text.append(values.pop(0))
        else:
            text.append(piece)
    if any(left.values()):
        return None  # a fact that was said would be lost
    sentence = re.sub(r"\.{2,}$", ".", "".join(text).strip())
    if re.search(r"\b(\w+ \w+) \1\b", sentence):
        return None  # the slot and the words around it say the same
    return sentence[:1].upper() + sentence[1:]


Index = dict[tuple[Topic, tuple[str, ...]], list[SentenceTemplate]]


def index(templates: Sequence[SentenceTemplate]) -> Index:
    """Templates by topic and by the slots that they fill, in any order."""
    table: Index = {}
    for template in templates:
        table.setdefault((template.topic, tuple(sorted(template.slots))), []).append(template)
    return table


def best(table: Index, topic: Topic, facts: Facts, subject: Subject) -> str | None:
    """The filled template that repeats most of what was said, and nearly all of it; the first of equals."""
    slots = tuple(sorted(kind for kind, values in facts.values.items() for _ in values))
    said = facts.stems - _FUNCTION
    chosen, most = None, _COVERED * (len(said) + len(slots))
    for template in table.get((topic, slots), ()):
        repeated = len(template.required & said) + len(slots)
        if repeated >= most and (sentence := fill(template, facts, subject)) is not None:
            chosen, most = sentence, repeated + 0.5
    return chosen


_FUNCTION = frozenset(map(stem, STOPWORDS)) - _BINDING
