"""The note of a visit in a house style: only what was said, every sentence with the facts it states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import NamedTuple

from soapstone.notes.templates import Topic
from soapstone.simulate.grammar import expand, pair
from soapstone.simulate.library import Library
from soapstone.simulate.schema import ATTRIBUTES
from soapstone.simulate.tags import entity, marked
from soapstone.simulate.truth import Problem, Truth

STYLES = ("full", "telegraphic", "problem")
CHRONIC = 90
"""The number under which long-term conditions follow the problems of the day."""


STATES = {"negative", "positive", "normal", "elevated", "unremarkable", "within", "pending", "low", "high"}
"""Results that follow "is" rather than "shows"."""


class Draft(NamedTuple):
    """One sentence before it has a place: its topic, its words with marks, the facts that it states."""

    topic: Topic
    text: str
    facts: tuple[str, ...]
    problem: int = 0


class Writer:
    """Sentences in one style about one visit."""

    def __init__(
        self, truth: Truth, library: Library, said: Iterable[str], style: str, random: Random
    ) -> None:
        self.truth, self.person, self.library, self.random = truth, truth.person, library, random
        self.said = set(said)
        self.style = style
        self.rules = {**library.styles["full"], **library.styles[style]}
        self.short = bool(self.rules["abbreviate"])
        he = "She" if self.person.sex == "F" else "He"
        his = "her" if self.person.sex == "F" else "his"
        self.words = {
            "He": he, "his": his, "His": his.capitalize(), "he": he.lower(), "relation": self.person.relative,
            "him": "her" if self.person.sex == "F" else "him",
        } | {"i": "the patient", "my": "the", "s": "s", "im": "is"}  # fmt: skip

    def rule(self, name: str, **values: str) -> str:
        """One wording of a rule; a child's visit has its own for some."""
        child = f"{name}_child"
        phrases = self.rules[child] if self.person.is_child and child in self.rules else self.rules[name]
        return expand(self.random.choice(phrases), self.random, {**self.words, **values})

    def sentences(self) -> list[Draft]:
        """All that the note says; a sentence of which a fact was not said is left out."""
        drafts = [*self._complaint()]
        for index, problem in enumerate(self.truth.problems):
            drafts += self._history(index, problem)
        drafts += [
            *self._background(),
            *self._life(),
            *self._findings("review", self.truth.review, "review"),
            *self._vitals(),
        ]
        for index, problem in enumerate(self.truth.problems):
            drafts += [*self._exam(index, problem), *self._assessment(index, problem)]
        drafts += [*self._chronic(), *self._leave()]
        return [draft for draft in drafts if draft.facts and self.said.issuperset(draft.facts)]

    def _name(self, problem: Problem) -> str:
        finding = self.library.findings.get(problem.complaint.is_finding)
        name = finding.short if finding and finding.short and self.short else problem.complaint.name
        return entity(name, "DIAGNOSIS", "present", finding.code if finding else "")

    def _complaint(self) -> Iterator[Draft]:
        yield Draft(
            "complaint",
            self.rule("complaint", complaint=self._name(self.truth.problems[0])),
            ("0.complaint",),
        )

    def _onset(self, problem: Problem) -> str:
        number, unit = problem.onset
        return f"{number} {unit if number > 1 else unit[:-1]}"

    def _for(self, problem: Problem) -> str:
        span = self.rule("for", value=self._onset(problem))
        return span if span.startswith(",") else f" {span}"

    def _history(self, index: int, problem: Problem) -> Iterator[Draft]:
        onset = f"{index}.onset" in self.said
        span = self._for(problem) if onset else ""
        facts = [f"{index}.complaint", *([f"{index}.onset"] if onset else [])]
        values = {"complaint": self._name(problem), "onset": span}
        if index:
            yield Draft("history", self.rule("second", **values), tuple(facts), index)
        elif "age" in self.said:
            yield Draft("history", self.rule("opener", who=self._who(), **values), ("age", *facts))
        else:
            yield Draft("history", self.rule("opener_bare", **values), tuple(facts))
        for name in ATTRIBUTES:
            value = str(problem.severity) if name == "severity" else problem.attributes.get(name, ("", ""))[1]
            if value:
                text = expand(value, self.random, self.words)
                text = text if name in ("story", "tried", "impact") else self.rule(name, value=text)
                yield Draft(
                    "history", text if text.endswith(".") else text + ".", (f"{index}.{name}",), index
                )
        yield from self._findings("history", problem.findings, f"{index}.finding", index)

    def _who(self) -> str:
        person = self.person
        sex = "female" if person.sex == "F" else "male"
        if person.age < 18 and self.random.random() < 0.6:
            sex = "girl" if person.sex == "F" else "boy"
        words = person.age_words
        if person.age < 2:
            number, unit = words.split()
            return f"{number}-{unit.rstrip('s')}-old {sex}"
        if self.short:
            return f"{words}{'yo ' + person.sex if self.random.random() < 0.5 else person.sex}"
        article = "an" if words.startswith("8") or words in ("11", "18") else "a"
        return f"{article} {words}-year-old {sex}"

    def _findings(
        self, topic: Topic, findings: dict[str, bool], prefix: str, index: int = 0
    ) -> Iterator[Draft]:
        """Present findings first, then denied ones; some each in a sentence, most in lists."""
        for there in (True, False):
            keys = [
                key
                for key, is_there in findings.items()
                if is_there is there and f"{prefix}.{key}" in self.said
            ]
            if topic == "review":
                keys.sort(key=lambda key: self.library.findings[key].system)
            while keys:
                count = self.random.randint(1, 3 if there else 6)
                group, keys = keys[:count], keys[count:]
                words = [self._term(key, "present" if there else "negated") for key in group]
                text = self.rule(
                    "present" if there else "absent", list=listed(words, "and" if there else "or")
                )
                yield Draft(topic, text, tuple(f"{prefix}.{key}" for key in group), index)

    def _term(self, key: str, assertion: str) -> str:
        finding = self.library.findings[key]
        code = finding.code if assertion == "present" else ""
        return entity(
            finding.short if finding.short and self.short else finding.term, "DIAGNOSIS", assertion, code
        )

    def _condition(self, key: str) -> str:
        condition = self.library.conditions[key]
        name = condition.short if condition.short and self.short else condition.term
        return entity(name, "DIAGNOSIS", "present", condition.code)

    def _background(self) -> Iterator[Draft]:
        person, rows = self.person, self.library.people
        held = [key for key in person.conditions if f"condition.{key}" in self.said]
        if held:
            text = self.rule("conditions", list=listed([self._condition(key) for key in held]))
            yield Draft("medical_history", text, tuple(f"condition.{key}" for key in held))
        yield Draft("medical_history", self.rule("no_conditions"), ("conditions.none",))
        for key, status, _ in self.truth.chronic:
            yield Draft("history", expand(status[1], self.random, self.words), (f"status.{key}",), CHRONIC)
        if person.surgeries:
            words = [
                entity(rows["surgeries"][key]["written"], "PROCEDURE", "historical")
                for key in person.surgeries
            ]
            yield Draft(
                "surgical_history",
                self.rule("surgeries", list=listed(words)),
                tuple(f"surgery.{k}" for k in person.surgeries),
            )
        yield Draft("surgical_history", self.rule("no_surgeries"), ("surgeries.none",))
        taken = [label for label in self.said if label.startswith("drug.")]
        taken.sort(key=lambda label: person.drugs.index(label.split(".")[1]))
        if taken:
            yield Draft(
                "medications",
                self.rule("drugs", list=listed([self._home_drug(label) for label in taken])),
                tuple(taken),
            )
        yield Draft("medications", self.rule("no_drugs"), ("drugs.none",))
        for allergen, reaction in person.allergies:
            value = pair(reaction, self.random)[1]
            yield Draft(
                "allergies", self.rule("allergy", allergen=allergen, reaction=value), (f"allergy.{allergen}",)
            )
        yield Draft("allergies", self.rule("no_allergies"), ("allergies.none",))
        for kin, illness in person.family:
            row = rows["family_history"][illness]
            value = entity(row["written"], "DIAGNOSIS", "family", row["code"])
            yield Draft(
                "family_history", self.rule("family_of", kin=kin, value=value), (f"family.{illness}",)
            )
        yield Draft("family_history", self.rule("no_family"), ("family.none",))
        for name, text in person.social.items():
            yield Draft("social_history", self._social(name, text), (f"social.{name}",))

    def _life(self) -> Iterator[Draft]:
        for key, (_, written) in self.truth.life.items():
            topic = self.library.life[key].topic
            yield Draft(topic, expand(written, self.random, self.words), (f"life.{key}",))

    def _social(self, name: str, text: str) -> str:
        if "=>" in text:
            return text.partition("=>")[2].strip()
        return self.rule("student") if text == "a student" else self.rule("work", value=text)

    def _home_drug(self, label: str) -> str:
        drug = self.library.drugs[label.split(".")[1]]
        dose = f" {drug.dose}" if label.endswith(".dose") else ""
        return entity(drug.name, "MEDICATION", "present") + dose

    def _vitals(self) -> Iterator[Draft]:
        keys = [key for key in ("temp", "bp", "hr", "rr", "spo2") if f"vital.{key}" in self.said]
        if keys:
            values = [self.rule(key, value=self.truth.vitals[key]) for key in keys]
            yield Draft(
                "vitals", self.rule("vitals", list=", ".join(values)), tuple(f"vital.{key}" for key in keys)
            )

    def _exam(self, index: int, problem: Problem) -> Iterator[Draft]:
        for key, (_, written) in problem.exam.items():
            region = entity(self.library.regions[key].written, "ANATOMY", "present")
            text = self.rule("exam", region=region, value=expand(written, self.random, self.words))
            yield Draft("exam", text, (f"{index}.exam.{key}",), index)
        for key, (_, written) in problem.results.items():
            test = entity(self.library.tests[key].written, "TEST", "present")
            rule = (
                "result_is" if written.split()[0].rstrip(",") in STATES or written[0].isdigit() else "result"
            )
            text = self.rule(rule, test=test, value=expand(written, self.random, self.words))
            yield Draft("results", text, (f"{index}.result.{key}",), index)

    def _assessment(self, index: int, problem: Problem) -> Iterator[Draft]:
        name = problem.cause.name.replace("<side>", problem.side)
        cause = entity(name, "DIAGNOSIS", "present" if problem.sure else "possible", problem.code)
        text = self.rule("sure" if problem.sure else "unsure", cause=cause, complaint=self._name(problem))
        yield Draft("assessment", text, (f"{index}.complaint", f"{index}.cause"), index)
        for number, (_, written) in enumerate(problem.course):
            yield Draft(
                "course",
                marked(expand(written, self.random, self.words), "present"),
                (f"{index}.course.{number}",),
                index,
            )
        for key in problem.drugs:
            drug = self.library.drugs[key]
            often = self.library.styles["often"].get(drug.often, [drug.often, drug.often])[self.short]
            name = drug.short if drug.short and self.short else drug.name
            parts = [
                entity(name, "MEDICATION", "present"),
                drug.dose,
                often,
                f"for {drug.days}" if drug.days else "",
            ]
            given = problem.leave == "admit" or drug.often.startswith("through the iv")
            text = self.rule("give" if given else "start", dose=" ".join(filter(None, parts)))
            yield Draft("course" if given else "plan", text, (f"{index}.drug.{key}",), index)
        for number, (_, written) in enumerate(problem.plan):
            yield Draft(
                "plan",
                marked(expand(written, self.random, self.words), "present"),
                (f"{index}.plan.{number}",),
                index,
            )

    def _chronic(self) -> Iterator[Draft]:
        for key, _, (_, written) in self.truth.chronic:
            yield Draft("plan", marked(written, "present"), (f"chronic.{key}",), CHRONIC)

    def _leave(self) -> Iterator[Draft]:
        problem = self.truth.problems[0]
        if problem.leave != "home":
            yield Draft("instructions", self.rule(problem.leave), ("0.leave",))
            return
        rule = "follow_ed" if self.truth.setting == "ed" else "follow"
        yield Draft("instructions", self.rule(rule, value=problem.cause.follow), ("0.follow",))
        if problem.back:
            words = [self._term(key, "hypothetical") for key in problem.back]
            facts = tuple(f"0.back.{key}" for key in problem.back)
            yield Draft("instructions", self.rule("back", list=listed(words, "or")), ("0.back", *facts))


def listed(words: list[str], last: str = "and") -> str:
    """ "fever, chills and cough"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
