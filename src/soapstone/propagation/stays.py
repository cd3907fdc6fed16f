"""Why a statement of the former fact stays as it is: it tells of another time, another person, or is quoted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from soapstone.errors import SoapstoneError
from soapstone.nlp.written import clauses, rule_on
from soapstone.notes.parse import heading_topics
from soapstone.notes.templates import load_template
from soapstone.propagation.facts import Fact
from soapstone.propagation.proposal import Edit
from soapstone.propagation.words import any_of, rules
from soapstone.types import Note, Section

_LABEL = re.compile(r"^[#* ]*(?P<label>[A-Za-z][A-Za-z /&-]{0,40}?)\s*:")
_DOSES = ("drug", "strength", "frequency", "duration")


class Where(NamedTuple):
    """The sentence in which a fact stands: its text and the topics of the part that holds it."""

    text: str
    topics: frozenset[str]
    facts: Sequence[Fact]


def topics_of(note: Note, section: Section) -> Iterator[frozenset[str]]:
    """The topics of each sentence: those of its section, or of the label that it stands under ("Allergies:")."""
    own = _held(note.template, section.key)
    labelled: frozenset[str] = frozenset()
    for sentence in section.sentences:
        if "\n\n" in sentence.lead:
            labelled = frozenset()
        label = _LABEL.match(sentence.text)
        topic = heading_topics().get(label["label"].strip().lower()) if label else None
        labelled = frozenset([topic]) if topic else labelled
        yield labelled or own


def _held(template: str, key: str) -> frozenset[str]:
    try:
        return frozenset(load_template(template).section(key).holds)
    except SoapstoneError:  # a site's template that is not at hand, or a part under a heading of its own
        topic = heading_topics().get(key.replace("_", " "))
        return frozenset([topic] if topic else [])


def of_history(topics: frozenset[str]) -> bool:
    """Whether a part holds nothing but what was, or who else: past, family and social history, allergies."""
    return bool(topics) and topics <= set(rules()["stay"]["topics"])


def why_it_stays(edit: Edit, fact: Fact, where: Where, status: str) -> str:
    """The reason for which a sentence does not follow; empty where it does.

    "Left knee replacement in 2015" stays when the assessment's left knee becomes the right one. `status` is what
    the edited section does with the edit's drug.
    """
    if of_history(where.topics):
        return "it belongs to the history or the allergies"
    return _of_words(edit, fact, where.text) or _of_treatment(edit, fact, where, status) or _both(edit, where)


def of_another(fact: Fact, text: str) -> str:
    """Why a fact is not one of this patient's present visit, by the words of its sentence; else empty."""
    if any(m.start() <= fact.start < m.end() for m in _rule("quote").finditer(text)):
        return "it is quoted"
    if fact.kind in _DOSES and fact.subject != "follow-up" and _rule("allergy").search(text):
        return "it tells of an allergy or an intolerance"
    family = rule_on(text, fact.start, fact.end).assertion == "family"
    if family or _rule("relative").search(text, *_clause(text, fact)):
        return "it tells of another person"
    if fact.subject != "age" and _rule("past").search(text, *_clause(text, fact)):
        return "it tells of an earlier time"
    return ""


def _clause(text: str, fact: Fact) -> tuple[int, int]:
    return next(c for c in clauses(text) if c[0] <= fact.start < c[1] or c[1] == len(text))


def _of_words(edit: Edit, fact: Fact, text: str) -> str:
    if another := of_another(fact, text):
        return another
    assertion, trigger = rule_on(text, fact.start, fact.end)
    numeric = edit.kind in ("number", "result")  # the value itself tells that it is the same measurement
    if not numeric and (assertion == "historical" or _rule("earlier").search(text, *_clause(text, fact))):
        return "it tells of an earlier time"
    denied = assertion == "negated" and not _of_other(text, fact, trigger or "")
    if edit.kind == "diagnosis" and (denied or assertion == "hypothetical"):
        return f"there it is {assertion}"
    return ""


def _of_other(text: str, fact: Fact, trigger: str) -> bool:
    """Whether the denial is of something that is for the condition: "no antibiotics for a viral URI"."""
    before = text[: fact.start]
    return " for " in before[before.rfind(trigger) + len(trigger) :]


def _of_treatment(edit: Edit, fact: Fact, where: Where, status: str) -> str:
    told = bool(where.topics & set(rules()["stay"]["told"]))
    if told and edit.kind == "status":
        return "it tells what was taken before this visit"
    if told and edit.kind == "presence":
        return "it tells what the patient reports"
    own = {f.value for f in where.facts if f.kind == "status" and f.subject == fact.subject}
    if edit.kind in _DOSES and fact.subject != "follow-up":
        if told and status == "start" and "start" not in own:
            return "it tells what was taken before this visit"
        if "stop" in own and status != "stop":
            return "there the drug is stopped"
    return ""


def _both(edit: Edit, where: Where) -> str:
    """A sentence that already states the new fact beside the old one speaks of both."""
    if edit.kind in ("drug", "diagnosis"):
        both = any(fact.kind == edit.kind and fact.value == edit.after for fact in where.facts)
    else:
        key = (edit.kind, edit.subject, edit.scale)
        both = any(fact.key == key and fact.value == edit.after for fact in where.facts)
    return BOTH if both else ""


BOTH = "it speaks of the former and the new fact"


@cache
def _rule(name: str) -> re.Pattern[str]:
    held: str | Collection[str] = rules()["stay"][name]
    return re.compile(held) if isinstance(held, str) else any_of(held)
