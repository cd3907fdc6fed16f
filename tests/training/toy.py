"""A toy model for the training loop: it learns to double a number. Also a program, for several processes."""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from soapstone.training.loop import Part, Plan, optimizer_of, run


def train(
    work: Path, plan: Plan, *, spoil: int | None = None, validated: float | None = None
) -> torch.nn.Linear:
    """Train by the plan; at step `spoil` the loss is not a number. A fixed `validated` never gets better."""
    torch.manual_seed(0)
    work.mkdir(parents=True, exist_ok=True)
    model = torch.nn.Linear(1, 1)

    def loss_of(part: Part) -> torch.Tensor:
        given = torch.rand(8, 1, generator=torch.Generator().manual_seed(1000 * part.step + part.number))
        loss = ((model(given) - 2 * given) ** 2).mean()
        return loss * float("nan") if part.step == spoil else loss

    def looked(mean: torch.nn.Linear) -> dict[str, float]:
        return {"far": validated if validated is not None else abs(float(mean.weight) - 2.0)}

    settings = {"steps": plan.steps}
    run(model, optimizer_of(model, 0.05, 0.05, ()), loss_of, looked, plan, work, settings, {})
    return model


if __name__ == "__main__":
    train(Path(sys.argv[1]), Plan(steps=20, checkpoint=10))
