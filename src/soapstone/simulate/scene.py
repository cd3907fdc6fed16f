"""The stage of a dialogue: who may speak and in which words; and the lines so far."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Sequence
from random import Random
from typing import Literal, NamedTuple

from soapstone.simulate.grammar import expand
from soapstone.simulate.library import Dialect, Library
from soapstone.simulate.marks import CLOSE, NAMED, OPEN, mark, split, within
from soapstone.simulate.schema import ExamStyle
from soapstone.simulate.truth import Truth
from soapstone.simulate.typed import stumbled, typed
from soapstone.simulate.voice import Speaker, agreed, spelled, units_said, words_of
from soapstone.types import Role

_END = re.compile(f"\\.({CLOSE}*)$")
Answer = Literal["", "no", "yes"]


class Line(NamedTuple):
    """One turn: the role, the label that a transcript shows, and the text with its marks."""

    role: Role
    label: str
    text: str


class Scene:
    """A dialogue in the making."""

    def __init__(
        self, truth: Truth, library: Library, dialect: Dialect, held_out: bool, random: Random
    ) -> None:
        self.truth, self.person, self.library, self.random = truth, truth.person, library, random
        self.manner, self.held_out = dialect.manner, held_out
        self.exam: ExamStyle = "plain"
        self.fillers = random.choice(self.manner.fillers)
        self.typed = random.choices([*self.manner.typed], [*self.manner.typed.values()])[0]
        self.spelled = random.random() < 0.6
        self.backchannel = random.choice(self.manner.backchannel)
        self.lines: list[Line] = []
        self.late: list[str] = []
        self.answered: Answer = ""
        self.heard = ""
        """What the clinician may say back: the echo of the last answer."""
        self.mentioned: list[str] = []
        """Findings that the patient told earlier, as the clinician would name them."""
        self.wordings = _of_age(dialect.unseen if held_out else dialect.wordings, self.person.is_child)
        sir = (", ma'am" if self.person.sex == "F" else ", sir") if self.person.age >= 18 else ""
        self._words = {
            speaker: {
                **self.wordings,
                **words_of(speaker, self.person),
                "sir": [sir, "", ""] if self.manner.polite else "",
            }
            for speaker in ("patient", "clinician", "relative")
        }
        self.answering: Speaker = "relative" if self.person.is_child else "patient"

    def phrase(self, rule: str, speaker: Speaker, /, **values: str) -> str:
        """One wording of a rule of the wordings, or of a phrase, for a speaker."""
        text = f"<{rule}>" if rule in self.wordings else rule
        words = self._words[speaker]
        return agreed(expand(text, self.random, ChainMap(values, words) if values else words))  # type: ignore[arg-type]

    def says(self, rule: str, /, **values: str) -> str:
        """One wording of a rule, as the clinician says it."""
        return self.phrase(rule, "clinician", **values)

    def replies(self, rule: str, /, **values: str) -> str:
        """One wording of a rule, as the patient says it, or the parent."""
        return self.phrase(rule, self.answering, **values)

    def clinician(self, text: str) -> None:
        """The clinician says."""
        self._line("clinician", "doctor", text, self.fillers * 0.6, self.manner.filler[:2])

    def answer(self, text: str) -> None:
        """The patient answers, or for a child the parent."""
        if self.person.is_child:
            self.relative(text)
        else:
            self._line("patient", "patient", text, self.fillers, self.manner.filler)

    def tell(self, text: str, answered: Answer = "", more: str = "more") -> None:
        """The patient answers at more length: something may be added that says no fact or belongs to no note.

        `more` is the rule of what may be added, of which there is one for each kind of answer; "" adds nothing.
        """
        rule = f"{more}_{answered}" if answered else more
        share = self.manner.more * (0.15 if answered == "no" else 1)
        if more and self.chance(share):
            added = self.replies(rule)
            text = _END.sub(lambda match: match[1], text) + f", {added}."
            again = self.replies(rule)
            if answered != "no" and again != added and self.chance(share / 2):
                text += f" {again}."
        aside = f" {self.replies('aside')}." if self.chance(self.manner.aside) else ""
        self.answer(text + aside)
        self.answered = answered
        if aside and self.chance(0.6):
            self.clinician(self.says("aside_reply"))

    def relative(self, text: str) -> None:
        """The relative who came along speaks."""
        self._line("other", self.person.relative, text, self.fillers, self.manner.filler)

    def ask(self, text: str) -> None:
        """The clinician asks, often after taking up the last answer."""
        going_on = bool(self.lines) and self.lines[-1].role == "clinician"
        lead = "" if going_on else self._lead()
        self.clinician(lead + _not_again(lead, text))
        self.answered, self.heard = "", ""

    def _lead(self) -> str:
        if self.heard and self.chance(self.manner.echo):
            return f"{self.heard} "
        if self.mentioned and self.chance(self.manner.echo / 4):
            return f"{self.says('mention', lay=self.mentioned.pop())} "
        if not self.chance(self.manner.lead):
            return ""
        lead = self.says(f"lead_{self.answered}" if self.answered else "lead")
        return f"{lead} " if lead else ""

    def has_said(self, name: str) -> bool:
        """Whether a fact has been spoken of so far."""
        return any(f"f {name}{NAMED}" in line.text for line in self.lines)

    def chance(self, share: float) -> bool:
        """Whether something that happens with this share happens now."""
        return self.random.random() < share

    def joined(self, items: Sequence[str], last: str = "and") -> str:
        """ "a, b and c"."""
        return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"

    @staticmethod
    def spaced(*parts: str) -> str:
        """Parts with one space between them; an empty one leaves none."""
        return " ".join(filter(None, parts))

    def fact(self, name: str, text: str) -> str:
        """Words that say a fact of the truth, for instance `fact("0.finding.fever", "no fever")`."""
        return mark(f"f {name}", text)

    def facts(self, names: Iterable[str], text: str) -> str:
        """Words that say several facts at once: "no, none of those"."""
        for name in names:
            text = self.fact(name, text)
        return text

    def phi(self, kind: str, text: str) -> str:
        """Words that identify a person."""
        return mark(f"p {kind}", text)

    def _line(self, role: Role, label: str, text: str, fillers: float, filler: Sequence[str]) -> None:
        """Add a turn as it was typed, cut in two by the listener's "mm-hmm" where it is long."""
        if not text:
            return
        text = within(text, lambda part: spelled(units_said(part)) if self.spelled else units_said(part))
        text = stumbled(text.strip(), fillers, self.manner.again, filler, self.random)
        spaces = [match.start() for match in re.finditer(" ", text)]
        if len(spaces) > 22 and self.chance(self.backchannel * 2):
            first, second = split(text, self.random.choice(_outside_labels(text, spaces[8:-8])))
            self._add(role, label, first.rstrip(",") + self.random.choice(("-", "-", ",", "")))
            self._add(*self._listener(role), self.says("hum") + self.random.choice((".", "", ".")))
            self._add(role, label, second)
        else:
            self._add(role, label, text)

    def _listener(self, speaking: Role) -> tuple[Role, str]:
        if speaking != "clinician":
            return "clinician", "doctor"
        return ("other", self.person.relative) if self.person.is_child else ("patient", "patient")

    def _add(self, role: Role, label: str, text: str) -> None:
        text = typed(text, self.typed)
        if self.lines and self.lines[-1].role == role and self.lines[-1].label == label:
            text = f"{self.lines.pop().text} {text}"
        self.lines.append(Line(role, label, text))


def _not_again(lead: str, text: str) -> str:
    """The text without what the lead has said already: "okay, and" before "and any fever"."""
    if "okay" in lead:
        text = text.removeprefix("okay, ").removeprefix("okay. ")
    last = lead.rstrip(" ,").rpartition(" ")[2]
    return text.removeprefix(f"{last} ") if last in ("and", "so", "now") else text


def _of_age(wordings: object, is_child: bool) -> dict[str, list[str]]:
    """The wordings; for a child's visit the rule `<name>_child` stands in the place of `<name>`."""
    assert isinstance(wordings, dict)
    if not is_child:
        return wordings
    return wordings | {
        name.removesuffix("_child"): phrases for name, phrases in wordings.items() if name.endswith("_child")
    }


def _outside_labels(text: str, places: list[int]) -> list[int]:
    """Those places that are not inside a label."""
    return [at for at in places if text.rfind(OPEN, 0, at) <= text.rfind(NAMED, 0, at)] or [len(text)]
