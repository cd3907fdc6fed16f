"""The facts of a sentence that an edit can change: each with its subject and the characters that state it.

In "Severe pain in the right knee; lisinopril 20 mg daily" the side of the knee is right, the pain is severe,
and lisinopril's strength and frequency are 20 mg and daily.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from soapstone.nlp.concepts import find_concepts
from soapstone.propagation import doses
from soapstone.propagation.conditions import Condition, conditions
from soapstone.propagation.words import Named, any_of, find, rules

Kind = Literal[
    "diagnosis", "severity", "side", "drug", "status", "strength", "frequency", "duration", "number",
    "result", "presence",
]  # fmt: skip


class Fact(NamedTuple):
    """What `text[start:end]` says of a subject: the side of the knee is "right".

    Values of one `scale` exclude each other: mild and severe, but not mild and chronic.
    """

    kind: Kind
    subject: str
    value: str
    start: int
    end: int
    scale: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What two facts share that speak of the same thing."""
        return self.kind, self.subject, self.scale


def facts_of(sentences: Sequence[str]) -> list[list[Fact]]:
    """The facts of each sentence. A strength or a side without its subject belongs to that of the sentence before."""
    found: list[list[Fact]] = []
    drug = part = ""
    for text in sentences:
        named = conditions(text)
        medicines = doses.names(text)
        facts = [
            *_sides(text, named, part),
            *_severities(text, named),
            *(Fact("diagnosis", c.name, c.name, c.start, c.end) for c in named if c.kind == "condition"),
            *(Fact("presence", c.name, c.assertion, c.start, c.end) for c in named if c.assertion in ("present", "negated")),
            *_doses(text, medicines, drug if _GOES_ON.match(text) else "", named),
            *_numbers(text, named),
            *_results(text),
        ]  # fmt: skip
        found.append(sorted(facts, key=lambda fact: fact.start))
        drug = medicines[0].name if len({m.name for m in medicines}) == 1 else "" if medicines else drug
        sided = [f.subject for f in facts if f.kind == "side" and f.subject]
        part = sided[-1] if sided else "" if find("parts", text) else part
    return found


_GOES_ON = re.compile(rules()["duration"]["goes_on"], re.IGNORECASE)


def _sides(text: str, named: Sequence[Condition], before: str) -> Iterator[Fact]:
    parts, sides = find("parts", text), find("side", text)
    for side in sides:
        if side.name == "right" and re.match(r"right (?:away|now|after|before)\b", text[side.start :], re.I):
            continue
        subject = _after(text, side, parts) or _after(text, side, named)
        if not subject and _ALONE.match(text, side.end):
            subject = _before(text, side, parts) or before
        yield Fact("side", subject, side.name, side.start, side.end)


# A side that stands for itself: "the knee on the left is swollen", not "the right acetabulum"
_ALONE = re.compile(
    r"(?: side| one)?\s*(?:$|[.,;:)/]|(?:and|or|with|to|is|was|are|were|at|on|in|for|than|has|more|but)\b)"
)


def _after(text: str, word: Named, named: Sequence[Named | Condition], reach: int = 4) -> str:
    """The subject that follows a word within a few words: "left medial knee"."""
    for one in named:
        between = text[word.end : one.start]
        if one.start >= word.end and len(between.split()) < reach and not re.search(r"[,.;:()]", between):
            return one.name
        if one.start <= word.start and word.end < one.end:
            return one.name  # "acute bronchitis" is one name
    return ""


def _before(text: str, word: Named, named: Sequence[Named | Condition]) -> str:
    """The subject that stands before a word in its clause: "the knee on the left"."""
    near = [
        one for one in named if one.end <= word.start and not re.search(r"[.;]", text[one.end : word.start])
    ]
    return near[-1].name if near else ""


def _severities(text: str, named: Sequence[Condition]) -> Iterator[Fact]:
    subjects: list[Named | Condition] = sorted([*named, *find("parts", text)], key=lambda one: one.start)
    for scale in rules()["severity"]:
        for word in find(f"severity.{scale}", text):
            linked = re.search(
                r"(?:,|\(|\b(?:is|are|was|were|remains?|appears?|as|described as))\s*$", text[: word.start]
            )
            subject = _after(text, word, named, 5) or (linked and _before(text, word, named))
            subject = subject or _after(text, word, subjects, 5)
            if subject:
                yield Fact("severity", subject, word.name, word.start, word.end, scale)


def _doses(text: str, medicines: Sequence[Named], before: str, named: Sequence[Condition]) -> Iterator[Fact]:
    for drug in medicines:
        yield Fact("drug", drug.name, drug.name, drug.start, drug.end)
    for status in doses.statuses(text, medicines):
        yield Fact("status", status.subject, status.value, status.start, status.end)
    for said in chain(doses.strengths(text), doses.frequencies(text)):
        subject = doses.owner(text, said, medicines) or ("" if medicines else before)
        if subject:
            yield Fact(said.kind, subject, said.value, said.start, said.end)
    for said in doses.durations(text):
        if _VISIT.search(text[max(0, said.start - 60) : said.start]):
            subject = "follow-up"
        else:
            subject = doses.owner(text, said, medicines) or _nearest(said.start, named)
        if subject or before:
            yield Fact("duration", subject or before, said.value, said.start, said.end)


_VISIT = any_of(rules()["duration"]["visit"])


def _nearest(at: int, named: Sequence[Condition]) -> str:
    return min(named, key=lambda one: min(abs(one.start - at), abs(one.end - at))).name if named else ""


_AGE = re.compile(r"(?<![\w.])(?P<n>\d{1,3})(?=[- ](?:year|month|week)s?[- ]old|[- ]?y/?o\b)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w./])\d+(?:,\d{3})*(?:\.\d+)?(?:/\d+)?(?:[+](?!\w))?(?![\d/]|\.\d)")
_SIZE = re.compile(
    r"(?<![\w./])(?P<n>\d+(?:\.\d+)?)[ -]?(?P<u>mm|cm|millimeters?|centimeters?)\b", re.IGNORECASE
)
_NOT_VALUE = re.compile(
    r"[ -]?(?:mg|mcg|g\b|units|days?|weeks?|months?|years?|hours?|times|tablets?|mm\b|cm\b|milli|centi)",
    re.IGNORECASE,
)
_REACH = 70  # characters between a measure and its number


def _numbers(text: str, named: Sequence[Condition]) -> Iterator[Fact]:
    for match in _AGE.finditer(text):
        yield Fact("number", "age", match["n"], *match.span("n"))
    for match in _SIZE.finditer(text):
        subject = _nearest(match.start(), named)
        if subject:
            yield Fact("number", subject, f"{match['n']} {match['u'][0].lower()}m", *match.span(), "size")
    measures = find("measure", text)
    for at, measure in enumerate(measures):
        limit = measures[at + 1].start if at + 1 < len(measures) else len(text)
        tail = text[measure.end : min(limit, measure.end + _REACH)]
        for match in _NUMBER.finditer(tail):
            if re.search(r"[;]|\.\s", tail[: match.start()]) or _NOT_VALUE.match(
                text, measure.end + match.end()
            ):
                break
            start = measure.end + match.start()
            yield Fact("number", measure.name, match.group(), start, start + len(match.group()))
            break
        else:
            before = re.search(
                r"(?<![\w./])(\d+(?:\.\d+)?)(?=\s?%\s(?:left ventricular )?$)", text[: measure.start]
            )
            if before:
                yield Fact("number", measure.name, before[1], *before.span(1))


def _results(text: str) -> Iterator[Fact]:
    tests = [m for m in find_concepts(text) if m.concept.kind == "test"]
    for word in find("result", text):
        after = [m for m in tests if word.end <= m.start and len(text[word.end : m.start].split()) < 3]
        before = [
            m for m in tests if m.end <= word.start and not re.search(r"[.;]", text[m.end : word.start])
        ]
        near = (
            after[:1] if after and not re.search(r"[,;:]", text[word.end : after[0].start]) else before[-1:]
        )
        if near:
            yield Fact("result", near[0].concept.name, word.name, word.start, word.end)
