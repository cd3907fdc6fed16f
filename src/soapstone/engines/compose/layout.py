"""Statements laid out as the sentences of a section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from soapstone.engines.compose.exam import ORDER
from soapstone.engines.compose.statement import Statement
from soapstone.notes.templates import TemplateSection
from soapstone.types import Sentence

_RANK = {name: place for place, name in enumerate(ORDER)}


def lay_out(
    section: TemplateSection, statements: Sequence[Statement], author: str, labels: Mapping[str, str]
) -> tuple[Sentence, ...]:
    """The sentences of a section, led in as its layout asks: prose, lines by system, bullets, or by problem.

    `labels` are the site's names for the kinds of statement in a plan; without them each has its own bullet.
    """
    match section.layout:
        case "lines":
            return _lines(section, statements, author)
        case "problems":
            return _problems(statements, author, labels)
        case "bullets":
            return tuple(_sentence(s, "\n• " if at else "• ", author) for at, s in enumerate(statements))
    return _prose(section, statements, author)


def _sentence(statement: Statement, lead: str, author: str) -> Sentence:
    return Sentence(
        text=statement.text,
        lead=lead,
        evidence=statement.evidence,
        confidence=round(statement.confidence, 3),
        author=author,
    )


def _prose(section: TemplateSection, statements: Sequence[Statement], author: str) -> tuple[Sentence, ...]:
    """Running text; a topic of its own in a mixed section starts a paragraph."""
    ordered = sorted(statements, key=lambda s: section.holds.index(s.topic))
    sentences: list[Sentence] = []
    before = ""
    for statement in ordered:
        label = _TOPIC_LABELS.get(statement.topic, "") if len(section.holds) > 1 else ""
        lead = " " if statement.topic == before else f"\n\n{label}"
        sentences.append(_sentence(statement, lead if sentences else label, author))
        before = statement.topic
    return tuple(sentences)


# What a topic is called within a section that holds several.
_TOPIC_LABELS = {
    "medical_history": "Past medical history: ",
    "surgical_history": "Past surgical history: ",
    "family_history": "Family history: ",
    "social_history": "Social history: ",
    "medications": "Medications: ",
    "allergies": "Allergies: ",
}


def _lines(section: TemplateSection, statements: Sequence[Statement], author: str) -> tuple[Sentence, ...]:
    """A line a body system, in the order of an exam; statements without a system a line each at the end."""
    ordered = sorted(
        statements,
        key=lambda s: (
            section.holds.index(s.topic),
            s.order if s.topic == "review" else _RANK.get(s.group, len(_RANK)),
        ),
    )
    sentences: list[Sentence] = []
    before: Statement | None = None
    for statement in ordered:
        same_line = (
            before is not None
            and statement.group
            and statement.group == before.group
            and statement.topic == before.topic
        )
        label = (
            f"{statement.group}: "
            if statement.group and statement.topic in ("review", "exam", "vitals")
            else ""
        )
        lead = " " if same_line else ("\n" if sentences else "") + label
        sentences.append(_sentence(statement, lead, author))
        before = statement
    return tuple(sentences)


def _problems(
    statements: Sequence[Statement], author: str, labels: Mapping[str, str]
) -> tuple[Sentence, ...]:
    """Each problem as a heading line with its statements as bullets; what belongs to none comes first,
    the patient's agreement last."""
    groups = list(dict.fromkeys(s.group for s in statements))
    groups.sort(key=lambda group: (group == AGREEMENT, group != ""))
    sentences: list[Sentence] = []
    for group in groups:
        mine = [s for s in statements if s.group == group]
        if labels:
            mine.sort(key=lambda s: (not _is_heading(s), _KINDS.index(s.kind)))
        before = ""
        for statement in mine:
            label = labels.get(statement.kind, "")
            if _is_heading(statement):
                lead = "\n\n"
            elif label and label == before:
                lead = " "
            elif group == AGREEMENT:
                lead = "\n\n" + (f"{label}: " if label else "")
            else:
                lead = ("\n• " if group else "\n") + (f"{label}: " if label else "")
            sentences.append(_sentence(statement, lead if sentences else lead.lstrip("\n"), author))
            before = label
    return tuple(sentences)


AGREEMENT = "Agreement"
_KINDS = ("", "reasoning", "testing", "treatment", "counseling", "follow-up", "agreement")


def _is_heading(statement: Statement) -> bool:
    return statement.topic == "assessment" and statement.text == statement.group
