"""What a note holds of the patient's background."""

from __future__ import annotations

from collections.abc import Iterator

from soapstone.simulate.grammar import pair
from soapstone.simulate.tags import entity
from soapstone.simulate.writer import CHRONIC, Draft, Writer, listed


def background(writer: Writer) -> Iterator[Draft]:
    """Conditions with how they do, operations, medicines, allergies, family, habits, how the patient is otherwise."""
    yield from _conditions(writer)
    yield from _surgeries(writer)
    yield from _medications(writer)
    yield from _allergies(writer)
    yield from _family(writer)
    for name, text in writer.person.social.items():
        yield Draft("social_history", _social(writer, text), (f"social.{name}",))
    for key, (_, written) in writer.truth.life.items():
        yield Draft(writer.library.life[key].topic, writer.sentence(written), (f"life.{key}",))


def _conditions(writer: Writer) -> Iterator[Draft]:
    held = [key for key in writer.person.conditions if f"condition.{key}" in writer.said]
    if held:
        text = writer.rule("conditions", list=listed([writer.condition(key) for key in held]))
        yield Draft("medical_history", text, tuple(f"condition.{key}" for key in held))
    yield Draft("medical_history", writer.rule("no_conditions"), ("conditions.none",))
    for key, status, _ in writer.truth.chronic:
        yield Draft("history", writer.sentence(status[1]), (f"status.{key}",), CHRONIC)


def _surgeries(writer: Writer) -> Iterator[Draft]:
    rows = writer.library.people["surgeries"]
    had = writer.person.surgeries
    if had:
        words = [entity(rows[key]["written"], "PROCEDURE", "historical") for key in had]
        text = writer.rule("surgeries", list=listed(words))
        yield Draft("surgical_history", text, tuple(f"surgery.{key}" for key in had))
    yield Draft("surgical_history", writer.rule("no_surgeries"), ("surgeries.none",))


def _medications(writer: Writer) -> Iterator[Draft]:
    taken = [
        label
        for key in writer.person.drugs
        for label in (f"drug.{key}", f"drug.{key}.dose")
        if label in writer.said
    ]
    if taken:
        text = writer.rule("drugs", list=listed([_home_drug(writer, label) for label in taken]))
        yield Draft("medications", text, tuple(taken))
    yield Draft("medications", writer.rule("no_drugs"), ("drugs.none",))


def _home_drug(writer: Writer, label: str) -> str:
    drug = writer.library.drugs[label.split(".")[1]]
    dose = f" {drug.dose}" if label.endswith(".dose") else ""
    return entity(drug.name, "MEDICATION", "present") + dose


def _allergies(writer: Writer) -> Iterator[Draft]:
    for allergen, reaction in writer.person.allergies:
        value = pair(reaction, writer.random)[1]
        text = writer.rule("allergy", allergen=allergen, reaction=value)
        yield Draft("allergies", text, (f"allergy.{allergen}",))
    yield Draft("allergies", writer.rule("no_allergies"), ("allergies.none",))


def _family(writer: Writer) -> Iterator[Draft]:
    rows = writer.library.people["family_history"]
    for kin, illness in writer.person.family:
        value = entity(rows[illness]["written"], "DIAGNOSIS", "family", rows[illness]["code"])
        yield Draft("family_history", writer.rule("family_of", kin=kin, value=value), (f"family.{illness}",))
    yield Draft("family_history", writer.rule("no_family"), ("family.none",))


def _social(writer: Writer, text: str) -> str:
    if "=>" in text:
        return text.partition("=>")[2].strip()
    return writer.rule("student") if text == "a student" else writer.rule("work", value=text)
