"""What the diffusion model learns of a visit's clauses beside filling canvases: how much a note would repeat of each.

The worth of a clause is that from which the reader of `compose` learns (`training/compose.py`); short dialogues, of
which a note keeps nearly all, have an output of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from soapstone.engines.diffusion.marks import Told, laid
from soapstone.engines.diffusion.reading import line_of, windows
from soapstone.training.compose import WEIGHTS_OF, judged
from soapstone.training.diffusion_crops import padded
from soapstone.training.diffusion_model import DiffusionModel, Marks

PER_STEP = {"whole": 6, "short": 3, "simulated": 3}  # windows
OUTPUT = {"whole": 0, "short": 1, "simulated": 0}
SHIFT = 6  # windows begin at one of the first so many lines


class Read(NamedTuple):
    """A visit's clauses as lines, and the worth of each."""

    lines: list[Told]
    worth: list[float]


def readings(data: Path) -> dict[str, list[Read]]:
    """Visits with the worth of their clauses by kind, and those of ACI-Bench valid to look at on the way ("valid")."""
    return {
        kind: [
            Read([line_of(item.clause) for item in seen], [value for _, value in told])
            for seen, told in examples
            if seen
        ]
        for kind, examples in judged(data).items()
    }


def reading_loss(model: DiffusionModel, known: dict[str, list[Read]], chance: np.random.Generator) -> Tensor:
    """The squared error of the worth of clauses in random windows of random visits."""
    picked: list[tuple[str, Read]] = []
    for kind, count in PER_STEP.items():
        sizes = np.array([len(read.lines) for read in known[kind]], dtype=float)
        for at in chance.choice(len(sizes), size=count, p=sizes / sizes.sum()):
            read = known[kind][int(at)]
            cut = windows(read.lines, int(chance.integers(0, min(SHIFT, len(read.lines)))), 1.0)
            window = cut[int(chance.integers(0, len(cut)))]
            picked.append((kind, Read(read.lines[window], read.worth[window])))
    found = guessed(model, [read.lines for _, read in picked])
    total, weight = torch.zeros(()), 0.0
    for (kind, read), found_worth in zip(picked, found, strict=True):
        away = found_worth[:, OUTPUT[kind]] - torch.tensor(read.worth, device=found_worth.device)
        total = total + WEIGHTS_OF[kind] * away.square().sum()
        weight += WEIGHTS_OF[kind] * len(read.worth)
    return total / weight


def correlation(model: DiffusionModel, reads: Sequence[Read]) -> float:
    """Of the worth that is read in windows side by side and the true one, over all clauses of some visits."""
    read_worth: list[Tensor] = []
    for read in reads:
        parts = [read.lines[window] for window in windows(read.lines, step=1.0)]
        with torch.no_grad():
            read_worth += [one[:, OUTPUT["whole"]] for one in guessed(model, parts)]
    true = [value for read in reads for value in read.worth]
    return float(np.corrcoef(torch.cat(read_worth).cpu().numpy(), true)[0, 1])


def guessed(model: DiffusionModel, parts: Sequence[Sequence[Told]]) -> list[Tensor]:
    """Both outputs of the worth for each line of each window: [lines, 2]."""
    here = model.word_bias.device
    marks = [laid(lines) for lines in parts]
    columns = [padded([getattr(one, name) for one in marks]) for name in Marks._fields]
    mask = torch.from_numpy(columns[0][1]).to(here)
    with torch.autocast(here.type, dtype=torch.bfloat16):
        states = model.read(Marks(*(torch.from_numpy(column).to(here) for column, _ in columns)), mask)
    sizes = [[len(line.pieces) + 1 for line in lines] for lines in parts]
    return [
        model.worth(torch.stack([piece.mean(0) for piece in row[: sum(size)].float().split(size)]))
        for row, size in zip(states, sizes, strict=True)
    ]
