"""Read tensors from a torch checkpoint of the old format without torch, and without running its code.

The format is a row of pickles, then the raw storages. Unpickling can run anything, so only the three
names that plain tensors need are known here; every other name is refused.
"""

from __future__ import annotations

import pickle
import struct
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from soapstone.errors import ModelError

Array = NDArray[np.float32]


class _Tensors(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        known = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): lambda storage, offset, shape, *_: (
                storage,
                offset,
                shape,
            ),
            ("torch", "FloatStorage"): "float32",
        }
        if (module, name) not in known:
            raise pickle.UnpicklingError(f"{module}.{name} is not a part of a tensor")
        return known[module, name]

    def persistent_load(self, identity: Any) -> str:
        return str(identity[2])  # ("storage", type, key, device, length, view)


def read_tensors(file: Path, group: str) -> dict[str, Array]:
    """The float32 tensors of one group of a checkpoint ("model_state"), by name. ModelError if damaged."""
    try:
        with file.open("rb") as stream:
            for _ in ("magic number", "protocol", "system"):
                _Tensors(stream).load()
            tensors = _Tensors(stream).load()[group]
            storages = _read_storages(stream, _Tensors(stream).load())
        return {
            name: storages[key][offset : offset + int(np.prod(shape))].reshape(shape)
            for name, (key, offset, shape) in tensors.items()
        }
    except (pickle.UnpicklingError, EOFError, KeyError, struct.error, ValueError) as error:
        raise ModelError(f"the weights cannot be read ({error}).", where=str(file)) from error


def _read_storages(stream: BinaryIO, keys: list[str]) -> dict[str, Array]:
    storages = {}
    for key in keys:
        (length,) = struct.unpack("<q", stream.read(8))
        storages[key] = np.frombuffer(stream.read(4 * length), "<f4")
    return storages
