"""The form of a note: its sections, whether they are filled, cut off or repeated, and its length."""

from __future__ import annotations

import re
from collections import Counter

from soapstone.evaluation.metrics.pair import Pair
from soapstone.evaluation.metrics.registry import metric
from soapstone.evaluation.rouge import words
from soapstone.evaluation.section_labels import section_topics
from soapstone.notes.parse import Part
from soapstone.notes.templates import Topic

# Nothing was written where one of these is all there is.
_EMPTY = re.compile(
    r"^\W*(?:not (?:stated|discussed|mentioned|provided|available|documented|applicable)|none|n/?a|unknown|"
    r"to be (?:determined|done)|tbd|see above|\[.*\]|_+)?\W*$",
    re.IGNORECASE,
)
_LEFTOVER = re.compile(
    r"\[(?:insert|name|date|patient|doctor|your|to be)\b[^\]]*\]|<[a-z_/][^>\n]{0,40}>|_{4,}|\bas an ai\b|```|"
    r"\{\{|possible clinical note\s*:|here is (?:the|a) .{0,40}note\s*:|\blorem ipsum\b|�",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?:)\]\"'%]\s*$")
WANTED: tuple[Topic, ...] = ("history", "exam", "assessment", "plan")
"""The sections that a note of unknown style must have."""
LOOP = 8
"""A run of so many words that stood before counts as repeated."""


def topics_of(parts: list[Part]) -> dict[str, str]:
    """The text a topic has, joined over its parts; a part of unknown heading is its own topic."""
    texts: dict[str, str] = {}
    for part in parts:
        key = part.topic or part.title.lower()
        if part.title.lower() in (
            "assessment and plan",
            "assessment & plan",
            "a/p",
            "assessment/plan",
            "a&p",
        ):
            texts["plan"] = f"{texts.get('plan', '')}\n{part.text}"
        if key:
            texts[key] = f"{texts.get(key, '')}\n{part.text}".strip()
    return texts


def is_filled(text: str) -> bool:
    """Whether a section says something: "Not stated." and an empty bullet do not."""
    return any(not _EMPTY.match(line) for line in text.splitlines())


@metric("section_f1", "F1 x 100 over the filled sections of note and reference")
def section_f1(pair: Pair) -> float | None:
    """F1 over the sets of topics that have text; None when the reference has no headings."""
    wanted = {topic for topic, text in topics_of(pair.reference_parts).items() if is_filled(text)}
    if not pair.reference or not wanted:
        return None
    written = {topic for topic, text in topics_of(pair.parts).items() if is_filled(text)}
    return 200 * len(wanted & written) / (len(wanted) + len(written))


@metric("completeness", "share of the wanted sections that are present and filled, %")
def completeness(pair: Pair) -> float | None:
    """The reference's sections; without any, history, exam, assessment and plan.

    None for a note of one section without headings (MTS-Dialog), where there is nothing to complete.
    """
    reference = {topic for topic, text in topics_of(pair.reference_parts).items() if is_filled(text)}
    if section_topics(pair.item.section):
        return None
    wanted = reference or set(WANTED)
    written = topics_of(pair.parts)
    return 100 * sum(is_filled(written.get(topic, "")) for topic in wanted) / len(wanted)


@metric("format_validity", "share of six checks of form that the note passes, %")
def format_validity(pair: Pair) -> float:
    """Text, headings, no heading twice, no empty section, no placeholder left, last sentence whole."""
    titles = Counter(part.title.lower() for part in pair.parts if part.title)
    checks = (
        bool(pair.text.strip()),
        bool(titles) or bool(section_topics(pair.item.section)),
        all(count == 1 for count in titles.values()),
        all(part.text.strip() for part in pair.parts),
        not _LEFTOVER.search(pair.text),
        not is_cut_off(pair.text),
    )
    return 100 * sum(checks) / len(checks)


def is_cut_off(text: str) -> bool:
    """Whether the text ends in the middle: a last line without an end where the other lines have one."""
    lines = [line.strip() for line in text.splitlines() if len(line.split()) > 3 and not line.isupper()]
    if not lines or lines[-1] != text.strip().rsplit("\n", 1)[-1].strip():
        return text.rstrip().endswith((",", ";", "-", "("))
    *others, last = lines
    ended = sum(bool(_ENDS.search(line)) for line in others)
    usual = ended >= 0.8 * len(others) if len(others) > 1 else len(last.split()) > 7
    return usual and not _ENDS.search(last)


@metric(
    "repetition", "share of the words that lie in a run of eight words that stood before, %", better="lower"
)
def repetition(pair: Pair) -> float | None:
    """Repeated runs: a model in a loop, or a section pasted twice."""
    return repeated_share(words(pair.text))


def repeated_share(tokens: list[str]) -> float | None:
    """The share of words in a run of LOOP words that stood before, 0 to 100; None for a shorter text."""
    if len(tokens) < LOOP:
        return None
    seen: set[tuple[str, ...]] = set()
    repeated: set[int] = set()
    for at in range(len(tokens) - LOOP + 1):
        run = tuple(tokens[at : at + LOOP])
        if run in seen:
            repeated.update(range(at, at + LOOP))
        seen.add(run)
    return 100 * len(repeated) / len(tokens)


@metric("words", "words of the note", better="neither")
def length(pair: Pair) -> float:
    """Words, by white space."""
    return float(len(pair.text.split()))


@metric("length_ratio", "words of the note for one of the reference", better="neither")
def length_ratio(pair: Pair) -> float | None:
    """1 is as long as the reference."""
    return len(pair.text.split()) / len(pair.reference.split()) if pair.reference.split() else None


@metric("milliseconds", "time to draft the note", better="lower")
def milliseconds(pair: Pair) -> float | None:
    """The drafting alone, the transcript being at hand; None for notes that were in the data."""
    return pair.milliseconds
