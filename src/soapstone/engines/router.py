"""Which engine writes: by name, or the best measured one for the template."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from soapstone.engines.base import NoteEngine
from soapstone.errors import UsageError


def _compose(memory: Path | None) -> NoteEngine:
    from soapstone.engines.compose.engine import ComposeEngine
    from soapstone.engines.compose.memory import Memory

    return ComposeEngine(Memory.load(memory) if memory else Memory())


ENGINES: dict[str, Callable[[Path | None], NoteEngine]] = {"compose": _compose}
BEST = "compose"


def engine(name: str = "auto", memory: Path | None = None) -> NoteEngine:
    """The engine named, made ready; "auto" is the best measured one. UsageError for an unknown name.

    `memory` is a folder of signed notes from which an engine may learn the site's phrasing.
    """
    if name == "auto":
        name = BEST
    if name not in ENGINES:
        raise UsageError(f"unknown engine {name!r}.", fix=f"Choose one of: auto, {', '.join(ENGINES)}.")
    return ENGINES[name](memory)
