"""How long the diffusion engine takes: a canvas of 512 pieces by steps, and whole notes by how many at once."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

from soapstone.engines import draft
from soapstone.engines.diffusion.chunks import chunks
from soapstone.engines.diffusion.engine import DiffusionEngine
from soapstone.engines.diffusion.filling import Context, Sheet, fill
from soapstone.engines.diffusion.marks import STEPS as STEPS_COUNTED
from soapstone.engines.diffusion.marks import Marks
from soapstone.engines.diffusion.network import Network, network
from soapstone.engines.diffusion.pieces import CLS, KIND, MASK, SEP
from soapstone.engines.diffusion.sheets import context, groups
from soapstone.engines.router import Denoising
from soapstone.types import Visit

CANVAS, STEPS, AT_ONCE = 512, (5, 10, 15, 20, 25), (1, 2, 4)


class Timing(NamedTuple):
    """Of a canvas or of notes: the median and the 95th percentile in milliseconds, and how many a second."""

    what: str
    median: float
    p95: float
    a_second: float
    passes: float = 0.0


def canvas_timings(visit: Visit, repeats: int = 7, steps: Sequence[int] = STEPS) -> list[Timing]:
    """A wholly open canvas of 512 pieces with a full context, by the number of looks that are allowed."""
    model = network()
    said = chunks(visit.transcript)
    told = context(model, groups(said)[0])
    ids = (CLS, *[MASK] * (CANVAS - 2), SEP)
    marks = Marks(
        ids, (KIND["history"],) * CANVAS, (0, *[1] * (CANVAS - 2), 0), (STEPS_COUNTED - 1,) * CANVAS
    )
    sheet = Sheet(marks, ((1, CANVAS - 1),))
    return [
        _timed(f"{count} steps", partial(_looks, model, sheet, told, Denoising(count)), repeats)
        for count in steps
    ]


def _looks(model: Network, sheet: Sheet, told: Context, denoising: Denoising) -> int:
    return fill(model, sheet, told, denoising)[1]


def note_timings(visits: Sequence[Visit], at_once: Sequence[int] = AT_ONCE) -> list[Timing]:
    """Whole notes of visits, so many at once; each from the draft."""
    engine = DiffusionEngine()
    draft(engine, visits[0])
    found = []
    for count in at_once:
        with ThreadPoolExecutor(count) as pool:
            begun = time.perf_counter()
            spent = list(pool.map(lambda one: _milliseconds(lambda: draft(engine, one)), visits))
            whole = time.perf_counter() - begun
        found.append(Timing(f"{count} at once", statistics.median(spent), _p95(spent), len(visits) / whole))
    return found


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(what: str, once: Callable[[], int], repeats: int) -> Timing:
    once()
    passes = list[int]()
    spent = [_milliseconds(lambda: passes.append(once())) for _ in range(repeats)]
    return Timing(
        what, statistics.median(spent), _p95(spent), 1000 / statistics.median(spent), statistics.mean(passes)
    )


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


def _p95(spent: Sequence[float]) -> float:
    return sorted(spent)[int(0.95 * (len(spent) - 1))]
