"""Statements said in the site's own words, where its memory has words for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from soapstone.engines.compose.grammar import Subject
from soapstone.engines.compose.reading import Reading
from soapstone.engines.compose.statement import Statement
from soapstone.engines.compose.template import NUMBER_STEMS, Facts, Index, best, numbers, style_stems
from soapstone.nlp.assertion import Polarity
from soapstone.nlp.drugs import Dose, find_drugs
from soapstone.nlp.stems import tokens
from soapstone.notes.templates import Topic
from soapstone.types import Span

_REPHRASED: tuple[Topic, ...] = (
    "history",
    "exam",
    "results",
    "plan",
    "instructions",
    "social_history",
    "family_history",
)


def rephrase(
    statements: Sequence[Statement], reading: Reading, templates: Index, subject: Subject
) -> Iterator[Statement]:
    """Each statement, in a remembered phrase when one says the same facts and no others."""
    if not templates:
        yield from statements
        return
    polarities = {
        (span, assertion.concept.name): assertion.polarity
        for assertion in reading.assertions
        for span in assertion.evidence
    }
    for statement in statements:
        sentence = None
        if statement.topic in _REPHRASED and statement.text.rstrip(".") != statement.group.rstrip("."):
            facts = _facts(statement, reading, polarities)
            topics: tuple[Topic, ...] = (
                (statement.topic, "plan") if statement.topic == "instructions" else (statement.topic,)
            )
            sentence = next(filter(None, (best(templates, topic, facts, subject) for topic in topics)), None)
        yield statement._replace(text=sentence) if sentence else statement


def _facts(statement: Statement, reading: Reading, polarities: Mapping[tuple[Span, str], Polarity]) -> Facts:
    """What the statement's clauses say: their stems, and every fact that a slot could hold."""
    values: dict[str, list[str]] = {}
    stems: set[str] = set()
    for heard in reading.heard:
        clause = heard.seen.clause
        if clause.span not in statement.evidence:
            continue
        drugs = find_drugs(clause.text)
        inside = [(dose.start, dose.end) for dose in drugs]
        if any(_has_unread_strength(clause.text, dose) for dose in drugs):
            return Facts(frozenset(), {"{unread}": ("",)})
        for dose in drugs:
            _add(values, "{drug}", dose.written)
        for mention in heard.seen.mentions:
            polarity = polarities.get((clause.span, mention.concept.name), "asked")
            _add(values, f"{{{mention.concept.kind}:{polarity}}}", mention.concept.name)
            inside.append((mention.start, mention.end))
        for start, end, slot in numbers(clause.text):
            if not any(a <= start < b for a, b in inside):
                _add(values, slot, clause.text[start:end])
                inside.append((start, end))
        stems |= {
            word.stem for word in tokens(clause.text) if not any(a <= word.start < b for a, b in inside)
        } - style_stems()
    return Facts(frozenset(stems), {kind: tuple(items) for kind, items in values.items()})


def _has_unread_strength(text: str, dose: Dose) -> bool:
    """Whether a number stands with the drug that was not understood as its strength: "fifteen milligrams"."""
    said = {word.stem for word in tokens(text[dose.start : dose.end])}
    return not dose.strength and bool(said & NUMBER_STEMS)


def _add(values: dict[str, list[str]], slot: str, value: str) -> None:
    if value not in values.setdefault(slot, []):
        values[slot].append(value)
