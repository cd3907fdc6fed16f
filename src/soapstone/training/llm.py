"""Fine-tune a small language model to write notes: `soapstone train llm --data DATA --work FOLDER`.

The stronger baseline that the diffusion engine is held against. All weights are trained (a model of 135 M parameters
needs no adapter); the loss is that of what the note says. Needs the extra [train].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from soapstone.errors import InputError, MissingExtraError
from soapstone.settings import settings as machine
from soapstone.training.llm_lessons import TextLesson, known_lessons

try:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig, PreTrainedModel
    from transformers import PreTrainedTokenizerBase as Tokenizer

    from soapstone.training.loop import Part, Plan, optimizer_of, processor, run
except ModuleNotFoundError as missing:
    raise MissingExtraError(
        "fine-tuning a language model needs torch and transformers.", fix="Install soapstone[train]."
    ) from missing

RATE, STEPS, VISITS = 1e-4, 500, 60
PIECES = 2048  # in a batch; a visit that is longer is learned from alone, one of over LONGEST not at all
LONGEST, LOOKED_AT, IGNORED = 3600, 16, -100
# How often a step is of each source.
MIX = {"simulated": 0.15, "mts": 0.45, "aci": 0.40}


class Row(NamedTuple):
    """The pieces of a lesson, and those of them that are to be written (the others are IGNORED)."""

    ids: list[int]
    wanted: list[int]


def load(folder: Path) -> tuple[PreTrainedModel, Tokenizer]:
    """A language model and its tokenizer, from a folder with one GGUF file or in the form of transformers.

    InputError where the folder holds neither.
    """
    packed = sorted(folder.glob("*.gguf"))
    if len(packed) != 1 and not (folder / "config.json").is_file():
        raise InputError(
            "holds no language model.",
            where=str(folder),
            fix="Give a folder with one GGUF file, or one in the form of transformers.",
        )
    if packed:
        options = {"gguf_file": packed[0].name}
        model = AutoModelForCausalLM.from_pretrained(
            folder, dtype=torch.float32, quantization_config=GgufConfig(dequantize=True), **options
        )
        return model, AutoTokenizer.from_pretrained(folder, **options)
    return AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)


def told(tokenizer: Tokenizer, visit: str) -> list[int]:
    """The pieces of a visit, as they stand before any section."""
    return list(tokenizer(f"{tokenizer.bos_token}user\n{visit}{tokenizer.eos_token}\n").input_ids)


def asked(tokenizer: Tokenizer, title: str) -> list[int]:
    """The pieces that ask for a section."""
    return list(tokenizer(f"{tokenizer.bos_token}assistant\n{title}\n").input_ids)


def row_of(tokenizer: Tokenizer, lesson: TextLesson) -> Row:
    """A lesson as one text: the visit, then each section, which ends with the end mark."""
    ids = told(tokenizer, lesson.visit)
    wanted = [IGNORED] * len(ids)
    for title, text in lesson.sections:
        head, body = asked(tokenizer, title), [*tokenizer(text).input_ids, tokenizer.eos_token_id]
        ids += head + body
        wanted += [IGNORED] * len(head) + body
    return Row(ids, wanted)


def loss(model: PreTrainedModel, rows: Sequence[Row]) -> torch.Tensor:
    """The mean cross-entropy of the pieces that are to be written."""
    width, here = max(len(row.ids) for row in rows), model.device
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    wanted = torch.full((len(rows), width), IGNORED, dtype=torch.long)
    for at, row in enumerate(rows):
        ids[at, : len(row.ids)] = torch.tensor(row.ids)
        wanted[at, : len(row.ids)] = torch.tensor(row.wanted)
    ids, wanted = ids.to(here), wanted[:, 1:].to(here)
    with torch.autocast(here.type, dtype=torch.bfloat16):
        # What is padded stands at the end, where nothing before it looks: no mask is needed.
        states = model.base_model(input_ids=ids[:, :-1]).last_hidden_state
        scores = model.get_output_embeddings()(states[wanted != IGNORED])
    return torch.nn.functional.cross_entropy(scores.float(), wanted[wanted != IGNORED])


def batch(known: Mapping[str, Sequence[Row]], part: Part) -> list[Row]:
    """The rows of a part of a step, of one source, the same whenever they are asked for: up to PIECES of like length."""
    chance = np.random.default_rng((17, part.step, part.number))
    rows = known[str(chance.choice(list(MIX), p=list(MIX.values())))]
    at = int(chance.integers(len(rows)))
    found = [rows[at]]
    while at + 1 < len(rows) and len(rows[at + 1].ids) * (len(found) + 1) <= PIECES:
        at += 1
        found.append(rows[at])
    return found


def train(data: Path, work: Path, base: Path, plan: Plan, visits: int = VISITS, on: str = "cpu") -> None:
    """Train by the plan; leaves checkpoint.pt and model.pt in `work`, and in its folder `llm` what transformers reads."""
    torch.manual_seed(0)
    torch.set_num_threads(machine().threads)
    work.mkdir(parents=True, exist_ok=True)
    model, tokenizer = load(base)
    model.to(processor(on))
    known = {
        source: sorted(
            (row for row in (row_of(tokenizer, one) for one in found) if len(row.ids) <= LONGEST),
            key=lambda row: len(row.ids),
        )
        for source, found in known_lessons(data, work, visits).items()
    }

    def validated(mean: torch.nn.Module) -> dict[str, float]:
        looked = {
            name: rows[:: max(1, len(rows) // LOOKED_AT)] for name, rows in known.items() if name not in MIX
        }
        return {
            name: round(float(np.mean([loss(mean, [row]).item() for row in rows])), 3)
            for name, rows in looked.items()
        }

    settings = {"steps": plan.steps, "visits": visits, "pieces": PIECES, "rate": RATE, "mix": MIX}
    run(
        model,
        optimizer_of(model, RATE, RATE, ()),
        lambda part: loss(model, batch(known, part)),
        validated,
        plan,
        work,
        settings,
        {},
    )
    model.load_state_dict(torch.load(work / "model.pt")["model"])
    model.save_pretrained(work / "llm")
    tokenizer.save_pretrained(work / "llm")
