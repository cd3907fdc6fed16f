"""A small encoder, made of what all of ours are made of: a table, a layer of attention, a norm."""

from __future__ import annotations

from pathlib import Path

import torch

from soapstone.training.attention import attend
from soapstone.training.exports import write_graph

WORDS, WIDTH, HEADS = 50, 48, 4


class ToyEncoder(torch.nn.Module):  # type: ignore[misc]
    """Pieces in, states out."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.words = torch.nn.Embedding(WORDS, WIDTH)
        self.query_key_value = torch.nn.Linear(WIDTH, 3 * WIDTH)
        self.norm = torch.nn.LayerNorm(WIDTH)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """`ids` and `mask` (1 where read) [batch, pieces]; gives [batch, pieces, WIDTH]."""
        query, key, value = self.query_key_value(self.words(ids)).split(WIDTH, dim=-1)
        return self.norm(attend(query, key, value, HEADS, mask))


def export(model: ToyEncoder, file: Path) -> Path:
    """The file with the model as it would be shipped."""
    given = (torch.ones(2, 5, dtype=torch.long), torch.ones(2, 5))
    moving = {0: "batch", 1: "pieces"}
    write_graph(model, given, {"ids": moving, "mask": moving}, {"states": moving}, file)
    return file
