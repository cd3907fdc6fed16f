"""all-MiniLM-L6-v2 (Apache-2.0), a BERT encoder of six layers, run with NumPy alone: vectors of a text's tokens."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

NAME = "minilm-l6-v2"
WINDOW = 510  # tokens between [CLS] and [SEP]: BERT has 512 positions
Array = NDArray[np.float32]


class Encoder:
    """BERT as in Devlin et al., NAACL 2019; `folder` holds tokenizer.json, config.json and model.safetensors."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.layers, self.heads = int(config["num_hidden_layers"]), int(config["num_attention_heads"])
        self.epsilon = float(config["layer_norm_eps"])
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.weights = read_safetensors(folder / "model.safetensors")

    def __call__(self, text: str) -> Array:
        """The last layer's vector of each token, shape (tokens, width), of length 1; long texts in windows."""
        ids = self.tokenizer.encode(text, add_special_tokens=False).ids
        first, last = (self.tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
        windows = [
            self._forward(np.array([first, *ids[at : at + WINDOW], last]))[1:-1]
            for at in range(0, len(ids), WINDOW)
        ]
        width = self.weights["embeddings.word_embeddings.weight"].shape[1]
        vectors = np.concatenate(windows) if windows else np.zeros((0, width), np.float32)
        unit: Array = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def _forward(self, ids: NDArray[np.int64]) -> Array:
        table = self.weights
        x = (
            table["embeddings.word_embeddings.weight"][ids]
            + table["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._norm(x + table["embeddings.position_embeddings.weight"][: len(ids)], "embeddings.LayerNorm")
        for at in range(self.layers):
            name = f"encoder.layer.{at}"
            attended = self._dense(
                self._attention(x, f"{name}.attention.self"), f"{name}.attention.output.dense"
            )
            x = self._norm(x + attended, f"{name}.attention.output.LayerNorm")
            wide = _gelu(self._dense(x, f"{name}.intermediate.dense"))
            x = self._norm(x + self._dense(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")
        return x

    def _attention(self, x: Array, name: str) -> Array:
        size = x.shape[1] // self.heads
        query, key, value = (
            self._dense(x, f"{name}.{part}").reshape(len(x), self.heads, size).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(size))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed: Array = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        return mixed.transpose(1, 0, 2).reshape(len(x), -1)

    def _dense(self, x: Array, name: str) -> Array:
        product: Array = x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return product

    def _norm(self, x: Array, name: str) -> Array:
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled: Array = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self.epsilon)
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


def read_safetensors(file: Path) -> dict[str, Array]:
    """The float tensors of a safetensors file, mapped, not read."""
    size = int(np.fromfile(file, "<u8", 1)[0])
    head = json.loads(np.fromfile(file, np.uint8, size, offset=8).tobytes())
    data = np.memmap(file, np.uint8, "r", offset=8 + size)
    return {
        name: data[slice(*about["data_offsets"])].view("<f4").reshape(about["shape"])
        for name, about in head.items()
        if about.get("dtype") == "F32"
    }


def _gelu(x: Array) -> Array:
    from scipy.special import erf  # type: ignore[import-untyped]

    half: Array = x * np.float32(0.5) * (1 + erf(x / np.float32(np.sqrt(2))))
    return half


@cache
def encoder() -> Encoder:
    """The encoder, loaded once a process. ModelError when it is neither stored nor to be had."""
    from soapstone import models

    return Encoder(models.path(NAME))
