"""The engine: read the visit, make statements, choose among them, lay them out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from soapstone.engines.base import EMPTY, not_stated
from soapstone.engines.compose.agreement import agreement
from soapstone.engines.compose.background import LISTED, allergies, medications
from soapstone.engines.compose.complaint import QUOTED, complaint, complaint_as_given
from soapstone.engines.compose.exam import exam
from soapstone.engines.compose.habits import habits
from soapstone.engines.compose.histories import HISTORIES, histories
from soapstone.engines.compose.history import history
from soapstone.engines.compose.layout import lay_out
from soapstone.engines.compose.memory import Memory
from soapstone.engines.compose.person import who
from soapstone.engines.compose.phrases import backgrounds
from soapstone.engines.compose.problems import plan
from soapstone.engines.compose.reading import Judge, Reading, read
from soapstone.engines.compose.remembered import rephrase
from soapstone.engines.compose.results import results
from soapstone.engines.compose.spelling import as_written
from soapstone.engines.compose.statement import Statement
from soapstone.engines.compose.symptoms import review
from soapstone.engines.compose.template import index
from soapstone.engines.compose.vitals import vitals
from soapstone.nlp.drugs import find_drugs
from soapstone.nlp.stems import content_stems
from soapstone.notes.templates import Template, Topic, load_template
from soapstone.types import Canvas, Note, Section, Sentence, Visit

WANTED = 0.28
SHORT = 60  # clauses: of a shorter visit a note keeps more


class ComposeEngine:
    """Writes only what was said: every sentence is made from clauses of the visit and carries their spans.

    A `judge` has a say in what a note wants of them.
    """

    name = "compose"

    def __init__(
        self, memory: Memory | None = None, wanted: float = WANTED, judge: Judge | None = None
    ) -> None:
        self.memory = memory or Memory()
        self.wanted, self.judge = wanted, judge
        self._templates = index(self.memory.templates)

    def write(self, visit: Visit, canvas: Canvas) -> Note:
        """The canvas's note with its open sections written."""
        template = load_template(visit.template)
        statements = _once(self._made(visit, read(visit.transcript, self.judge), _given(canvas, template)))
        sections = tuple(
            section.model_copy(update={"sentences": self._section(template, section, statements)})
            if section.key in canvas.open
            else section
            for section in canvas.note.sections
        )
        return canvas.note.model_copy(update={"sections": sections, "engine": self.name})

    def statements(self, visit: Visit) -> list[Statement]:
        """Everything that a note could say of the visit, in the order of speech within a topic."""
        return _once(self._made(visit, read(visit.transcript, self.judge), {}))

    def sections_of(self, visit: Visit, first_turn: int) -> frozenset[str]:
        """The sections that have a statement resting on a turn from `first_turn` on."""
        template = load_template(visit.template)
        homes = (
            template.home_of(statement.topic)
            for statement in self.statements(visit)
            if any(span.turn >= first_turn for span in statement.evidence)
        )
        return frozenset(home for home in homes if home is not None)

    def _made(self, visit: Visit, reading: Reading, given: Mapping[Topic, str]) -> list[Statement]:
        person = who(visit)
        reason = complaint_as_given(reading, given) or complaint(reading)
        allergic = allergies(reading)
        wanted = self.wanted * min(1.0, len(reading.heard) / SHORT)
        statements = [
            *reason,
            *history(reading, reason, person, visit.patient, self.memory, wanted),
            *histories(reading, person.subject),
            *habits(reading, person.subject),
            *medications(reading, self.memory, allergic),
            *allergic,
            *review(reading, self.memory),
            *vitals(reading),
            *exam(reading, person.subject, wanted),
            *results(reading, person.subject, wanted),
            *plan(reading, person.subject, [s for s in reason if s.kind != QUOTED], self.memory, wanted),
            *agreement(reading, self.memory),
        ]
        statements = _without_idle_none(_without_retold(statements))
        return [
            s._replace(text=as_written(s.text), group=as_written(s.group))
            for s in rephrase(statements, reading, self._templates, person.subject)
        ]

    def _section(
        self, template: Template, section: Section, statements: Sequence[Statement]
    ) -> tuple[Sentence, ...]:
        wanted = template.section(section.key)
        mine = [s for s in statements if _home(template, s) == section.key]
        if any(s.topic == "history" and s.order < 0 for s in mine):
            mine = [s for s in mine if s.topic != "complaint"]  # the opening sentence gives the reason
        return lay_out(wanted, mine, self.name, self.memory.labels) or not_stated(wanted, self.name)


def _given(canvas: Canvas, template: Template) -> dict[Topic, str]:
    """What stands in the locked sections of a canvas, by topic."""
    return {
        topic: section.text
        for section in canvas.note.sections
        if section.key not in canvas.open and section.text.strip() != EMPTY
        for topic in template.section(section.key).holds
    }


def _home(template: Template, statement: Statement) -> str | None:
    """Where a statement goes; a history of which the template makes no section goes with the history."""
    home = template.home_of(statement.topic)
    return home or (template.home_of("history") if statement.topic.endswith("history") else None)


def _without_idle_none(statements: Sequence[Statement]) -> list[Statement]:
    """Statements without "No significant family history." where something of it was told."""
    nothing = {one.none for one in backgrounds() if one.none}
    told = {
        s.topic
        for s in statements
        if s.topic in HISTORIES and s.text not in nothing and s.group != "vaccines"
    }
    return [s for s in statements if not (s.text in nothing and s.topic in told)]


def _without_retold(statements: Sequence[Statement]) -> list[Statement]:
    """Statements without those of the history that an allergy or the answer about earlier illness already tells."""
    told = {s.evidence[-1] for s in statements if s.topic == "allergies"}
    turns = {span.turn for span in told}
    answers = {span for s in statements if s.topic in HISTORIES and s.group for span in s.evidence}
    listed = {
        stem
        for s in statements
        if s.topic == "medications" and s.kind == LISTED
        for stem in content_stems(s.text)
    }

    def retold(s: Statement) -> bool:
        last = s.evidence[-1]
        if listed and s.topic == "medications" and s.kind != LISTED:
            return content_stems(_BELIEVED.sub("", s.text)) <= listed | _TAKES
        if s.topic == "history" and (last in told or (last.turn in turns and _REACTED.search(s.text))):
            return True
        return s.topic in ("history", *HISTORIES) and not s.group and answers.issuperset(s.evidence)

    kept = [s for s in statements if s.order < 0 or not retold(s)]
    sentences = [s for s in kept if s.topic == "medications" and s.kind != LISTED]
    dosed = {(drug.name, drug.strength) for s in sentences for drug in find_drugs(s.text)}
    return [
        s for s in kept if s.kind != LISTED or not {(d.name, d.strength) for d in find_drugs(s.text)} <= dosed
    ]


# "I'm on insulin glargine 10 units" says no more than the list of medications.
_TAKES = content_stems(
    "takes taking uses using currently medications prescriptions pills too every each day morning night"
)
# "... she thinks that is the right one"
_BELIEVED = re.compile(
    r",? (?:and )?(?:he|she|they) (?:thinks?|believes?|guess(?:es)?|has|have)(?: that)?(?:'s| is)? "
    r"(?:all|it|the right one|everything|the (?:list|bottles?) in (?:his|her|their) (?:bag|purse|pocket|car))\b",
    re.IGNORECASE,
)
_REACTED = re.compile(
    r"\b(?:gives?|gave|get|gets|got|makes?|made|caused?s?) .*\b(?:rash|hives|swell\w*|itch\w*|sick|nause\w+)\b",
    re.IGNORECASE,
)


def _once(statements: Sequence[Statement]) -> list[Statement]:
    """Statements without those that say another of the same topic (in an exam: the same line) in nearly the same words."""
    kept: list[Statement] = []
    seen: dict[tuple[str, str], list[set[str]]] = {}
    for statement in statements:
        words = content_stems(statement.text)
        near = seen.setdefault((statement.topic, statement.group if statement.topic == "exam" else ""), [])
        if statement.topic != "review" and any(
            words and len(words & other) >= 0.85 * len(words) for other in near
        ):
            continue
        near.append(words)
        kept.append(statement)
    return kept
