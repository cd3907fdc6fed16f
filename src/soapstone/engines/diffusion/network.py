"""The shipped diffusion network: what was said is read once and kept by content, the canvas at each step."""

from __future__ import annotations

import json
from collections import OrderedDict
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from soapstone.engines.diffusion.marks import Marks
from soapstone.errors import ModelError
from soapstone.sessions import open_session

FOLDER = "diffusion"
ABOUT, GRAPHS = "about.json", ("states.onnx", "scores.onnx")
KEPT = 512  # contexts kept at most, some 300 kB each
Floats = NDArray[np.float32]


class Guess(NamedTuple):
    """For open places [n]: probabilities of writing each word of the vocabulary [n, words], of copying from each
    source [n, sources] (both sum to 1), and the share of copying [n]."""

    words: Floats
    copied: Floats
    share: Floats


class Network:
    """p(x_0 | x_t, context) by onnxruntime. Nothing is batched, so a canvas gives the same in any company."""

    def __init__(self, folder: Path) -> None:
        try:
            about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
            self._states, self._scores = (open_session(folder / name) for name in GRAPHS)
            self._worth = np.array(about["worth"]["weights"], dtype=np.float32)
            self._worth_bias = float(about["worth"]["bias"])
        except Exception as error:  # onnxruntime raises kinds of its own
            raise ModelError(
                "the diffusion model is damaged or absent.", where=str(folder), fix="Install soapstone again."
            ) from error
        self.words: NDArray[np.int64] = np.array(about["words"], dtype=np.int64)
        self.version: str = about["version"]
        self.width = int(next(one for one in self._states.get_inputs() if one.name == "context").shape[2])
        self._kept: OrderedDict[Marks, Floats] = OrderedDict()
        self._lock = Lock()

    def read(self, marks: Marks) -> Floats:
        """The states [pieces, width] of a context. The same context again costs nothing."""
        with self._lock:
            if marks in self._kept:
                self._kept.move_to_end(marks)
                return self._kept[marks]
        states = self.look(marks, 0.0, np.zeros((0, self.width), dtype=np.float32))
        with self._lock:
            self._kept[marks] = states
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return states

    def look(self, marks: Marks, time: float, context: Floats) -> Floats:
        """The states [pieces, width] of a canvas at a time in 0 to 1, given the states of its context."""
        given: dict[str, NDArray[np.generic]] = {
            name: np.array([part], dtype=np.int64) for name, part in marks._asdict().items()
        }
        given |= {
            "time": np.array([time], dtype=np.float32),
            "context": context[None],
        }
        (states,) = self._states.run(None, given)
        return np.asarray(states[0], dtype=np.float32)

    def worth(self, means: Floats) -> Floats:
        """How much a note would repeat of clauses [clauses], of the means of their states [clauses, width]."""
        return np.asarray(means @ self._worth + self._worth_bias, dtype=np.float32)

    def guess(self, chosen: Floats, sources: Floats, near: NDArray[np.int64]) -> Guess:
        """What belongs at places with the states `chosen`; `sources` may be copied. `near` as `nearness` gives it."""
        given = {"chosen": chosen[None], "sources": sources[None], "near": near[None]}
        words, copied, share = self._scores.run(None, given)
        return Guess(words[0], copied[0], share[0, :, 0])


@cache
def network() -> Network:
    """The shipped network, loaded once. ModelError where it is damaged."""
    with as_file(files("soapstone.resources") / FOLDER) as folder:
        return Network(folder)
