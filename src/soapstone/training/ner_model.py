"""The entity model in torch: a small BERT encoder that also reads clues, with a head for each data set."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from soapstone.training.attention import attend

WIDTH, DEPTH, ATTENTION_HEADS, INNER, POSITIONS, VOCABULARY = 384, 6, 12, 1536, 512, 30522
EPSILON = 1e-12


class Layer(nn.Module):  # type: ignore[misc]
    """One encoder layer: attention, then a feed-forward network, each added and normalised (BERT)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(WIDTH, 3 * WIDTH)
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.dropout = dropout

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """`states` [batch, pieces, WIDTH]; `mask` [batch, pieces] is 1 where read, None where all are."""
        query, key, value = self.query_key_value(states).split(WIDTH, dim=-1)
        off = self.dropout if self.training else 0.0
        seen = self.attended(attend(query, key, value, ATTENTION_HEADS, mask, off))
        states = self.attended_norm(states + functional.dropout(seen, self.dropout, self.training))
        out = self.outer(functional.gelu(self.inner(states)))
        return self.outer_norm(states + functional.dropout(out, self.dropout, self.training))


class EntityModel(nn.Module):  # type: ignore[misc]
    """Word pieces and clues in, one score a label and piece out. Heads lie side by side in the last axis."""

    def __init__(self, labels: int, clues: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.clues = nn.Linear(clues, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(DEPTH))
        self.head = nn.Linear(WIDTH, labels)
        self.dropout = dropout
        nn.init.zeros_(self.clues.weight)
        nn.init.zeros_(self.clues.bias)

    def forward(self, ids: Tensor, clues: Tensor, mask: Tensor) -> Tensor:
        """`ids` [batch, pieces], `clues` [batch, pieces, clues], `mask` [batch, pieces] 1 where read.

        Returns scores [batch, pieces, labels].
        """
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.norm(self.words(ids) + self.positions(places) + self.clues(clues))
        states = functional.dropout(states, self.dropout, self.training)
        for layer in self.layers:
            states = layer(states, mask)
        return self.head(functional.dropout(states, self.dropout, self.training))


def take_pretrained(model: EntityModel, weights: Path) -> None:
    """Fill the encoder from a BERT checkpoint of the same sizes (safetensors)."""
    from safetensors.torch import load_file

    given = load_file(str(weights))
    taken = {
        "words.weight": given["embeddings.word_embeddings.weight"],
        # every text is of BERT's first kind, so that vector is added to all positions once and for all
        "positions.weight": given["embeddings.position_embeddings.weight"]
        + given["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": given["embeddings.LayerNorm.weight"],
        "norm.bias": given["embeddings.LayerNorm.bias"],
    }
    for at in range(DEPTH):
        source, to = f"encoder.layer.{at}", f"layers.{at}"
        for part in ("weight", "bias"):
            projections = [
                given[f"{source}.attention.self.{name}.{part}"] for name in ("query", "key", "value")
            ]
            taken[f"{to}.query_key_value.{part}"] = torch.cat(projections)
            taken[f"{to}.attended.{part}"] = given[f"{source}.attention.output.dense.{part}"]
            taken[f"{to}.attended_norm.{part}"] = given[f"{source}.attention.output.LayerNorm.{part}"]
            taken[f"{to}.inner.{part}"] = given[f"{source}.intermediate.dense.{part}"]
            taken[f"{to}.outer.{part}"] = given[f"{source}.output.dense.{part}"]
            taken[f"{to}.outer_norm.{part}"] = given[f"{source}.output.LayerNorm.{part}"]
    missing, unexpected = model.load_state_dict(taken, strict=False)
    assert not unexpected and {name.split(".")[0] for name in missing} <= {"clues", "head"}
