"""All the data of the simulator, read once: complaints, lexicons, people, wordings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from soapstone.errors import InputError
from soapstone.resources import read_resource, read_toml
from soapstone.simulate.schema import Complaint, Condition, Detail, Drug, Finding, Life, Manner, Region, Test
from soapstone.types import Noun

N = TypeVar("N", bound=Noun)
Wordings = Mapping[str, list[str]]


class Dialect(NamedTuple):
    """A way of talking: `wordings` is for training, `unseen` for --held-out."""

    manner: Manner
    wordings: Wordings
    unseen: Wordings


class Library(NamedTuple):
    """What a visit is drawn from."""

    complaints: Mapping[str, Complaint]
    findings: Mapping[str, Finding]
    drugs: Mapping[str, Drug]
    conditions: Mapping[str, Condition]
    tests: Mapping[str, Test]
    regions: Mapping[str, Region]
    people: Mapping[str, Any]
    course: Mapping[str, Any]
    details: tuple[Detail, ...]
    life: Mapping[str, Life]
    dialects: Mapping[str, Dialect]
    styles: Mapping[str, Any]

    @property
    def graded(self) -> frozenset[str]:
        """Findings of which one may have "a bit"."""
        return _graded(self.details)

    def pool(self, held_out: bool) -> list[Complaint]:
        """The complaints of training, or those that training never sees."""
        return [complaint for complaint in self.complaints.values() if complaint.held_out == held_out]


@cache
def library() -> Library:
    """The shipped data. InputError names the file and key of a mistake."""
    course = read_toml("simulate/course.toml")
    return Library(
        {name: parse_complaint(text, name) for name, text in _files("complaints")},
        _table("findings", Finding),
        _table("drugs", Drug),
        _table("conditions", Condition),
        _table("tests", Test),
        _table("regions", Region),
        read_toml("simulate/people.toml"),
        course,
        tuple(_valid(Detail, row, "course.toml", "details.") for row in course["details"]),
        {key: _valid(Life, row, "course.toml", f"life.{key}.") for key, row in course["life"].items()},
        _dialects(),
        read_toml("simulate/styles.toml"),
    )


@cache
def _graded(details: tuple[Detail, ...]) -> frozenset[str]:
    return frozenset(key for detail in details for key in detail.fits)


def parse_complaint(text: str, where: str) -> Complaint:
    """A complaint from TOML text, for instance a clinician's own file."""
    try:
        return _valid(Complaint, tomllib.loads(text), where, "")
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"is not valid TOML: {error}.", where=where, fix="Mend that line.") from error


def read_complaint(path: Path) -> Complaint:
    """A complaint from a file."""
    try:
        return parse_complaint(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("cannot be read.", where=str(path), fix="Give a TOML file in UTF-8.") from error


def _dialects() -> dict[str, Dialect]:
    """Each way of talking with the common rules under its own; "held_out" goes over all of them."""
    tables = {name: tomllib.loads(text) for name, text in _files("talk")}
    common, unseen = tables.pop("common"), tables.pop("held_out")["wordings"]
    return {
        name: Dialect(
            _valid(Manner, table["manner"], f"talk/{name}.toml", "manner."),
            common | table["wordings"],
            common | table["wordings"] | unseen,
        )
        for name, table in tables.items()
    }


def _files(folder: str) -> list[tuple[str, str]]:
    found = sorted(
        file.name
        for file in (files("soapstone.resources") / "simulate" / folder).iterdir()
        if file.name.endswith(".toml")
    )
    return [(name.removesuffix(".toml"), read_resource(f"simulate/{folder}/{name}")) for name in found]


def _table(name: str, kind: type[N]) -> dict[str, N]:
    return {
        key: _valid(kind, row, f"{name}.toml", f"{key}.")
        for key, row in read_toml(f"simulate/{name}.toml").items()
    }


def _valid(kind: type[N], row: object, where: str, key: str) -> N:
    try:
        return kind.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        field = key + ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"key {field}: {first['msg']}.", where=where, fix="See docs/simulator.md for what the key holds."
        ) from error
