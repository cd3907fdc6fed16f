"""Models as they are shipped: written as ONNX graphs with int8 weights, and read back to be trained on or written anew."""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

Axes = dict[str, dict[int, str]]


def write_graph(model: nn.Module, given: tuple[Tensor, ...], inputs: Axes, outputs: Axes, file: Path) -> None:
    """Write a model, traced on what is `given`, with the named axes of its inputs and outputs left open.

    Weights become int8 with a scale a channel: with one scale for all, the encoders that we train are ruined.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        full = Path(folder) / "full.onnx"
        # the newer exporter knows no operators of onnxruntime's own
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            model.eval(),
            given,
            str(full),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: axes for name, axes in (inputs | outputs).items() if axes},
            opset_version=17,
            custom_opsets={"com.microsoft": 1},
            dynamo=False,
        )
        quantize_dynamic(full, file, per_channel=True, weight_type=QuantType.QInt8)


_WEIGHT = re.compile(r"(?P<module>/[\w./]*)/(?:MatMul|Gemm_MatMul)_quant$")


def take_export(model: nn.Module, files: Iterable[Path]) -> set[str]:
    """Fill a model from its exported graphs, int8 times their scales; gives the names of what the graphs do not hold.

    A matrix is known by the node that multiplies by it, "/layers.0/inner/MatMul_quant", all else by its own name.
    Rounding stays: half of a 127th of the largest weight of each channel (of each table, for embeddings).
    """
    held = model.state_dict()
    found = {name: value for file in files for name, value in _weights(file).items() if name in held}
    for name, value in found.items():
        # a table may have been cut to the rows that the graph can reach
        held[name][: len(value)] = value
    model.load_state_dict(held)
    return set(held) - set(found)


def _weights(file: Path) -> dict[str, Tensor]:
    """The weights of one graph by their names in the model."""
    import onnx
    from onnx.numpy_helper import to_array

    graph = onnx.load(str(file)).graph
    kept = {one.name: to_array(one) for one in graph.initializer}
    found = {name: value for name, value in kept.items() if value.dtype == np.float32}
    for name in [name for name in kept if name.endswith("_quantized")]:
        plain = name.removesuffix("_quantized")
        zero = kept[f"{plain}_zero_point"].astype(np.float32)
        found[plain] = (kept[name].astype(np.float32) - zero) * kept[f"{plain}_scale"]
    for node in graph.node:
        match = _WEIGHT.match(node.name)
        matrix = node.input[1].removesuffix("_quantized") if match else ""
        if match and matrix in found:
            parts = match["module"].strip("/").split("/")
            found[f"{_own_name(parts)}.weight"] = found[matrix].T
    return {name.removeprefix("model."): torch.tensor(np.array(value)) for name, value in found.items()}


def _own_name(parts: list[str]) -> str:
    """The module's name: of a sequence the graph says "time/time.0" for `time.0`."""
    *above, last = parts
    kept = [part for part in above if not last.startswith(f"{part}.")]
    return ".".join([*kept, last])
