"""The stage of a dialogue: who may speak, in which words, with which stumbles; and the lines so far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from random import Random
from typing import NamedTuple

from soapstone.simulate.grammar import expand
from soapstone.simulate.library import Library
from soapstone.simulate.marks import CLOSE, NAMED, OPEN, mark, split, within
from soapstone.simulate.truth import Truth
from soapstone.simulate.voice import Speaker, agreed, spelled, units_said, words_of
from soapstone.types import Role

_MARKS = f"(?:{OPEN}[^{NAMED}]*{NAMED}|{CLOSE})*"
_SENTENCE = re.compile(f"(^{_MARKS}|[.?!]{CLOSE}* {_MARKS})([a-z])")
_ALONE = re.compile(r"\bi\b(?!-)")
_PUNCTUATION = re.compile(r"[,.?!;:](?!\d)")
FILLERS = ("um", "uh", "um", "uh", "you know", "like", "i mean")


class Line(NamedTuple):
    """One turn: the role, the label that a transcript shows, and the text with its marks."""

    role: Role
    label: str
    text: str


class Manner(NamedTuple):
    """How a visit sounds and how it was typed: shares of stumbles, figures as words, capitals and points."""

    fillers: float
    spelled: bool
    typed: str
    backchannel: float


class Scene:
    """A dialogue in the making."""

    def __init__(self, truth: Truth, library: Library, held_out: bool, random: Random) -> None:
        self.truth, self.person, self.library, self.random = truth, truth.person, library, random
        self.wordings = library.unseen_wordings if held_out else library.wordings
        self.held_out = held_out
        self.manner = Manner(
            random.choice((0.02, 0.08, 0.14, 0.25)),
            random.random() < 0.6,
            random.choices(("written", "lower", "bare"), (5, 3, 2))[0],
            random.choice((0.05, 0.12, 0.25)),
        )
        self.lines: list[Line] = []
        self.late: list[str] = []
        self._words = {
            speaker: {**self.wordings, **words_of(speaker, self.person)}
            for speaker in ("patient", "clinician", "relative")
        }
        self.answering: Speaker = "relative" if self.person.is_child else "patient"

    def phrase(self, rule: str, speaker: Speaker, **values: str) -> str:
        """One wording of a rule of talk.toml, or of a phrase, for a speaker.

        For a child's visit the rule `<rule>_child` is taken where there is one.
        """
        text = f"<{rule}>" if rule in self.wordings else rule
        if self.person.is_child and f"{rule}_child" in self.wordings:
            text = f"<{rule}_child>"
        return agreed(
            expand(text, self.random, {**self._words[speaker], **values} if values else self._words[speaker])
        )

    def clinician(self, text: str) -> None:
        """The clinician says; a long turn may be broken by a patient's "mm-hmm"."""
        self._line("clinician", "doctor", text, self.manner.fillers * 0.6)

    def answer(self, text: str) -> None:
        """The patient answers, or for a child the parent."""
        if self.person.is_child:
            self.relative(text)
        else:
            self._line("patient", "patient", text, self.manner.fillers)

    def relative(self, text: str) -> None:
        """The relative who came along speaks."""
        self._line("other", self.person.relative, text, self.manner.fillers)

    def ask(self, text: str) -> None:
        """The clinician asks, often after taking up the last answer."""
        going_on = self.lines and self.lines[-1].role == "clinician"
        self.clinician(text if going_on else f"{self.phrase('maybe_ack', 'clinician')} {text}")

    def chance(self, share: float) -> bool:
        """Whether something that happens with this share happens now."""
        return self.random.random() < share

    def joined(self, items: Sequence[str], last: str = "and") -> str:
        """ "a, b and c"."""
        return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"

    def _line(self, role: Role, label: str, text: str, fillers: float) -> None:
        """Add a turn as it was typed, cut in two by the listener's "mm-hmm" where it is long."""
        text = units_said(text) if OPEN not in text else within(text, units_said)
        if self.manner.spelled:
            text = within(text, spelled)
        text = self._stumbled(text.strip(), fillers)
        listener: tuple[Role, str] = ("clinician", "doctor") if role != "clinician" else self._listener()
        spaces = [match.start() for match in re.finditer(" ", text)]
        if len(spaces) > 22 and self.chance(self.manner.backchannel * 2.5):
            first, second = split(text, self.random.choice(_outside_labels(text, spaces[8:-8])))
            self._add(role, label, first + self.random.choice(("-", "-", "...", ",")))
            self._add(*listener, self.phrase("hum", "clinician") + self.random.choice((".", "", ".")))
            self._add(role, label, second)
        else:
            self._add(role, label, text)

    def _listener(self) -> tuple[Role, str]:
        return ("other", self.person.relative) if self.person.is_child else ("patient", "patient")

    def _add(self, role: Role, label: str, text: str) -> None:
        text = re.sub(r"([,.?!]) ?[,.](?=\s|$)", r"\1", text).strip()
        if self.manner.typed == "written":
            text = _SENTENCE.sub(
                lambda m: m[1] + m[2].upper(), within(text, lambda part: _ALONE.sub("I", part))
            )
        else:
            bare = self.manner.typed == "bare"
            text = within(text, lambda part: _PUNCTUATION.sub("", part.lower()) if bare else part.lower())
        if self.lines and self.lines[-1].role == role and self.lines[-1].label == label:
            before = self.lines.pop()
            text = f"{before.text} {text}"
        self.lines.append(Line(role, label, text))

    def _stumbled(self, text: str, share: float) -> str:
        """Fillers after commas and at the start, a word begun twice now and then."""
        random = self.random

        def stumble(part: str) -> str:
            if len(part) < 12:
                return part
            pieces = part.split(", ")
            filled = (
                f"{random.choice(FILLERS)}, {piece}" if random.random() < share else piece
                for piece in pieces[1:]
            )
            part = ", ".join((pieces[0], *filled))
            if random.random() < share:
                words = part.split(" ")
                at = random.randrange(len(words))
                word = words[at]
                if word.isalpha() and len(word) < 7:
                    words[at] = f"{word}, {word}" if random.random() < 0.6 else f"{word[:1]}- {word}"
                elif at:
                    words[at] = f"{random.choice(FILLERS)} {word}"
                part = " ".join(words)
            return part

        text = within(text, stumble)
        if random.random() < share:
            text = f"{random.choice(('um', 'uh', 'well', 'so', 'um'))}, {text}"
        return text

    def fact(self, name: str, text: str) -> str:
        """Words that say a fact of the truth, for instance `fact("0.finding.fever", "no fever")`."""
        return mark(f"f {name}", text)

    def facts(self, names: Iterable[str], text: str) -> str:
        """Words that say several facts at once: "no, none of those"."""
        for name in names:
            text = self.fact(name, text)
        return text


def _outside_labels(text: str, places: list[int]) -> list[int]:
    """Those places that are not inside a label."""
    return [at for at in places if text.rfind(OPEN, 0, at) <= text.rfind(NAMED, 0, at)] or [len(text)]
