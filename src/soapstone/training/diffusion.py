"""Train the diffusion model: `python -m soapstone.training.diffusion DATA ENCODER --work FOLDER`.

DATA is the folder with the public data sets (ACI-Bench and MTS-Dialog train); ENCODER a folder with the
`model.safetensors` of all-MiniLM-L6-v2. A run that was stopped goes on at its last checkpoint; one whose loss is not a
number stops and keeps it. Needs the extra [train].
"""

from __future__ import annotations

import argparse
import json
import math
import pickle
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from soapstone.engines.diffusion.pieces import END, NEW_LINE, pieces_of
from soapstone.errors import MissingExtraError, UsageError
from soapstone.settings import settings as machine
from soapstone.training.diffusion_crops import Crop, batch, crop
from soapstone.training.diffusion_lessons import Lesson, short_dialogues, simulated, whole_visits

try:
    import torch

    from soapstone.training.diffusion_loss import losses
    from soapstone.training.diffusion_model import DiffusionModel, take_encoder
except ModuleNotFoundError as missing:
    raise MissingExtraError(
        "training the diffusion model needs torch.", fix="Install soapstone[train]."
    ) from missing

RATE, NEW_RATE, LAST, WARM_UP, DECAY, CLIP, MEMORY = 3e-4, 8e-4, 1e-5, 0.04, 0.01, 1.0, 0.998
BATCH, STEPS, CHECKPOINT_STEPS, SIMULATED = 16, 2400, 100, 3900
SEEN_TWICE = 2
ALIKE = 4  # so many batches are drawn at once and cut by length
# The share of each source in a batch, at the start and at the end: from simulated to real.
MIX = {"simulated": (0.5, 0.2), "mts": (0.3, 0.4), "aci": (0.2, 0.4)}


def lessons(data: Path, visits: int) -> dict[str, list[Lesson]]:
    """What is learned from, by source, and what is looked at on the way ("valid")."""
    aci, mts = data / "aci_bench", data / "mts_dialog"
    return {
        "simulated": list(simulated(visits, seed=11)),
        "mts": list(short_dialogues([mts / "train.jsonl", mts / "train_augmented.jsonl"])),
        "aci": list(whole_visits(aci / "train.jsonl")),
        "aci_valid": list(whole_visits(aci / "valid.jsonl")),
        "mts_valid": list(short_dialogues([mts / "valid.jsonl"])),
        "simulated_valid": list(simulated(90, seed=12, held_out=True)),
    }


def vocabulary(known: Mapping[str, Sequence[Lesson]]) -> list[int]:
    """The pieces that the model can write without copying: those seen twice in training notes, and the marks."""
    counts = Counter(
        piece
        for source in MIX
        for lesson in known[source]
        for part in lesson.parts
        for line in part.lines
        for piece in line.pieces
    )
    often = {piece for piece, count in counts.items() if count >= SEEN_TWICE}
    return sorted(often | {END, NEW_LINE, *pieces_of("0 1 2 3 4 5 6 7 8 9 . , ; : / - % ( ) • '")})


def crops(known: Mapping[str, Sequence[Lesson]], step: int, steps: int) -> list[Crop]:
    """The crops of a step, the same whenever it is asked for; of like length, so that little is padded."""
    chance = np.random.default_rng((11, step // ALIKE))
    gone = (step - step % ALIKE) / steps
    shares = [first + (last - first) * gone for first, last in MIX.values()]
    found: list[Crop] = []
    while len(found) < BATCH * ALIKE:
        source = known[list(MIX)[int(chance.choice(len(MIX), p=shares))]]
        one = crop(source[int(chance.integers(0, len(source)))], chance)
        if one:
            found.append(one)
    found.sort(key=lambda one: len(one.ids) + len(one.context))
    first = BATCH * int(chance.permutation(ALIKE)[step % ALIKE])
    return found[first : first + BATCH]


def rate(step: int, steps: int) -> float:
    """The share of the full rate: a warm-up, then a cosine down to LAST."""
    warm = WARM_UP * steps
    if step < warm:
        return (step + 1) / warm
    along = (step - warm) / (steps - warm)
    return LAST / RATE + (1 - LAST / RATE) * 0.5 * (1 + math.cos(math.pi * along))


def optimizer_of(model: DiffusionModel) -> torch.optim.AdamW:
    """AdamW; biases and norms are not decayed, what is new learns faster than what is pretrained."""
    old = ("pieces", "positions", "norm", "layers")
    groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
    for name, value in model.named_parameters():
        groups.setdefault((name.split(".")[0] not in old, value.ndim > 1), []).append(value)
    return torch.optim.AdamW(
        [
            {"params": values, "lr": NEW_RATE if new else RATE, "weight_decay": DECAY if matrix else 0.0}
            for (new, matrix), values in groups.items()
        ],
        fused=True,
    )


def validated(model: DiffusionModel, known: Mapping[str, Sequence[Lesson]]) -> Iterator[tuple[str, float]]:
    """The loss and the share of pieces guessed right on fixed crops that are not learned from."""
    model.eval()
    with torch.inference_mode():
        for source in [name for name in known if name.endswith("_valid")]:
            chance = np.random.default_rng(5)
            picked = [crop(known[source][at % len(known[source])], chance) for at in range(64)]
            given = batch([one for one in picked if one], chance, time=0.6)
            found = losses(model, given)
            yield source, round(found.diffusion.item(), 3)
            yield f"{source}_right", round(found.right, 3)
    model.train()


def train(data: Path, encoder: Path, work: Path, steps: int, visits: int, limit: int | None = None) -> None:
    """Train to `steps`, or stop after `limit` of them; leaves checkpoint.pt and model.pt in `work`."""
    torch.manual_seed(0)
    torch.set_num_threads(machine().threads)
    work.mkdir(parents=True, exist_ok=True)
    settings = {"steps": steps, "visits": visits, "batch": BATCH, "rate": RATE, "mix": MIX}
    kept = work / "lessons.pkl"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(lessons(data, visits)))
    known = pickle.loads(kept.read_bytes())
    checkpoint = work / "checkpoint.pt"
    before = torch.load(checkpoint, weights_only=False) if checkpoint.exists() else None
    words = before["words"] if before else torch.tensor(vocabulary(known))
    model = DiffusionModel(words)
    take_encoder(model, encoder / "model.safetensors")
    mean = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(MEMORY)
    )
    optimizer = optimizer_of(model)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, steps))
    parts = {"model": model, "mean": mean, "optimizer": optimizer, "schedule": schedule}
    done = 0
    if before:
        changed = sorted(name for name in settings if before["settings"].get(name) != settings[name])
        if changed:
            raise UsageError(
                f"the run in this folder was begun with other settings: {', '.join(changed)}.",
                where=str(work),
                fix="Give the settings it was begun with, or another folder.",
            )
        done = before["done"]
        for name, part in parts.items():
            part.load_state_dict(before[name])
    print(json.dumps({"steps": steps, "done": done, "words": len(words)}), flush=True)
    began, running, right = time.monotonic(), 0.0, 0.0
    model.train()
    for step in range(done, min(steps, done + limit if limit else steps)):
        chance = np.random.default_rng((12, step))
        found = losses(model, batch(crops(known, step, steps), chance), chance)
        if not math.isfinite(found.total.item()):
            raise UsageError(
                f"the loss is not a number at step {step}.",
                where=str(checkpoint),
                fix="The last good checkpoint is kept; start again from it with a smaller rate.",
            )
        found.total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        schedule.step()
        mean.update_parameters(model)
        optimizer.zero_grad(set_to_none=True)
        running = found.diffusion.item() if not running else 0.98 * running + 0.02 * found.diffusion.item()
        right = found.right if not right else 0.98 * right + 0.02 * found.right
        if (step + 1) % 20 == 0:
            pace = (time.monotonic() - began) / (step + 1 - done)
            told = {
                "step": step + 1,
                "loss": round(running, 3),
                "right": round(right, 3),
                "s": round(pace, 2),
            }
            print(json.dumps(told), flush=True)
        if (step + 1) % CHECKPOINT_STEPS == 0 or step + 1 == steps:
            if (step + 1) % (3 * CHECKPOINT_STEPS) == 0:
                print(json.dumps({"step": step + 1, **dict(validated(mean.module, known))}), flush=True)
            state = {name: part.state_dict() for name, part in parts.items()}
            torch.save(
                state | {"done": step + 1, "settings": settings, "words": words},
                checkpoint.with_suffix(".new"),
            )
            checkpoint.with_suffix(".new").replace(checkpoint)
            torch.save({"words": words, "model": mean.module.state_dict()}, work / "model.new")
            (work / "model.new").replace(work / "model.pt")


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--visits", type=int, default=SIMULATED)
    parser.add_argument("--limit", type=int, help="stop, with the rate as planned, after so many batches")
    arguments = parser.parse_args()
    train(
        arguments.data, arguments.encoder, arguments.work, arguments.steps, arguments.visits, arguments.limit
    )


if __name__ == "__main__":
    main()
