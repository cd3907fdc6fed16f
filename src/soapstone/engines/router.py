"""Which engine writes: by name, or the best measured one for the template."""

from __future__ import annotations

from collections.abc import Callable

from soapstone.engines.base import NoteEngine
from soapstone.errors import UsageError


def _compose() -> NoteEngine:
    from soapstone.engines.compose.engine import ComposeEngine

    return ComposeEngine()


ENGINES: dict[str, Callable[[], NoteEngine]] = {"compose": _compose}
BEST = "compose"


def engine(name: str = "auto") -> NoteEngine:
    """The engine named, made ready; "auto" is the best measured one. UsageError for an unknown name."""
    if name == "auto":
        name = BEST
    if name not in ENGINES:
        raise UsageError(f"unknown engine {name!r}.", fix=f"Choose one of: auto, {', '.join(ENGINES)}.")
    return ENGINES[name]()
