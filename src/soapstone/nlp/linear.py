"""A linear model over named features, stored as plain arrays: small, inspectable, no pickle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Features = Mapping[str, float]


class LinearModel(NamedTuple):
    """`weights` has shape (features, outputs); `place` is a feature's row, `outputs` names the columns."""

    place: dict[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    outputs: tuple[str, ...]

    def scores(self, rows: Iterable[Features]) -> NDArray[np.float32]:
        """The raw scores, shape (rows, outputs). Features that the model does not know count for nothing."""
        return (
            np.stack([self._row(features) for features in rows])
            if rows
            else np.zeros((0, len(self.outputs)), np.float32)
        )

    def _row(self, features: Features) -> NDArray[np.float32]:
        known = [(self.place[name], value) for name, value in features.items() if name in self.place]
        if not known:
            return self.bias
        places, values = zip(*known, strict=True)
        return np.asarray(values, np.float32) @ self.weights[list(places)] + self.bias


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities along the last axis."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), np.float32)


def save(
    path: Path,
    names: Sequence[str],
    weights: NDArray[np.floating],
    bias: NDArray[np.floating],
    outputs: Sequence[str],
) -> None:
    """Write the model, dropping features whose weights are all nearly nothing; 16-bit weights."""
    kept = [int(place) for place in np.flatnonzero(np.abs(weights).max(axis=1) > 1e-4)]
    np.savez_compressed(
        path,
        names=np.frombuffer("\n".join(names[i] for i in kept).encode(), np.uint8),
        weights=weights[kept].astype(np.float16),
        bias=bias.astype(np.float32),
        outputs=np.frombuffer("\n".join(outputs).encode(), np.uint8),
    )


def load(*resource: str) -> LinearModel:
    """A shipped model, by its path below `soapstone/resources`."""
    content = files("soapstone.resources").joinpath(*resource).read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        names = arrays["names"].tobytes().decode().split("\n")
        return LinearModel(
            {name: place for place, name in enumerate(names)},
            arrays["weights"].astype(np.float32),
            arrays["bias"],
            tuple(arrays["outputs"].tobytes().decode().split("\n")),
        )
