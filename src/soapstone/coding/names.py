"""How alike in meaning a term and the names of each code are, by an encoder of condition names.

The encoder (all-MiniLM-L6-v2, int8) was trained by `python -m soapstone.training.icd_encoder`; its card is
models/icd/README.md. It knows that "clap" is near gonorrhea, which no shared word tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from soapstone.errors import ModelError
from soapstone.nlp.ner_words import load_tokenizer
from soapstone.sessions import Feed, Model

LONGEST, BATCH = 32, 16
Vectors = NDArray[np.float32]


class CodeVectors:
    """Vectors of names, by the code that they name: row `n` of `vectors` [names, size] is of `codes[code_of[n]]`.

    `described` says which names are the codes' descriptions.
    """

    def __init__(
        self,
        vectors: Vectors,
        code_of: NDArray[np.int32],
        described: NDArray[np.bool_],
        codes: Sequence[str],
    ) -> None:
        order = np.lexsort((~described, code_of))
        self.vectors = vectors[order]
        held, self._starts = np.unique(code_of[order], return_index=True)
        self.codes = [codes[at] for at in held]
        self.number = {code: at for at, code in enumerate(self.codes)}
        self._ends = np.append(self._starts[1:], len(vectors))

    def nearest(self, vectors: Vectors, limit: int) -> list[tuple[str, ...]]:
        """For each vector [terms, size] the codes with the names most alike, at most `limit`, each once."""
        alike = vectors @ self.vectors.T
        # The bar that `limit` of every fourth name reach, four times as many reach of all: partitioning all takes longer.
        bars = np.partition(alike[:, ::4], -limit, axis=1)[:, -limit]
        return [self._above(row, bar)[:limit] for row, bar in zip(alike, bars, strict=True)]

    def _above(self, alike: Vectors, bar: float) -> tuple[str, ...]:
        names = np.flatnonzero(alike >= bar)
        names = names[np.argsort(-alike[names], kind="stable")]
        of = np.searchsorted(self._starts, names, side="right") - 1
        return tuple(dict.fromkeys(self.codes[at] for at in of))

    def alike(self, vector: Vectors, codes: Sequence[str]) -> Vectors:
        """The cosines of a vector [size] with the names of each code [codes, 3]: the best, the mean, the description's.

        Zeros for a code without a name.
        """
        found = np.zeros((len(codes), 3), dtype=np.float32)
        named = [row for row, code in enumerate(codes) if code in self.number]
        at = [self.number[codes[row]] for row in named]
        if named:
            many = self._ends[at] - self._starts[at]
            first = np.cumsum(many) - many
            rows = np.arange(many.sum()) + np.repeat(self._starts[at] - first, many)
            near = self.vectors[rows] @ vector
            average = np.add.reduceat(near, first) / many
            found[named] = np.stack([np.maximum.reduceat(near, first), average, near[first]], axis=1)
        return found


class NameEncoder:
    """Names in, vectors of unit length out."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        try:
            self.tokenizer = load_tokenizer(tokenizer)
            self.tokenizer.enable_truncation(LONGEST)
            self.model = Model(model)
        except Exception as error:  # onnxruntime and tokenizers raise kinds of their own
            raise ModelError(
                "the encoder of condition names is damaged.", where=str(model), fix="Install soapstone again."
            ) from error

    def __call__(self, names: Sequence[str]) -> Vectors:
        """Vectors [names, size]. Names of like length are read together, BATCH at a time."""
        read = [encoding.ids for encoding in self.tokenizer.encode_batch(list(names))]
        order = sorted(range(len(read)), key=lambda at: len(read[at]))
        groups = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        outs = self.model.run([_padded([read[at] for at in group]) for group in groups])
        vectors = np.concatenate(outs)
        vectors[order] = vectors.copy()
        return vectors


def _padded(rows: Sequence[Sequence[int]]) -> Feed:
    ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    mask = np.zeros(ids.shape, dtype=np.float32)
    for at, row in enumerate(rows):
        ids[at, : len(row)], mask[at, : len(row)] = row, 1
    return {"ids": ids, "mask": mask}


@cache
def encoder() -> NameEncoder:
    """The shipped encoder, loaded once. The entity model has the same tokenizer."""
    held = files("soapstone.resources")
    with (
        as_file(held / "icd10cm" / "names.onnx") as model,
        as_file(held / "ner" / "tokenizer.json") as tokens,
    ):
        return NameEncoder(model, tokens)


def load_vectors(file: Path) -> Vectors:
    """The vectors [phrases, size] of the phrases of the index, in its order; they are kept as int8 in one array file."""
    try:
        with np.load(file, allow_pickle=False) as held:
            return np.asarray(held["vectors"].astype(np.float32) * held["scale"], dtype=np.float32)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise ModelError(
            "the vectors of names are damaged.", where=str(file), fix="Install soapstone again."
        ) from error


class Meaning(NamedTuple):
    """A term's vector, and the codes with the names most alike."""

    vector: Vectors
    near: tuple[str, ...]


class Meanings:
    """The meanings of terms, remembered; many are read at once in a fraction of the time."""

    def __init__(self, of: CodeVectors, limit: int = 40, kept: int = 4096) -> None:
        self.of, self.limit, self.kept = of, limit, kept
        self._held: dict[str, Meaning] = {}

    def read(self, terms: Sequence[str]) -> None:
        """Read the terms that are not yet remembered."""
        new = [term for term in dict.fromkeys(terms) if term not in self._held]
        if len(self._held) + len(new) > self.kept:
            self._held.clear()
        if new:
            vectors = encoder()(new)
            near = self.of.nearest(vectors, self.limit)
            self._held |= {t: Meaning(v, n) for t, v, n in zip(new, vectors, near, strict=True)}

    def __getitem__(self, term: str) -> Meaning:
        if term not in self._held:
            self.read([term])
        return self._held[term]
