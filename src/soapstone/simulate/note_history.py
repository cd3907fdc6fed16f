"""What a note tells of the problem itself and of findings, present and denied."""

from __future__ import annotations

from collections.abc import Iterator

from soapstone.notes.templates import Topic
from soapstone.simulate.grammar import names
from soapstone.simulate.problem import Problem
from soapstone.simulate.schema import ATTRIBUTES
from soapstone.simulate.tags import entity
from soapstone.simulate.writer import Draft, Writer, listed

SENTENCES = ("story", "tried", "impact")
"""What is told in a sentence of its own, in the words of the data."""
VERBS = (
    "radiates",
    "comes",
    "lasted",
    "lasts",
    "takes",
    "individual",
    "attacks",
    "out",
    "stiff",
    "after",
    "every",
    "mostly",
)
"""Beginnings of what stands as a sentence without "it is"."""


def complaint(writer: Writer) -> Iterator[Draft]:
    """The chief complaint."""
    name = writer.complaint(writer.truth.problems[0])
    yield Draft("complaint", writer.rule("complaint", complaint=name), ("0.complaint",))


def history(writer: Writer, index: int, problem: Problem) -> Iterator[Draft]:
    """The opening sentence, what was told of the problem, the findings."""
    yield _opening(writer, index, problem)
    yield from _told(writer, index, problem)
    yield from findings(writer, "history", problem.findings, f"{index}.finding", index)


def _opening(writer: Writer, index: int, problem: Problem) -> Draft:
    onset = f"{index}.onset" in writer.said
    facts = [f"{index}.complaint", *([f"{index}.onset"] if onset else [])]
    values = {"complaint": writer.complaint(problem), "onset": _for(writer, problem) if onset else ""}
    if index:
        return Draft("history", writer.rule("second", **values), tuple(facts), index)
    if problem.complaint.visit:
        rule, facts = (
            ("opener_visit", ["age", *facts]) if "age" in writer.said else ("opener_visit_bare", facts)
        )
        return Draft("history", writer.rule(rule, **_who(writer), **values), tuple(facts))
    if "age" not in writer.said:
        return Draft("history", writer.rule("opener_bare", **values), tuple(facts))
    held = [key for key in writer.person.conditions if f"condition.{key}" in writer.said][:3]
    if held and writer.random.random() < 0.4:
        known = listed([writer.condition(key) for key in held])
        text = writer.rule("opener_known", known=known, **_who(writer), **values)
        return Draft("history", text, ("age", *(f"condition.{key}" for key in held), *facts))
    return Draft("history", writer.rule("opener", **_who(writer), **values), ("age", *facts))


def _for(writer: Writer, problem: Problem) -> str:
    number, unit = problem.onset
    rule = "for" if problem.complaint.trend else "for_event"
    span = writer.rule(rule, value=f"{number} {unit if number > 1 else unit[:-1]}")
    return span if span.startswith(",") else f" {span}"


def _who(writer: Writer) -> dict[str, str]:
    """The patient by age and sex: `who` with its article, `person` without."""
    person = writer.person
    sex = "female" if person.sex == "F" else "male"
    if person.age < 18 and writer.random.random() < 0.6:
        sex = "girl" if person.sex == "F" else "boy"
    elif person.age >= 18 and writer.random.random() < 0.3 and not writer.short:
        sex = "woman" if person.sex == "F" else "man"
    words = person.age_words
    if writer.short and person.age >= 2:
        short = f"{words}{'yo ' + person.sex if writer.random.random() < 0.5 else person.sex}"
        return {"who": short, "person": short}
    number, _, unit = words.partition(" ")
    old = f"{number}-{unit.rstrip('s') or 'year'}-old {sex}"
    article = "an" if number.startswith("8") or number in ("11", "18") else "a"
    return {"who": old if writer.short else f"{article} {old}", "person": old}


def _told(writer: Writer, index: int, problem: Problem) -> Iterator[Draft]:
    """What was told of the problem: some of it joined in one sentence, the rest each in its own."""
    values = {name: texts[1] for name, texts in problem.attributes.items()} | {
        "severity": str(problem.severity)
    }
    left = [name for name in ATTRIBUTES if name in values and f"{index}.{name}" in writer.said]
    joined = _joined(writer, left, values)
    if joined:
        text, used = joined
        left = [name for name in left if name not in used]
        yield Draft("history", text, tuple(f"{index}.{name}" for name in used), index)
    for name in left:
        value = values[name]
        plain = name in SENTENCES or (name in ("place", "pattern") and value.split()[0] in VERBS)
        text = writer.sentence(value) if plain else writer.rule(name, value=writer.written(value))
        yield Draft("history", text, (f"{index}.{name}",), index)


def _joined(writer: Writer, told: list[str], values: dict[str, str]) -> tuple[str, tuple[str, ...]] | None:
    """A sentence that holds several of the things told, with their names; none where no wording fits."""
    fit = [
        (phrase, used)
        for phrase in writer.rules["joined"]
        if (used := names(phrase) & set(ATTRIBUTES)) <= set(told)
        and not any(values[name].split()[0] in VERBS for name in used)
    ]
    if not fit or writer.random.random() < 0.35:
        return None
    phrase, used = writer.random.choice(fit)
    text = writer.rule_of(phrase, {name: writer.written(values[name]) for name in used})
    return text, tuple(name for name in ATTRIBUTES if name in used)


def findings(
    writer: Writer, topic: Topic, found: dict[str, bool], prefix: str, index: int = 0
) -> Iterator[Draft]:
    """Present findings first, then denied ones; some each in a sentence, most in lists."""
    for there in (True, False):
        keys = [
            key for key, is_there in found.items() if is_there is there and f"{prefix}.{key}" in writer.said
        ]
        if topic == "review":
            keys.sort(key=lambda key: writer.library.findings[key].system)
        while keys:
            count = writer.random.randint(1, 3 if there else 6)
            group, keys = keys[:count], keys[count:]
            yield _finding_list(writer, topic, group, there, prefix, index)


def _finding_list(
    writer: Writer, topic: Topic, group: list[str], there: bool, prefix: str, index: int
) -> Draft:
    facts = [f"{prefix}.{key}" for key in group]
    details = writer.truth.problems[index].details if topic == "history" else {}
    words = []
    for key in group:
        label = f"{index}.detail.{key}"
        if there and key in details and label in writer.said:
            words.append(_detailed(writer, key, details[key][1]))
            facts.append(label)
        else:
            words.append(writer.term(key, "present" if there else "negated"))
    text = writer.rule("present" if there else "absent", list=listed(words, "and" if there else "or"))
    return Draft(topic, text, tuple(facts), index)


def _detailed(writer: Writer, key: str, written: str) -> str:
    """A finding with what was told of it: "intermittent nausea", the finding itself marked."""
    finding = writer.library.findings[key]
    before, found, after = written.partition(finding.term)
    if not found:
        return entity(written, "DIAGNOSIS", "present", finding.code)
    return before + writer.term(key, "present") + after
