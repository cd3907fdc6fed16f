"""Vital signs, examination and results as a note holds them."""

from __future__ import annotations

from collections.abc import Iterator

from soapstone.simulate.problem import Problem
from soapstone.simulate.tags import entity
from soapstone.simulate.writer import Draft, Writer

STATES = frozenset(
    "negative positive normal elevated unremarkable within pending low high above abnormal suppressed markedly "
    "undetectable full A O".split()
)
"""Results that follow "is" rather than "shows"."""


def vitals(writer: Writer) -> Iterator[Draft]:
    """Vital signs in one line."""
    keys = [key for key in ("temp", "bp", "hr", "rr", "spo2") if f"vital.{key}" in writer.said]
    if keys:
        values = [writer.rule(key, value=writer.truth.vitals[key]) for key in keys]
        text = writer.rule("vitals", list=", ".join(values))
        yield Draft("vitals", text, tuple(f"vital.{key}" for key in keys))


def examination(writer: Writer, index: int, problem: Problem) -> Iterator[Draft]:
    """What was found by region, and what tests gave."""
    for key, (_, written) in problem.exam.items():
        region = writer.library.regions[key]
        name = entity(region.written, "ANATOMY", "present")
        value = writer.sentence(written)
        value = value[:1].upper() + value[1:]
        text = writer.rule("exam", region=name, system=region.system or name, value=value)
        yield Draft("exam", text, (f"{index}.exam.{key}",), index)
    for key, (_, written) in problem.results.items():
        test = entity(writer.library.tests[key].written, "TEST", "present")
        is_state = written.split()[0].rstrip(",") in STATES or written[0].isdigit()
        rule = "result_is" if is_state else "result"
        if writer.library.tests[key].written.endswith("s"):
            rule = "result_of_several"
        text = writer.rule(rule, test=test, value=writer.written(written))
        yield Draft("results", text, (f"{index}.result.{key}",), index)
