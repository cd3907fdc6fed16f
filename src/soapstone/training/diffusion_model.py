"""The diffusion model in torch: one encoder read twice, first over what was said, then over the canvas.

Its layers are those of a small pretrained BERT encoder, with attention from the canvas to the context added. Each
masked place gets a mixture of two distributions: over a vocabulary, and over the pieces of the context and of what is
locked on the canvas (to copy names, numbers and drugs with their place; See et al., ACL 2017, arXiv 1704.04368).
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from soapstone.engines.diffusion.marks import FAR, SLOTS, STEPS
from soapstone.engines.diffusion.pieces import KINDS
from soapstone.training.attention import attend
from soapstone.training.ner_model import (
    ATTENTION_HEADS,
    EPSILON,
    POSITIONS,
    VOCABULARY,
    WIDTH,
    EntityModel,
    Layer,
    take_pretrained,
)

TIME_WAVES = 64
DEPTH = 4  # of the pretrained encoder's six layers: half as fast again, and two cores have hours, not days


class ToContext(nn.Module):  # type: ignore[misc]
    """Attention from the canvas to the context. Its last matrix starts at zero, so that the encoder starts as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key_value = nn.Linear(WIDTH, 2 * WIDTH)
        self.seen = nn.Linear(WIDTH, WIDTH)
        nn.init.zeros_(self.seen.weight)
        nn.init.zeros_(self.seen.bias)

    def forward(self, states: Tensor, context: Tensor, mask: Tensor | None) -> Tensor:
        """`states` [batch, pieces, WIDTH], `context` [batch, said, WIDTH], `mask` [batch, said]."""
        key, value = self.key_value(context).split(WIDTH, dim=-1)
        return states + self.seen(attend(self.query(states), key, value, ATTENTION_HEADS, mask))


class Marks(NamedTuple):
    """Pieces with what they are part of, all [batch, pieces]: a section or a speaker (`kinds`), the open stretch
    (`slots`, 0 for none; a drafted sentence has that of the stretch it was drafted for) and the place in it (`steps`)."""

    ids: Tensor
    kinds: Tensor
    slots: Tensor
    steps: Tensor


class Scores(NamedTuple):
    """For places [batch, n]: log-probabilities over the vocabulary [batch, n, words], the attention to copy from
    [batch, n, sources], and the score of copying [batch, n, 1], a logit."""

    words: Tensor
    sources: Tensor
    copies: Tensor


class DiffusionModel(nn.Module):  # type: ignore[misc]
    """p(x_0 | x_t, context). `words` are the pieces that it can write without copying them."""

    def __init__(self, words: Tensor, dropout: float = 0.0, sections: bool = True) -> None:
        super().__init__()
        self.register_buffer("words", words)
        self.pieces = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.kinds = nn.Embedding(len(KINDS), WIDTH)
        self.slots = nn.Embedding(SLOTS, WIDTH)
        self.steps = nn.Embedding(STEPS, WIDTH)
        self.nearness = nn.Embedding(2 * FAR + 2, 1)
        self.time = nn.Sequential(nn.Linear(TIME_WAVES, WIDTH), nn.GELU(), nn.Linear(WIDTH, WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(DEPTH))
        self.to_context = nn.ModuleList(ToContext() for _ in range(DEPTH))
        self.nothing = nn.Parameter(torch.zeros(1, 1, WIDTH))
        self.written = nn.Linear(WIDTH, WIDTH)
        self.written_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.word_bias = nn.Parameter(torch.zeros(len(words)))
        self.copy_query = nn.Linear(WIDTH, WIDTH)
        self.copy_key = nn.Linear(WIDTH, WIDTH)
        self.copy_share = nn.Linear(WIDTH, 1)
        self.section = nn.Linear(WIDTH, len(KINDS))
        # of a clause, from the mean of its states: in a whole visit, in a short one
        self.worth = nn.Linear(WIDTH, 2)
        self.dropout, self.sections = dropout, sections
        for part in (self.kinds.weight, self.time[2].weight, self.time[2].bias):
            nn.init.zeros_(part)
        for table in (self.slots, self.steps):
            nn.init.normal_(table.weight, std=0.01)
        nn.init.eye_(self.written.weight)
        away = (torch.arange(2 * FAR + 2) - FAR - 1).abs()
        self.nearness.weight.data[:, 0] = torch.where(torch.arange(2 * FAR + 2) > 0, 3.0 - 0.5 * away, 0.0)
        for matrix in (self.copy_query, self.copy_key):
            nn.init.eye_(matrix.weight)

    def states(
        self,
        marks: Marks,
        time: Tensor,
        mask: Tensor | None,
        context: Tensor,
        context_mask: Tensor | None,
    ) -> Tensor:
        """What the encoder makes of pieces. `mask` [batch, pieces]; `time` [batch]; `context` [batch, said, WIDTH]
        with its mask [batch, said]; None where nothing is padded. A context is read with time 0 and an empty context."""
        ids, kinds = marks.ids, marks.kinds
        batch = len(ids)
        places = torch.arange(ids.shape[1], device=ids.device)
        told = self.kinds(kinds) if self.sections else 0.0
        told = told + self.slots(marks.slots) + self.steps(marks.steps)
        states = self.pieces(ids) + self.positions(places) + told + self.time(waves(time))[:, None]
        states = functional.dropout(self.norm(states), self.dropout, self.training)
        context = torch.cat([self.nothing.expand(batch, 1, WIDTH).to(states.dtype), context], dim=1)
        theirs = None if context_mask is None else functional.pad(context_mask, (1, 0), value=1.0)
        for layer, to_context in zip(self.layers, self.to_context, strict=True):
            states = layer(to_context(states, context, theirs), mask)
        return states

    def read(self, marks: Marks, mask: Tensor) -> Tensor:
        """The states of what was said, to be kept for every step."""
        batch, where = len(marks.ids), marks.ids.device
        none = torch.zeros(batch, 0, WIDTH, device=where)
        return self.states(marks, torch.zeros(batch, device=where), mask, none, none[:, :, 0])

    def scores(self, chosen: Tensor, sources: Tensor, source_mask: Tensor, near: Tensor) -> Scores:
        """Scores of places with states `chosen` [batch, n, WIDTH]; `sources` [batch, sources, WIDTH] may be copied
        where `source_mask` [batch, sources] is 1. `near` [batch, n, sources] are numbers as `nearness` gives them."""
        written = self.written_norm(functional.gelu(self.written(chosen)))
        words = written @ self.pieces.weight[self.words].T + self.word_bias
        pointed = self.copy_query(chosen) @ self.copy_key(sources).transpose(1, 2) / math.sqrt(WIDTH)
        pointed = pointed.float() + self.nearness(near)[..., 0] + ((1.0 - source_mask) * -1e4)[:, None, :]
        return Scores(
            functional.log_softmax(words.float(), -1),
            functional.softmax(pointed, -1),
            self.copy_share(chosen).float(),
        )


def nearness(slots: Tensor, steps: Tensor, source_slots: Tensor, source_steps: Tensor) -> Tensor:
    """How far along a source is from a place of the same stretch: FAR + 1 for the same step, 0 for another stretch.

    `slots` and `steps` [batch, n], of the sources [batch, sources]; gives [batch, n, sources].
    """
    away = (source_steps[:, None, :] - steps[:, :, None]).clamp(-FAR, FAR) + FAR + 1
    same = (slots[:, :, None] == source_slots[:, None, :]) & (slots[:, :, None] > 0)
    return torch.where(same, away, 0)


def waves(time: Tensor) -> Tensor:
    """Sines and cosines of the time [batch] at TIME_WAVES / 2 frequencies: [batch, TIME_WAVES]."""
    rates = torch.exp(torch.linspace(0.0, math.log(1000.0), TIME_WAVES // 2, device=time.device))
    angles = time[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=-1)


def take_encoder(model: DiffusionModel, weights: Path) -> None:
    """Fill the encoder from a pretrained BERT checkpoint of the same sizes (safetensors)."""
    source = EntityModel(labels=1, clues=1)
    take_pretrained(source, weights)
    names = {"words": "pieces", "positions": "positions", "norm": "norm", "layers": "layers"}
    taken = {
        f"{names[part]}.{rest}": value
        for name, value in source.state_dict().items()
        for part, _, rest in [name.partition(".")]
        if part in names
    }
    model.load_state_dict(taken, strict=False)
