"""Write the diffusion model as it is shipped: `python -m soapstone.training.diffusion_export MODEL.pt`.

Two ONNX graphs, weights in int8 with a scale a channel: `states` reads pieces (the context once, the canvas at each
step), `scores` gives each open place its distribution.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn

from soapstone.engines.diffusion.pieces import KINDS
from soapstone.training.diffusion_model import DiffusionModel, Marks
from soapstone.training.ner_model import WIDTH

TARGET = Path(__file__).parents[1] / "resources" / "diffusion"
VERSION = "soapstone-diffusion-v0.1.0"


class _States(nn.Module):  # type: ignore[misc]
    def __init__(self, model: DiffusionModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, ids: Tensor, kinds: Tensor, slots: Tensor, steps: Tensor, time: Tensor, context: Tensor
    ) -> Tensor:
        mask, context_mask = torch.ones_like(ids, dtype=torch.float32), torch.ones_like(context[:, :, 0])
        return self.model.states(Marks(ids, kinds, slots, steps), time, mask, context, context_mask)


class _Scores(nn.Module):  # type: ignore[misc]
    def __init__(self, model: DiffusionModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, chosen: Tensor, sources: Tensor, near: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        found = self.model.scores(chosen, sources, torch.ones_like(sources[:, :, 0]), near)
        return found.words, found.sources, torch.sigmoid(found.copies)


def export(weights: Path, target: Path) -> None:
    """Write states.onnx, scores.onnx and about.json into `target`."""
    kept = torch.load(weights)
    model = DiffusionModel(kept["words"])
    model.load_state_dict(kept["model"])
    model.eval()
    target.mkdir(parents=True, exist_ok=True)
    ids, context = torch.ones(1, 16, dtype=torch.long), torch.zeros(1, 8, WIDTH)
    _write(
        _States(model),
        (ids, *(torch.zeros_like(ids) for _ in range(3)), torch.zeros(1), context),
        {name: {1: "pieces"} for name in ("ids", "kinds", "slots", "steps")}
        | {"time": {}, "context": {1: "said"}},
        {"states": {1: "pieces"}},
        target / "states.onnx",
    )
    _write(
        _Scores(model),
        (torch.zeros(1, 4, WIDTH), torch.zeros(1, 9, WIDTH), torch.zeros(1, 4, 9, dtype=torch.long)),
        {"chosen": {1: "places"}, "sources": {1: "shown"}, "near": {1: "places", 2: "shown"}},
        {"words": {1: "places"}, "copied": {1: "places", 2: "shown"}, "copies": {1: "places"}},
        target / "scores.onnx",
    )
    about = {"version": VERSION, "words": kept["words"].tolist(), "kinds": list(KINDS)}
    (target / "about.json").write_text(json.dumps(about) + "\n", encoding="utf-8")


Axes = dict[str, dict[int, str]]


def _write(part: nn.Module, given: tuple[Tensor, ...], inputs: Axes, outputs: Axes, file: Path) -> None:
    """Write a part with the named axes of its inputs and outputs left open."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            part,
            given,
            str(full),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: axes for name, axes in (inputs | outputs).items() if axes},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(full, file, per_channel=True, weight_type=QuantType.QInt8)


def main() -> None:
    """Export, and say how large the files are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args()
    export(options.weights, options.target)
    for file in sorted(options.target.iterdir()):
        print(f"{file.name} {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
