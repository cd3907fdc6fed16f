"""Entities by a small encoder: every word gets a score for each label, and the best BIO path is read off.

The encoder (all-MiniLM-L6-v2, 22.7 M parameters, int8) was trained by `python -m soapstone.training.ner`; its card is
models/ner/README.md. It has one head a data set; notes are read by the head of the case reports (MACCROBAT).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from soapstone.errors import ModelError
from soapstone.nlp.ner_decode import best_path, mentions
from soapstone.nlp.ner_repeats import Marked, standing
from soapstone.nlp.ner_words import Words, load_tokenizer, read_words
from soapstone.nlp.written import clauses
from soapstone.sessions import Feed, Model

FOLDER = "ner"
WINDOW, OVERLAP = 190, 64
CLS, SEP = 101, 102


class Mention(NamedTuple):
    """An entity at characters `start` to `end` (exclusive), its type, and its words' mean probability."""

    start: int
    end: int
    type: str
    confidence: float


class Ner:
    """The shipped encoder. `heads` names for each head its first label and its types."""

    def __init__(self, folder: Path) -> None:
        try:
            about = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
            self.tokenizer = load_tokenizer(folder / "tokenizer.json")
            self.model = Model(folder / "model.onnx")
        except Exception as error:  # onnxruntime and tokenizers raise kinds of their own
            raise ModelError(
                "the entity model is damaged.", where=str(folder), fix="Install soapstone again."
            ) from error
        self.heads: dict[str, tuple[int, tuple[str, ...]]] = {
            name: (head["first"], tuple(head["types"])) for name, head in about["heads"].items()
        }
        self.version: str = about["version"]

    def find(self, text: str, head: str = "maccrobat") -> list[Mention]:
        """The entities of a text of any length in order, by the labels of one head."""
        words = read_words(text, self.tokenizer)
        if not len(words.spans):
            return []
        first, types = self.heads[head]
        scores = self._scores(words, list(_windows(words, text)), first, 2 * len(types) + 1)
        path = best_path(scores)
        sure = np.exp(scores[np.arange(len(path)), path])
        found = [
            Marked(start, end, kind, float(sure[start:end].mean())) for start, end, kind in mentions(path)
        ]
        return [
            Mention(
                int(words.spans[one.first, 0]),
                int(words.spans[one.last - 1, 1]),
                types[one.type],
                round(one.confidence, 4),
            )
            for one in standing(found, [text[start:end] for start, end in words.spans])
        ]

    def _scores(
        self, words: Words, windows: Sequence[tuple[int, int]], first: int, labels: int
    ) -> NDArray[np.float32]:
        """Log-probabilities [words, labels]; where windows overlap, a word takes those of the one it is deeper in."""
        found = np.zeros((len(words.spans), labels), dtype=np.float32)
        depth = np.full(len(words.spans), -1)
        read = self.model.run([_feed(words, start, end) for start, end in windows])
        for (start, end), scores in zip(windows, read, strict=True):
            places = words.first[start:end] - words.first[start] + 1
            mine = scores[0][places][:, first : first + labels]
            mine = mine - np.logaddexp.reduce(mine, axis=1, keepdims=True)
            inner = np.minimum(np.arange(end - start) + 1, np.arange(end - start, 0, -1))
            better = inner > depth[start:end]
            found[start:end][better], depth[start:end][better] = mine[better], inner[better]
        return found


def _feed(words: Words, start: int, end: int) -> Feed:
    """A window of words as the model takes it; it gives scores [1, pieces + 2, all labels].

    One window a run: batches of eight take twice as long.
    """
    pieces = slice(int(words.first[start]), int(words.first[end]))
    ids = np.array([[CLS, *words.ids[pieces], SEP]], dtype=np.int64)
    clues = np.pad(words.clues[pieces], ((1, 1), (0, 0)))[None]
    return {"ids": ids, "clues": clues, "mask": np.ones(ids.shape, dtype=np.float32)}


def _windows(words: Words, text: str) -> Iterator[tuple[int, int]]:
    """Runs of whole clauses of up to WINDOW pieces, as in training; a longer clause is cut with an overlap."""
    ends = np.searchsorted(words.spans[:, 0], [end for _, end in clauses(text)])
    start = last = 0
    for end in (*dict.fromkeys(int(e) for e in ends), len(words.spans)):
        if words.first[end] - words.first[start] > WINDOW and last > start:
            yield start, last
            start = last
        while words.first[end] - words.first[start] > WINDOW:
            cut = _reach(words, start)
            yield start, cut
            start = max(start + 1, int(np.searchsorted(words.first, words.first[cut] - OVERLAP)))
        last = end
    if last > start:
        yield start, last


def _reach(words: Words, start: int) -> int:
    """The word before which a window that starts at `start` must end."""
    return max(start + 1, int(np.searchsorted(words.first, words.first[start] + WINDOW, side="right")) - 1)


@cache
def ner() -> Ner | None:
    """The shipped model, loaded once; None where it is not shipped."""
    folder = files("soapstone.resources") / FOLDER
    if not (folder / "model.onnx").is_file():
        return None
    with as_file(folder) as held:
        return Ner(held)
