"""Train the autoregressive baseline: `soapstone train baseline --data DATA --work FOLDER`. Needs the extra [train].

Its lessons are those of the diffusion model: with `--work` of a diffusion run, they are read from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from soapstone.engines.diffusion.pieces import END
from soapstone.errors import MissingExtraError
from soapstone.settings import settings as machine
from soapstone.training.diffusion_crops import Crop, crop
from soapstone.training.diffusion_lessons import Lesson

try:
    import torch
    from torch.nn import functional

    from soapstone.training.baseline_model import BaselineModel
    from soapstone.training.diffusion import (
        BATCH,
        LOOKED_AT,
        VISITS,
        crops,
        gone,
        kept_vocabulary,
        known_lessons,
    )
    from soapstone.training.loop import Part, Plan, optimizer_of, processor, run
except ModuleNotFoundError as missing:
    raise MissingExtraError(
        "training the baseline needs torch.", fix="Install soapstone[train]."
    ) from missing

RATE, IGNORED = 1e-3, -100


def as_text(one: Crop) -> tuple[list[int], list[int], list[int]]:
    """A crop as one text: context, then what is shown and open of the canvas in order, then the end mark.

    Gives pieces, kinds, and of each piece whether it is to be written (1) or given (0).
    """
    ids, kinds = list(one.context), list(one.context_kinds)
    wanted = [0] * len(ids)
    for piece, kind, weight in zip(one.ids, one.kinds, one.weights, strict=True):
        if piece != END:
            ids.append(piece)
            kinds.append(kind)
            wanted.append(int(weight > 0))
    last = max(at for at, is_open in enumerate(wanted) if is_open)
    return [*ids[: last + 1], END], [*kinds[: last + 1], one.section], [*wanted[: last + 1], 1]


def loss(model: BaselineModel, given: Sequence[Crop]) -> torch.Tensor:
    """The mean cross-entropy of the pieces that are to be written."""
    rows = [as_text(one) for one in given]
    width, here = max(len(ids) for ids, _, _ in rows), model.norm.weight.device
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    kinds = torch.zeros(len(rows), width, dtype=torch.long)
    number = torch.full((int(model.pieces.num_embeddings),), IGNORED, dtype=torch.long)
    number[model.words.cpu()] = torch.arange(len(model.words))
    target = torch.full((len(rows), width), IGNORED, dtype=torch.long)
    for at, (row, row_kinds, wanted) in enumerate(rows):
        ids[at, : len(row)], kinds[at, : len(row)] = torch.tensor(row), torch.tensor(row_kinds)
        target[at, : len(row)] = torch.where(torch.tensor(wanted) > 0, number[torch.tensor(row)], IGNORED)
    with torch.autocast(here.type, dtype=torch.bfloat16):
        scores = model(ids[:, :-1].to(here), kinds[:, :-1].to(here))
    return functional.cross_entropy(
        scores.float().flatten(0, 1), target[:, 1:].flatten().to(here), ignore_index=IGNORED
    )


def validated(model: BaselineModel, known: Mapping[str, Sequence[Lesson]]) -> dict[str, float]:
    """The loss on fixed crops that are not learned from."""
    found = {}
    for source in [name for name in known if name.endswith("_valid")]:
        chance = np.random.default_rng(5)
        picked = [crop(known[source][at % len(known[source])], chance) for at in range(LOOKED_AT)]
        found[source] = round(loss(model, [one for one in picked if one]).item(), 3)
    return found


def train(
    data: Path,
    work: Path,
    plan: Plan,
    visits: int | None = None,
    lessons_of: Path | None = None,
    on: str = "cpu",
) -> None:
    """Train by the plan; leaves checkpoint.pt and model.pt in `work`. `lessons_of` is the folder of a diffusion run."""
    torch.manual_seed(0)
    torch.set_num_threads(machine().threads)
    work.mkdir(parents=True, exist_ok=True)
    visits = visits or VISITS
    known = known_lessons(data, lessons_of or work, visits)
    words = torch.tensor(kept_vocabulary(known, lessons_of or work))
    model = BaselineModel(words).to(processor(on))
    settings = {"steps": plan.steps, "visits": visits, "batch": BATCH, "rate": RATE}

    def loss_of(part: Part) -> torch.Tensor:
        return loss(model, crops(known, part.step, gone(part.step, plan.steps), part.number))

    run(
        model,
        optimizer_of(model, RATE, RATE, ()),
        loss_of,
        lambda mean: validated(mean, known),
        plan,
        work,
        settings,
        {"words": words},
    )
