"""Sessions of onnxruntime, all on one pool of threads: with a pool each, those that wait slow down the one that works."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from soapstone.settings import settings

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


def open_session(model: Path) -> InferenceSession:
    """A session of an ONNX model on the CPU. Raises what onnxruntime raises where the file is damaged."""
    import onnxruntime

    _share_threads()
    options = onnxruntime.SessionOptions()
    options.use_per_session_threads = False
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


@cache
def _share_threads() -> None:
    """Make the pool, once and before the first session."""
    import onnxruntime

    onnxruntime.set_global_thread_pool_sizes(settings().threads, 1)
