"""Sessions of onnxruntime: one run on all threads, or many runs at once with a thread each.

A second thread makes one window of text a fifth quicker; a second window beside it takes three quarters of the time of
two. Threads that wait do not spin: those of one session would slow down another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from soapstone.settings import settings

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Feed = Mapping[str, NDArray[np.generic]]


def open_session(model: Path, threads: int | None = None) -> InferenceSession:
    """A session of an ONNX model on the CPU. Raises what onnxruntime raises where the file is damaged."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or settings().threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # as one operator, a sum and its normalisation take five times as long on the CPU as one after the other
    apart = ["SkipLayerNormFusion"]
    return onnxruntime.InferenceSession(
        str(model), options, providers=["CPUExecutionProvider"], disabled_optimizers=apart
    )


class Model:
    """An ONNX model of one output that is run on several inputs at once. Raises as `open_session`."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._together = open_session(model)

    def run(self, feeds: Sequence[Feed]) -> list[NDArray[np.float32]]:
        """The output for each input: of one on all threads, of several side by side."""
        if len(feeds) == 1 or settings().threads == 1:
            return [_run(self._together, feed) for feed in feeds]
        return list(_workers().map(partial(_run, self._alone), feeds))

    @cached_property
    def _alone(self) -> InferenceSession:
        """The model again, with no thread but the one that runs it."""
        return open_session(self._model, threads=1)


def _run(session: InferenceSession, feed: Feed) -> NDArray[np.float32]:
    (out,) = session.run(None, dict(feed))
    return np.asarray(out, dtype=np.float32)


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings().threads, thread_name_prefix="soapstone")
