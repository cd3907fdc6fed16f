"""Train the entity model: `python -m soapstone.training.ner train DATA ENCODER --work FOLDER`.

DATA is the folder with the public data sets (BC5CDR, NCBI disease, MACCROBAT). ENCODER is a folder with the
`model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2. `python -m soapstone.training.ner_export` then writes the
weights that are shipped, and `bench/coding.py` scores them. Needs the extra [train]. A run that was stopped goes on
where its last checkpoint is; `--init` starts from an earlier model.pt, at a smaller rate.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from soapstone.errors import MissingExtraError
from soapstone.nlp.ner_decode import FORBIDDEN, bio_labels
from soapstone.nlp.ner_words import CLUES, Words, load_tokenizer, read_words
from soapstone.settings import settings
from soapstone.training.ner_data import HEADS, Annotated, training_set

try:
    import torch
    from torch import Tensor
    from torch.nn import functional

    from soapstone.training.loop import optimizer_of, running_mean
    from soapstone.training.ner_model import EntityModel, take_pretrained
except ModuleNotFoundError as missing:
    raise MissingExtraError(
        "training the entity model needs torch.", fix="Install soapstone[train]."
    ) from missing

CLS, SEP, MASK, IGNORED = 101, 102, 103, -100
WINDOW, BATCH, RATE, HEAD_RATE, WARM_UP = 254, 8, 3e-4, 1e-3, 0.08
AGAIN = 0.6  # of the rates, when an earlier model is trained on
HIDDEN = 0.1  # of the pieces, so that what stands around a name tells of it too
EPOCHS, CHECKPOINT_STEPS = 6, 100
PRETRAINED = ("words", "positions", "norm", "layers")
OFFSETS = {
    name: sum(2 * len(types) + 1 for types in list(HEADS.values())[:at]) for at, name in enumerate(HEADS)
}
LABELS = tuple(f"{name}:{label}" for name, types in HEADS.items() for label in bio_labels(types))


class Example(NamedTuple):
    """A sentence as numbers; `labels` [pieces] is IGNORED at all but the first piece of each word."""

    source: str
    ids: NDArray[np.int32]
    clues: NDArray[np.float32]
    labels: NDArray[np.int64]


def word_labels(words: Words, annotated: Annotated) -> NDArray[np.int64]:
    """The label number within its head of each word: B where a mention starts, I inside, else O."""
    types = HEADS[annotated.source]
    labels = np.zeros(len(words.spans), dtype=np.int64)
    for mark in annotated.marks:
        inside = np.flatnonzero((words.spans[:, 0] >= mark.start) & (words.spans[:, 0] < mark.end))
        labels[inside] = 2 * types.index(mark.type) + 2
        labels[inside[:1]] -= 1
    return labels


def example(annotated: Annotated, tokenizer: Tokenizer) -> Example:
    """A sentence as the model is shown it."""
    words = read_words(annotated.text, tokenizer)
    labels = np.full(len(words.ids), IGNORED, dtype=np.int64)
    labels[words.first[:-1]] = word_labels(words, annotated) + OFFSETS[annotated.source]
    return Example(annotated.source, words.ids, words.clues, labels)


def windows(examples: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """Runs of neighbouring sentences of one source of up to WINDOW pieces, cut anew in each epoch."""
    run: list[Example] = []
    for one in examples:
        limit = WINDOW if chance.random() > 0.1 else 0  # now and then a short one, as notes have short lines
        if run and (run[0].source != one.source or sum(len(r.ids) for r in run) + len(one.ids) > limit):
            yield _joined(run)
            run = []
        run.append(one)
    if run:
        yield _joined(run)


def _joined(run: Sequence[Example]) -> Example:
    return Example(
        run[0].source,
        np.concatenate([one.ids for one in run])[: WINDOW * 2],
        np.concatenate([one.clues for one in run])[: WINDOW * 2],
        np.concatenate([one.labels for one in run])[: WINDOW * 2],
    )


def batch(rows: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """ids, clues, mask, labels [batch, pieces], and [batch, 1, labels] that shuts out other sources' heads."""
    width = max(len(row.ids) for row in rows) + 2
    ids = np.zeros((len(rows), width), dtype=np.int64)
    clues = np.zeros((len(rows), width, len(CLUES)), dtype=np.float32)
    mask = np.zeros((len(rows), width), dtype=np.float32)
    labels = np.full((len(rows), width), IGNORED, dtype=np.int64)
    heads = np.full((len(rows), 1, len(LABELS)), FORBIDDEN, dtype=np.float32)
    for at, row in enumerate(rows):
        n = len(row.ids)
        ids[at, : n + 2] = [CLS, *row.ids, SEP]
        clues[at, 1 : n + 1], mask[at, : n + 2], labels[at, 1 : n + 1] = row.clues, 1, row.labels
        start = OFFSETS[row.source]
        heads[at, 0, start : start + 2 * len(HEADS[row.source]) + 1] = 0
    return tuple(torch.from_numpy(array) for array in (ids, clues, mask, labels, heads))


def loss_of(model: EntityModel, rows: Sequence[Example]) -> Tensor:
    """Mean cross-entropy over the words of a batch, each against the labels of its own source; some pieces hidden."""
    ids, clues, mask, labels, heads = batch(rows)
    ids = torch.where((torch.rand(ids.shape) < HIDDEN) & (ids > SEP), MASK, ids)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = model(ids, clues, mask)
    scores = scores.float() + heads
    return functional.cross_entropy(scores.flatten(0, 1), labels.flatten(), ignore_index=IGNORED)


def train(
    data: Path,
    encoder: Path,
    work: Path,
    epochs: int,
    steps: int | None = None,
    init: Path | None = None,
) -> None:
    """Train for `epochs`, from the pretrained encoder or an earlier model in `init`; leaves `model.pt` in `work`."""
    torch.manual_seed(0)
    torch.set_num_threads(settings().threads)
    tokenizer = load_tokenizer(encoder / "tokenizer.json")
    examples = [example(annotated, tokenizer) for annotated in training_set(data)]
    small = [one for one in examples if one.source == "maccrobat"]
    plan: list[list[Example]] = []
    for epoch in range(epochs):
        chance = random.Random(epoch)
        rows = [*windows(examples, chance), *windows(small, chance)]  # the small source is read twice
        chance.shuffle(rows)
        plan += [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)]
    plan = plan[:steps]
    model = EntityModel(len(LABELS), len(CLUES))
    if init:
        model.load_state_dict(torch.load(init))
    else:
        take_pretrained(model, encoder / "model.safetensors")
    mean = running_mean(model)
    share = AGAIN if init else 1.0
    optimizer = optimizer_of(model, share * RATE, share * HEAD_RATE, PRETRAINED)
    warm = int(WARM_UP * len(plan))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (len(plan) - step) / (len(plan) - warm)))
    )
    work.mkdir(parents=True, exist_ok=True)
    done, checkpoint = 0, work / "checkpoint.pt"
    if checkpoint.exists():
        kept = torch.load(checkpoint)
        done = kept["done"]
        for part, name in (
            (model, "model"),
            (mean, "mean"),
            (optimizer, "optimizer"),
            (schedule, "schedule"),
        ):
            part.load_state_dict(kept[name])
    print(f"{len(plan)} steps, {done} done", flush=True)
    began, running = time.monotonic(), 0.0
    model.train()
    for step in range(done, len(plan)):
        loss = loss_of(model, plan[step])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        mean.update_parameters(model)
        optimizer.zero_grad(set_to_none=True)
        running = loss.item() if not running else 0.98 * running + 0.02 * loss.item()
        if (step + 1) % 20 == 0:
            pace = (time.monotonic() - began) / (step + 1 - done)
            print(json.dumps({"step": step + 1, "loss": round(running, 4), "s": round(pace, 2)}), flush=True)
        if (step + 1) % CHECKPOINT_STEPS == 0:
            parts = {"model": model, "mean": mean, "optimizer": optimizer, "schedule": schedule}
            state = {name: part.state_dict() for name, part in parts.items()}
            torch.save(state | {"done": step + 1}, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
    torch.save(mean.module.state_dict(), work / "model.pt")


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["train"])
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--steps", type=int, help="stop, with a rate of nothing, after so many batches")
    parser.add_argument("--init", type=Path, help="an earlier model.pt to train on")
    arguments = parser.parse_args()
    train(
        arguments.data, arguments.encoder, arguments.work, arguments.epochs, arguments.steps, arguments.init
    )


if __name__ == "__main__":
    main()
