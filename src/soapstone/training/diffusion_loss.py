"""The training loss of masked diffusion: 1/(t L) times the cross-entropy at masked places, plus 0.1 of the section's."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from soapstone.engines.diffusion.pieces import MASK
from soapstone.training.diffusion_crops import Batch
from soapstone.training.diffusion_model import DiffusionModel, Marks, Scores, nearness

SECTION_WEIGHT = 0.1
LEAST = (
    1e-5  # no piece gets less, so that one that can be neither written nor copied does not rule the gradient
)


class Losses(NamedTuple):
    """The loss that is minimised; the part of the masked places; the share of masked places guessed right."""

    total: Tensor
    diffusion: Tensor
    right: float


def losses(model: DiffusionModel, given: Batch, hide_section: np.random.Generator | None = None) -> Losses:
    """The loss of a batch. With `hide_section`, three crops of ten must find their section without being told."""
    here = model.word_bias.device
    tensors = {name: torch.from_numpy(array).to(here) for name, array in given._asdict().items()}
    ids, kinds, mask = tensors["ids"], tensors["kinds"], tensors["mask"]
    said = Marks(*(tensors[f"context{part}"] for part in ("", "_kinds", "_slots", "_steps")))
    hidden = torch.zeros(len(ids), dtype=torch.bool, device=here)
    if hide_section is not None:
        hidden = torch.from_numpy(hide_section.random(len(ids)) < 0.3).to(here)
        kinds = torch.where(hidden[:, None], 0, kinds)
    with torch.autocast(here.type, dtype=torch.bfloat16):
        marks = Marks(ids, kinds, tensors["slots"], tensors["steps"])
        looks = len(ids) // len(said.ids)
        context = model.read(said, tensors["context_mask"]).repeat_interleave(looks, dim=0)
        said = Marks(*(part.repeat_interleave(looks, dim=0) for part in said))
        context_mask = tensors["context_mask"].repeat_interleave(looks, dim=0)
        states = model.states(marks, tensors["time"], mask, context, context_mask)
        places, used = masked_places(ids)
        chosen = states.gather(1, places[:, :, None].expand(-1, -1, states.shape[-1]))
        sources = torch.cat([context, states], dim=1)
        shown = torch.cat([context_mask, mask * (ids != MASK)], dim=1)
        near = nearness(
            marks.slots.gather(1, places),
            marks.steps.gather(1, places),
            torch.cat([said.slots, marks.slots], dim=1),
            torch.cat([said.steps, marks.steps], dim=1),
        )
        scores = model.scores(chosen, sources, shown, near)
        sections = model.section(
            chosen.float().mul(used[:, :, None]).sum(1) / used.sum(1, keepdim=True).clamp(min=1)
        )
    true = tensors["true"].gather(1, places)
    source_ids = torch.cat([said.ids, ids], dim=1)
    found = log_probability(model, scores, true, source_ids)
    weight = tensors["loss"].gather(1, places) * used
    diffusion = -(found * weight).sum() / len(ids)
    total = diffusion
    if hidden.any():
        total = total + SECTION_WEIGHT * functional.cross_entropy(
            sections[hidden].float(), tensors["section"][hidden]
        )
    right = ((found.exp() > 0.5) & (used > 0)).sum().item() / max(1.0, used.sum().item())
    return Losses(total, diffusion, right)


def masked_places(ids: Tensor) -> tuple[Tensor, Tensor]:
    """The masked places of each row, side by side: [batch, n], and 1 where one is meant [batch, n]."""
    masked = ids == MASK
    count = int(masked.sum(1).max())
    order = torch.argsort(masked.int(), dim=1, descending=True, stable=True)[:, : max(1, count)]
    return order, masked.gather(1, order).float()


def log_probability(model: DiffusionModel, scores: Scores, true: Tensor, source_ids: Tensor) -> Tensor:
    """log p(x_0) of the true pieces [batch, n]: written from the vocabulary, or copied from the sources."""
    number = torch.full((int(model.pieces.num_embeddings),), -1, dtype=torch.long, device=true.device)
    number[model.words] = torch.arange(len(model.words), device=true.device)
    at = number[true]
    written = scores.words.gather(2, at.clamp(min=0)[:, :, None])[:, :, 0].exp() * (at >= 0)
    copied = (scores.sources * (source_ids[:, None, :] == true[:, :, None])).sum(-1)
    share = torch.sigmoid(scores.copies[:, :, 0])
    return torch.log(((1 - share) * written + share * copied).clamp(min=LEAST))
