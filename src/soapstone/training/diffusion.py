"""Train the diffusion model: `soapstone train diffusion --data DATA --init ENCODER --work FOLDER`.

DATA is the folder with the public data sets (ACI-Bench and MTS-Dialog train); ENCODER a folder with the
`model.safetensors` of all-MiniLM-L6-v2. A run that was stopped goes on at its last checkpoint. Needs the extra [train].
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from soapstone.engines.diffusion.network import ABOUT
from soapstone.engines.diffusion.pieces import END, NEW_LINE, pieces_of
from soapstone.errors import MissingExtraError
from soapstone.settings import settings as machine
from soapstone.training.diffusion_crops import Crop, batch, crop
from soapstone.training.diffusion_lessons import Lesson, short_dialogues, simulated, whole_visits

try:
    import torch

    from soapstone.training.diffusion_export import loaded
    from soapstone.training.diffusion_loss import losses
    from soapstone.training.diffusion_model import DiffusionModel, take_encoder
    from soapstone.training.diffusion_reading import correlation, reading_loss, readings
    from soapstone.training.loop import Part, Plan, optimizer_of, processor, run
except ModuleNotFoundError as missing:
    raise MissingExtraError(
        "training the diffusion model needs torch.", fix="Install soapstone[train]."
    ) from missing

RATE, NEW_RATE = 3e-4, 1e-3
BATCH, STEPS, VISITS = 16, 2000, 3250
PRETRAINED = ("pieces", "positions", "norm", "layers")
SEEN_TWICE = 2
ALIKE = 4  # so many batches are drawn at once and cut by length
LOOKED_AT = 64
READING = 10.0  # the weight of the squared error of what clauses are worth
LOOKS = 2  # maskings of each canvas: its context is the larger part of the work
# The share of each source in a batch, at the start and at the end: from simulated to real.
MIX = {"simulated": (0.4, 0.25), "mts": (0.3, 0.35), "aci": (0.3, 0.4)}


def lessons(data: Path, visits: int) -> dict[str, list[Lesson]]:
    """What is learned from, by source, and what is looked at on the way ("valid")."""
    aci, mts = data / "aci_bench", data / "mts_dialog"
    return {
        "simulated": list(simulated(visits, seed=11)),
        "mts": list(short_dialogues([mts / "train.jsonl", mts / "train_augmented.jsonl"])),
        "aci": list(whole_visits(aci / "train.jsonl")),
        "aci_valid": list(whole_visits(aci / "valid.jsonl")),
        "mts_valid": list(short_dialogues([mts / "valid.jsonl"])),
        "simulated_valid": list(simulated(60, seed=12, held_out=True)),
    }


def known_lessons(data: Path, work: Path, visits: int) -> dict[str, list[Lesson]]:
    """The lessons, made once and kept in `work`: making them takes longer than reading them."""
    kept = work / "lessons.pkl"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(lessons(data, visits)))
    found: dict[str, list[Lesson]] = pickle.loads(kept.read_bytes())
    return found


def vocabulary(known: Mapping[str, Sequence[Lesson]]) -> list[int]:
    """The pieces that a model can write without copying: those seen twice in training notes, and the marks."""
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


def kept_vocabulary(known: Mapping[str, Sequence[Lesson]], work: Path) -> list[int]:
    """The vocabulary of the run in `work`: that with which it was begun."""
    file = work / "words.pkl"
    if not file.exists():
        file.write_bytes(pickle.dumps(vocabulary(known)))
    found: list[int] = pickle.loads(file.read_bytes())
    return found


def begun(init: Path, known: Mapping[str, Sequence[Lesson]], work: Path) -> DiffusionModel:
    """The model to train: from a pretrained encoder's folder, an earlier run's model.pt, or the folder of an export."""
    if init.is_file() or (init / ABOUT).exists():
        return loaded(init)
    model = DiffusionModel(torch.tensor(kept_vocabulary(known, work)))
    take_encoder(model, init / "model.safetensors")
    return model


def gone(step: int, steps: int) -> float:
    """How far the curriculum has come at a step, from 0 to 1; the same for all batches that are drawn at once."""
    return (step - step % ALIKE) / steps


def crops(known: Mapping[str, Sequence[Lesson]], step: int, hard: float, part: int = 0) -> list[Crop]:
    """The crops of a part of a step, the same whenever it is asked for; of like length, so that little is padded.

    `hard` from 0 to 1 is how far the curriculum has come.
    """
    chance = np.random.default_rng((11, step // ALIKE) if not part else (11, step // ALIKE, part))
    shares = [first + (last - first) * hard for first, last in MIX.values()]
    found: list[Crop] = []
    while len(found) < BATCH * ALIKE:
        source = known[list(MIX)[int(chance.choice(len(MIX), p=shares))]]
        one = crop(source[int(chance.integers(0, len(source)))], chance, hard)
        if one:
            found.append(one)
    found.sort(key=lambda one: len(one.ids) + len(one.context))
    first = BATCH * int(chance.permutation(ALIKE)[step % ALIKE])
    return found[first : first + BATCH]


def validated(model: DiffusionModel, known: Mapping[str, Sequence[Lesson]]) -> dict[str, float]:
    """The loss on fixed crops that are not learned from, six of ten places masked."""
    found = {}
    for source in [name for name in known if name.endswith("_valid")]:
        chance = np.random.default_rng(5)
        picked = [crop(known[source][at % len(known[source])], chance) for at in range(LOOKED_AT)]
        given = batch([one for one in picked if one], chance, time=0.6)
        found[source] = round(losses(model, given).diffusion.item(), 3)
    return found


def train(data: Path, init: Path, work: Path, plan: Plan, visits: int = VISITS, on: str = "cpu") -> None:
    """Train by the plan; leaves checkpoint.pt and model.pt in `work`.

    `init` is the folder of a pretrained encoder, or what to go on from: the model.pt of an earlier run or the folder of
    an export. Only a bare encoder begins with the easy lessons. `on` is the processor, "cpu" or "cuda".
    """
    torch.manual_seed(0)
    torch.set_num_threads(machine().threads)
    work.mkdir(parents=True, exist_ok=True)
    known, read = known_lessons(data, work, visits), readings(data)
    model, bare = begun(init, known, work), (init / "model.safetensors").exists()
    model.to(processor(on))
    settings = {"steps": plan.steps, "visits": visits, "batch": BATCH, "rate": RATE, "mix": MIX}

    def loss_of(part: Part) -> torch.Tensor:
        seed = (12, part.step) if not part.number else (12, part.step, part.number)
        chance = np.random.default_rng(seed)
        picked = crops(known, part.step, gone(part.step, plan.steps) if bare else 1.0, part.number)
        filling = losses(model, batch(picked, chance, looks=LOOKS), chance).total
        return filling + READING * reading_loss(model, read, chance)

    def looked(mean: DiffusionModel) -> dict[str, float]:
        # what is summed is to become small
        return validated(mean, known) | {"worth unread": round(1 - correlation(mean, read["valid"]), 3)}

    run(
        model,
        optimizer_of(model, RATE, NEW_RATE, PRETRAINED),
        loss_of,
        looked,
        plan,
        work,
        settings,
        {"words": model.words.cpu()},
    )
