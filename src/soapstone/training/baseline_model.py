"""The autoregressive baseline in torch: four causal layers, 256 wide, four heads, next piece after next piece.

It is there for an honest comparison: the same lessons, the same pieces, the same context before the text.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from soapstone.engines.diffusion.pieces import END, KINDS
from soapstone.training.ner_model import VOCABULARY

WIDTH, DEPTH, ATTENTION_HEADS, POSITIONS = 256, 4, 4, 512


class CausalLayer(nn.Module):  # type: ignore[misc]
    """Attention to what came before, then a feed-forward network; both normalise first (GPT-2)."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.inner_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.query_key_value, self.seen = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.inner, self.outer = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, states: Tensor) -> Tensor:
        """`states` [batch, pieces, WIDTH]."""
        batch, pieces, _ = states.shape
        size = (batch, pieces, 3, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS)
        query, key, value = self.query_key_value(self.norm(states)).view(size).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        states = states + self.seen(seen.transpose(1, 2).reshape(batch, pieces, WIDTH))
        return states + self.outer(functional.gelu(self.inner(self.inner_norm(states))))


class BaselineModel(nn.Module):  # type: ignore[misc]
    """p(next piece | all pieces before it). `words` are the pieces that it can write."""

    def __init__(self, words: Tensor) -> None:
        super().__init__()
        self.register_buffer("words", words)
        self.pieces = nn.Embedding(VOCABULARY, WIDTH)
        self.kinds = nn.Embedding(len(KINDS), WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.layers = nn.ModuleList(CausalLayer() for _ in range(DEPTH))
        self.norm = nn.LayerNorm(WIDTH)
        for table in (self.pieces, self.kinds, self.positions):
            nn.init.normal_(table.weight, std=0.02)

    def forward(self, ids: Tensor, kinds: Tensor) -> Tensor:
        """`ids` and `kinds` [batch, pieces]; scores of the next piece [batch, pieces, words]."""
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.pieces(ids) + self.kinds(kinds) + self.positions(places)
        for layer in self.layers:
            states = layer(states)
        return self.norm(states) @ self.pieces.weight[self.words].T

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def continued(self, ids: list[int], kinds: list[int], kind: int, room: int) -> list[int]:
        """What follows, the likeliest piece at a time, up to the end mark or to `room` pieces."""
        written: list[int] = []
        while len(written) < room and len(ids) < POSITIONS:
            scores = self(torch.tensor([ids]), torch.tensor([kinds]))[0, -1]
            piece = int(self.words[int(scores.argmax())])
            if piece == END:
                break
            written.append(piece)
            ids, kinds = [*ids, piece], [*kinds, kind]
        return written
