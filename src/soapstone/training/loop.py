"""One training loop: warm-up and cosine, gradient accumulation, several devices, checkpoints, resume, early stop.

On several devices start it by `torchrun --nproc-per-node 2 --no-python soapstone train diffusion ...`: each process draws
its own part of a batch and the gradients are averaged before each step (gloo on CPUs, NCCL on GPUs).
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, distributed, nn

from soapstone.errors import InputError, UsageError

WARM_UP, LAST, DECAY, CLIP = 0.04, 0.03, 0.01, 1.0
MEMORY = 0.998  # what is kept is the running mean of the weights over some 500 steps
SPOKEN = 20  # steps between two lines of progress


class Plan(NamedTuple):
    """How long and how often: `accumulate` parts make a step; `patience` looks without progress end the training."""

    steps: int
    checkpoint: int = 100
    validate: int = 300
    accumulate: int = 1
    patience: int = 0
    limit: int | None = None


class Part(NamedTuple):
    """Which part of a step's batch is asked for; the same part gives the same crops whenever it is asked for."""

    step: int
    number: int


class Device(NamedTuple):
    """This process among `world` processes."""

    rank: int
    world: int


@contextmanager
def devices() -> Iterator[Device]:
    """This process's place, joined to the others where there are any (set by torchrun) until the work is done."""
    world = int(os.environ.get("WORLD_SIZE", "1"))
    if world > 1:
        distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    try:
        yield Device(int(os.environ.get("RANK", "0")), world)
    finally:
        if world > 1:
            distributed.destroy_process_group()  # its threads must not outlive it


def processor(name: str) -> torch.device:
    """The processor of this process by name: "cpu", or "cuda" for the GPU of its number. UsageError where there is none."""
    if name == "cuda" and not torch.cuda.is_available():
        raise UsageError(
            "no GPU is at hand.", where="--device", fix="Leave --device out, or look at the driver."
        )
    return torch.device(f"cuda:{os.environ.get('LOCAL_RANK', '0')}" if name == "cuda" else name)


def rate(step: int, steps: int) -> float:
    """The share of the full rate: a warm-up, then a cosine down to LAST."""
    warm = WARM_UP * steps
    if step < warm:
        return (step + 1) / warm
    along = (step - warm) / max(1.0, steps - warm)
    return LAST + (1 - LAST) * 0.5 * (1 + math.cos(math.pi * along))


def optimizer_of(
    model: nn.Module, rate: float, new_rate: float, pretrained: tuple[str, ...]
) -> torch.optim.AdamW:
    """AdamW; biases and norms are not decayed, what is not of the `pretrained` parts learns at `new_rate`."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, value in model.named_parameters():
        groups.setdefault((name.split(".")[0] not in pretrained, value.ndim > 1), []).append(value)
    return torch.optim.AdamW(
        [
            {"params": values, "lr": new_rate if new else rate, "weight_decay": DECAY if matrix else 0.0}
            for (new, matrix), values in groups.items()
        ],
        fused=True,
    )


def running_mean(model: nn.Module) -> torch.optim.swa_utils.AveragedModel:
    """The running mean of a model's weights, to be updated after each step; over the last tenth of them at the start."""

    def nearer(mean: list[Tensor], now: list[Tensor], steps: Tensor | int) -> None:
        kept = min(MEMORY, (1 + int(steps)) / (10 + int(steps)))
        torch._foreach_lerp_(mean, now, 1 - kept)

    return torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=nearer)


def run(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss_of: Callable[[Part], Tensor],
    validated: Callable[[nn.Module], Mapping[str, float]],
    plan: Plan,
    work: Path,
    settings: Mapping[str, Any],
    kept: Mapping[str, Any],
) -> None:
    """Train to `plan.steps`; leaves checkpoint.pt and model.pt (the mean weights, and `kept`) in `work`.

    Goes on at the checkpoint that is there. UsageError where it was begun with other settings, InputError where the
    loss is not a number: the last good checkpoint stays.
    """
    with devices() as here:
        mean = running_mean(model)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, plan.steps))
        parts: dict[str, Any] = {"model": model, "mean": mean, "optimizer": optimizer, "schedule": schedule}
        checkpoint = work / "checkpoint.pt"
        done, best, waited = _resume(checkpoint, parts, settings)
        _say(
            here,
            {
                "steps": plan.steps,
                "done": done,
                **{k: v for k, v in settings.items() if not isinstance(v, dict)},
            },
        )
        began, running = time.monotonic(), 0.0
        model.train()
        last = min(plan.steps, done + plan.limit if plan.limit else plan.steps)
        for step in range(done, last):
            loss = _step(model, optimizer, loss_of, plan, step, here, checkpoint)
            schedule.step()
            mean.update_parameters(model)
            running = loss if not running else 0.98 * running + 0.02 * loss
            if (step + 1) % SPOKEN == 0:
                pace = (time.monotonic() - began) / (step + 1 - done)
                _say(here, {"step": step + 1, "loss": round(running, 3), "s": round(pace, 2)})
            if (step + 1) % plan.validate == 0:
                found = _looked(mean.module, validated)
                _say(here, {"step": step + 1, **found})
                now = sum(found.values())
                best, waited = (now, 0) if now < best else (best, waited + 1)
            stops = bool(plan.patience) and waited >= plan.patience
            if here.rank == 0 and ((step + 1) % plan.checkpoint == 0 or step + 1 == last or stops):
                state = {name: part.state_dict() for name, part in parts.items()}
                state |= {"done": step + 1, "settings": dict(settings), "best": best, "waited": waited}
                _whole(state, checkpoint)
                _whole({**kept, "model": mean.module.state_dict()}, work / "model.pt")
            if stops:
                _say(here, {"stopped": step + 1, "because": f"no progress in {waited} looks"})
                return


def _step(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss_of: Callable[[Part], Tensor],
    plan: Plan,
    step: int,
    here: Device,
    checkpoint: Path,
) -> float:
    """One step of the optimizer over all parts and all devices; gives the mean loss."""
    total = 0.0
    for number in range(plan.accumulate):
        loss = loss_of(Part(step, number * here.world + here.rank)) / plan.accumulate
        if not math.isfinite(loss.item()):
            raise InputError(
                f"the loss is not a number at step {step + 1}.",
                where=str(checkpoint),
                fix="The last good checkpoint is kept. Look at the data of this step, or start again with a smaller rate.",
            )
        loss.backward()
        total += loss.item()
    if here.world > 1:
        for value in model.parameters():
            if value.grad is not None:
                distributed.all_reduce(value.grad)
                value.grad /= here.world
    torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return total


def _looked(model: nn.Module, validated: Callable[[nn.Module], Mapping[str, float]]) -> Mapping[str, float]:
    was = model.training
    model.eval()
    with torch.inference_mode():
        found = validated(model)
    model.train(was)
    return found


def _resume(
    checkpoint: Path, parts: Mapping[str, Any], settings: Mapping[str, Any]
) -> tuple[int, float, int]:
    """The steps done, the best look so far and how many followed it."""
    if not checkpoint.exists():
        return 0, math.inf, 0
    before = torch.load(checkpoint, weights_only=False)
    changed = sorted(name for name in settings if before["settings"].get(name) != settings[name])
    if changed:
        raise UsageError(
            f"the run in this folder was begun with other settings: {', '.join(changed)}.",
            where=str(checkpoint),
            fix="Give the settings that it was begun with, or another folder.",
        )
    for name, part in parts.items():
        part.load_state_dict(before[name])
    return before["done"], before.get("best", math.inf), before.get("waited", 0)


def _whole(state: Mapping[str, Any], file: Path) -> None:
    """Write a file whole or not at all."""
    torch.save(state, file.with_suffix(".new"))
    file.with_suffix(".new").replace(file)


def _say(here: Device, told: Mapping[str, Any]) -> None:
    if here.rank == 0:
        print(json.dumps(told), flush=True)
