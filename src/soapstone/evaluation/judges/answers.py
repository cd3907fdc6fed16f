"""The answers that judges may give; a server that can is held to them by their JSON schema."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Line = Annotated[str, Field(max_length=300)]
"""Bounds keep a model that repeats itself from filling its whole context."""


class Answer(BaseModel):
    """An answer of fixed form: other fields are nonsense."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FactList(Answer):
    """Stage one of content fidelity: what should be documented."""

    facts: tuple[Line, ...] = Field(min_length=1, max_length=60)


class FactCheck(Answer):
    """What became of one fact; `number` counts from 1."""

    number: int = Field(ge=1)
    verdict: Literal["documented", "missing", "contradicted"]


class FactChecks(Answer):
    """Stage two of content fidelity."""

    checks: tuple[FactCheck, ...] = Field(max_length=60)


class Problem(Answer):
    """A statement of the note that is wrong: its words, why, and how grave."""

    quote: Line
    why: Line
    severity: Literal["critical", "moderate", "minor"]


class Correctness(Answer):
    """Medical correctness: what is wrong, and a rating from 0 to 100."""

    problems: tuple[Problem, ...] = Field(max_length=20)
    rating: int = Field(ge=0, le=100)
