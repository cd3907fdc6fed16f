"""What a note says of the diagnosis, the treatment and where the patient goes from here."""

from __future__ import annotations

from collections.abc import Iterator

from soapstone.simulate.problem import Problem, given_at_once
from soapstone.simulate.tags import entity, marked
from soapstone.simulate.writer import CHRONIC, Draft, Writer, listed


def assessment(writer: Writer, index: int, problem: Problem) -> Iterator[Draft]:
    """The diagnosis, others that were thought of, what was done, what is to be done."""
    name = problem.cause.name.replace("<side>", problem.side)
    cause = entity(name, "DIAGNOSIS", "present" if problem.sure else "possible", problem.code)
    rule = "sure" if problem.sure else "unsure"
    if (
        problem.complaint.visit
        or " due to " in name
        or set(problem.complaint.name.split()) & set(name.split())
    ):
        rule += "_alone"
    text = writer.rule(rule, cause=cause, complaint=writer.complaint(problem))
    yield Draft("assessment", text, (f"{index}.complaint", f"{index}.cause"), index)
    for number, (_, written) in enumerate(problem.considered):
        facts = (f"{index}.considered.{number}",)
        yield Draft("assessment", marked(writer.plain(written), "possible"), facts, index)
    for number, (_, written) in enumerate(problem.course):
        yield Draft("course", writer.sentence(written), (f"{index}.course.{number}",), index)
    for key in problem.drugs:
        yield _drug(writer, index, problem, key)
    for number, (_, written) in enumerate(problem.plan):
        yield Draft("plan", writer.sentence(written), (f"{index}.plan.{number}",), index)


def _drug(writer: Writer, index: int, problem: Problem, key: str) -> Draft:
    drug = writer.library.drugs[key]
    often = writer.library.styles["often"].get(drug.often, [drug.often, drug.often])[writer.short]
    name = entity(drug.short if drug.short and writer.short else drug.name, "MEDICATION", "present")
    rest = " ".join(filter(None, (drug.dose, often, f"for {drug.days}" if drug.days else "")))
    given = given_at_once(problem, drug)
    rule = "give" if given else "raise" if drug.replaces else "start"
    text = writer.rule(rule, dose=f"{name} {rest}".strip(), name=name, rest=rest)
    return Draft("course" if given else "plan", text, (f"{index}.drug.{key}",), index)


def chronic(writer: Writer) -> Iterator[Draft]:
    """A line on each long-term condition that was spoken of."""
    for key, _, (_, written) in writer.truth.chronic:
        yield Draft("plan", writer.sentence(written), (f"chronic.{key}",), CHRONIC)


def leaving(writer: Writer) -> Iterator[Draft]:
    """Admission, or when to come again and what to come back for."""
    problem = writer.truth.problems[0]
    if problem.leave != "home":
        yield Draft("instructions", writer.rule(problem.leave), ("0.leave",))
        return
    rule = "follow_ed" if writer.truth.setting == "ed" else "follow"
    yield Draft("instructions", writer.rule(rule, value=problem.cause.follow), ("0.follow",))
    if problem.back:
        words = [writer.term(key, "hypothetical") for key in problem.back]
        facts = tuple(f"0.back.{key}" for key in problem.back)
        yield Draft("instructions", writer.rule("back", list=listed(words, "or")), ("0.back", *facts))
