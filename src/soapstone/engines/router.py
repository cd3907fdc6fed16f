"""Which engine writes: by name, or the best measured one for the template."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from soapstone.engines.base import NoteEngine
from soapstone.errors import UsageError

MOST_STEPS = 64


class Denoising(NamedTuple):
    """How a diffusion engine fills a canvas: in at most `steps` looks; above temperature 0 by chance, from `seed`."""

    steps: int = 8
    temperature: float = 0.0
    seed: int = 0


def _compose(memory: Path | None, denoising: Denoising | None) -> NoteEngine:
    from soapstone.engines.compose.engine import ComposeEngine
    from soapstone.engines.compose.memory import Memory

    if denoising is not None:
        raise UsageError(
            "compose takes no denoising steps, temperature or seed.", fix="Choose --engine diffusion."
        )
    return ComposeEngine(Memory.load(memory) if memory else Memory())


def _diffusion(memory: Path | None, denoising: Denoising | None) -> NoteEngine:
    from soapstone.engines.compose.memory import Memory
    from soapstone.engines.diffusion.engine import DiffusionEngine

    return DiffusionEngine(Memory.load(memory) if memory else Memory(), denoising or Denoising())


ENGINES: dict[str, Callable[[Path | None, Denoising | None], NoteEngine]] = {
    "compose": _compose,
    "diffusion": _diffusion,
}
BEST = "compose"


def engine(name: str = "auto", memory: Path | None = None, denoising: Denoising | None = None) -> NoteEngine:
    """The engine named, made ready; "auto" is the best measured one. UsageError for an unknown name.

    `memory` is a folder of signed notes from which an engine may learn the site's phrasing; `denoising` is for the
    diffusion engines.
    """
    if name == "auto":
        name = BEST
    if name not in ENGINES:
        raise UsageError(f"unknown engine {name!r}.", fix=f"Choose one of: auto, {', '.join(ENGINES)}.")
    if denoising and not (1 <= denoising.steps <= MOST_STEPS and denoising.temperature >= 0):
        raise UsageError(
            f"{denoising.steps} steps at temperature {denoising.temperature:g} cannot be.",
            fix=f"Give 1 to {MOST_STEPS} steps and a temperature of 0 or more.",
        )
    return ENGINES[name](memory, denoising)
