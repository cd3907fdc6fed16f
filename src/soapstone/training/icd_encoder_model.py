"""The encoder of condition names in torch: word pieces in, one vector of unit length a name out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from soapstone.training.ner_model import EPSILON, POSITIONS, VOCABULARY, WIDTH, Layer, take_pretrained

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SIZE, DEPTH, LONGEST, GROUP = 96, 6, 32, 48


class NameEncoder(nn.Module):  # type: ignore[misc]
    """all-MiniLM-L6-v2, the mean of its last layer, and a projection to SIZE dimensions."""

    def __init__(self, tokens: Tokenizer, dropout: float = 0.1) -> None:
        super().__init__()
        self.tokens = tokens
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(DEPTH))
        self.head = nn.Linear(WIDTH, SIZE, bias=False)
        self.dropout = dropout
        nn.init.orthogonal_(self.head.weight)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """`ids` and `mask` (1 where read) [names, pieces]; returns unit vectors [names, SIZE]."""
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.norm(self.words(ids) + self.positions(places))
        states = functional.dropout(states, self.dropout, self.training)
        for layer in self.layers:
            states = layer(states, mask)
        shares = mask / mask.sum(dim=1, keepdim=True)
        mean = (states * shares[:, :, None].to(states.dtype)).sum(dim=1)
        return functional.normalize(self.head(mean), dim=1)

    def of(self, texts: Sequence[str]) -> Tensor:
        """Unit vectors [names, SIZE] of names, read in groups of like length so that little is padded."""
        read = [encoding.ids for encoding in self.tokens.encode_batch(list(texts))]
        order = sorted(range(len(read)), key=lambda at: len(read[at]))
        groups = [order[at : at + GROUP] for at in range(0, len(order), GROUP)]
        vectors = torch.cat([self(*batch([read[at] for at in group])).float() for group in groups])
        return vectors[torch.argsort(torch.tensor(order))]

    def take_pretrained(self, weights: Path) -> None:
        """Fill the encoder from a BERT checkpoint of the same sizes (safetensors); the projection stays."""
        take_pretrained(self, weights)


def load_tokens(encoder: Path) -> Tokenizer:
    """The encoder's tokenizer, cut at LONGEST word pieces."""
    from tokenizers import Tokenizer

    tokens = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokens.no_padding()
    tokens.enable_truncation(LONGEST)
    return tokens


def batch(read: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """ids and mask [names, pieces] of names as word pieces."""
    width = max(len(ids) for ids in read)
    ids, mask = torch.zeros(len(read), width, dtype=torch.long), torch.zeros(len(read), width)
    for at, row in enumerate(read):
        ids[at, : len(row)], mask[at, : len(row)] = torch.tensor(row), 1
    return ids, mask
