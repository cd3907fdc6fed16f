"""A note's sentences in the making: one house style, its words, and the facts that each sentence states."""

from __future__ import annotations

import re
from collections.abc import Iterable
from random import Random
from typing import NamedTuple

from soapstone.notes.templates import Topic
from soapstone.simulate.grammar import expand
from soapstone.simulate.library import Library
from soapstone.simulate.problem import Problem
from soapstone.simulate.tags import entity, marked
from soapstone.simulate.truth import Truth

CHRONIC = 90
"""The number under which long-term conditions follow the problems of the day."""


class Draft(NamedTuple):
    """One sentence before it has a place: its topic, its words with marks, the facts that it states."""

    topic: Topic
    text: str
    facts: tuple[str, ...]
    problem: int = 0


class Writer:
    """Words of one visit in one style."""

    def __init__(
        self, truth: Truth, library: Library, said: Iterable[str], style: str, random: Random
    ) -> None:
        self.truth, self.person, self.library, self.random = truth, truth.person, library, random
        self.said = set(said)
        self.rules = {**library.styles["full"], **library.styles[style]}
        self.short = bool(self.rules["abbreviate"])
        she = self.person.sex == "F"
        he, his = ("She", "her") if she else ("He", "his")
        self.words = {
            "He": he, "he": he.lower(), "his": his, "His": his.capitalize(), "him": "her" if she else "him",
            "relation": self.person.relative, "i": "the patient", "my": "the", "s": "s", "im": "is",
        }  # fmt: skip
        proper = library.styles["proper"]
        self._proper = re.compile(rf"\b({'|'.join(map(re.escape, proper))})\b")
        self._capitals = dict(proper)

    def rule(self, name: str, /, **values: str) -> str:
        """One wording of a rule; a child's visit has its own for some."""
        child = f"{name}_child"
        phrases = self.rules[child] if self.person.is_child and child in self.rules else self.rules[name]
        return expand(self.random.choice(phrases), self.random, {**self.words, **values})

    def rule_of(self, phrase: str, values: dict[str, str]) -> str:
        """One wording of a phrase."""
        return expand(phrase, self.random, {**self.words, **values})

    def plain(self, text: str) -> str:
        """The written half of a pair, with names of products in capitals and its entities still tagged."""
        text = expand(text, self.random, self.words)
        return self._proper.sub(lambda match: self._capitals[match[1]], text)

    def written(self, text: str) -> str:
        """The written half of a pair, with its entities marked."""
        return marked(self.plain(text), "present")

    def sentence(self, text: str) -> str:
        """The written half of a pair as a sentence."""
        return self.written(text).rstrip(".") + "."

    def are_said(self, *facts: str) -> bool:
        """Whether all of the facts were said at the visit."""
        return self.said.issuperset(facts)

    def complaint(self, problem: Problem) -> str:
        """The complaint in the note's words."""
        if problem.complaint.visit:
            return problem.complaint.name
        finding = self.library.findings.get(problem.complaint.is_finding)
        name = finding.short if finding and finding.short and self.short else problem.complaint.name
        return entity(name, "DIAGNOSIS", "present", finding.code if finding else "")

    def term(self, key: str, assertion: str) -> str:
        """A finding in the note's words."""
        finding = self.library.findings[key]
        code = finding.code if assertion == "present" else ""
        return entity(self.word(key), "DIAGNOSIS", assertion, code)

    def word(self, key: str) -> str:
        """The note's word of a finding, abbreviated where the style abbreviates."""
        finding = self.library.findings[key]
        return finding.short if finding.short and self.short else finding.term

    def condition(self, key: str) -> str:
        """A long-term condition in the note's words."""
        condition = self.library.conditions[key]
        name = condition.short if condition.short and self.short else condition.term
        return entity(name, "DIAGNOSIS", "present", condition.code)


def listed(words: list[str], last: str = "and") -> str:
    """ "fever, chills and cough"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
