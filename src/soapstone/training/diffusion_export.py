"""Write the diffusion model as it is shipped: `python -m soapstone.training.diffusion_export MODEL.pt`.

Two ONNX graphs, weights in int8 with a scale a channel: `states` reads pieces (the context once, the canvas at each
step), `scores` gives each open place its distribution.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from torch import Tensor, nn

from soapstone.engines.diffusion.network import ABOUT, GRAPHS
from soapstone.engines.diffusion.pieces import KINDS
from soapstone.training.diffusion_model import DiffusionModel, Marks
from soapstone.training.exports import take_export, write_graph
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
        return self.model.states(Marks(ids, kinds, slots, steps), time, None, context, None)


class _Scores(nn.Module):  # type: ignore[misc]
    def __init__(self, model: DiffusionModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, chosen: Tensor, sources: Tensor, near: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        found = self.model.scores(chosen, sources, torch.ones_like(sources[:, :, 0]), near)
        return torch.exp(found.words), found.sources, torch.sigmoid(found.copies)


def loaded(weights: Path) -> DiffusionModel:
    """The model of a run's model.pt, or of the folder of an earlier export."""
    if weights.is_dir():
        about = json.loads((weights / ABOUT).read_text(encoding="utf-8"))
        model = DiffusionModel(torch.tensor(about["words"]))
        take_export(model, [weights / name for name in GRAPHS])
        if "worth" in about:  # exports before this head had none
            model.worth.weight.data[0] = torch.tensor(about["worth"]["weights"])
            model.worth.bias.data[0] = about["worth"]["bias"]
    else:
        kept = torch.load(weights)
        model = DiffusionModel(kept["words"])
        model.load_state_dict(kept["model"])
    return model


def export(weights: Path, target: Path) -> None:
    """Write states.onnx, scores.onnx and about.json into `target`; `weights` as `loaded` takes them."""
    model = loaded(weights)
    target.mkdir(parents=True, exist_ok=True)
    ids, context = torch.ones(1, 16, dtype=torch.long), torch.zeros(1, 8, WIDTH)
    write_graph(
        _States(model),
        (ids, *(torch.zeros_like(ids) for _ in range(3)), torch.zeros(1), context),
        {name: {1: "pieces"} for name in ("ids", "kinds", "slots", "steps")}
        | {"time": {}, "context": {1: "said"}},
        {"states": {1: "pieces"}},
        target / "states.onnx",
    )
    write_graph(
        _Scores(model),
        (torch.zeros(1, 4, WIDTH), torch.zeros(1, 9, WIDTH), torch.zeros(1, 4, 9, dtype=torch.long)),
        {"chosen": {1: "places"}, "sources": {1: "shown"}, "near": {1: "places", 2: "shown"}},
        {"words": {1: "places"}, "copied": {1: "places", 2: "shown"}, "copies": {1: "places"}},
        target / "scores.onnx",
    )
    worth = {
        "weights": [round(value, 6) for value in model.worth.weight[0].tolist()],
        "bias": round(model.worth.bias[0].item(), 6),
    }
    about = {"version": VERSION, "words": model.words.tolist(), "kinds": list(KINDS), "worth": worth}
    (target / "about.json").write_text(json.dumps(about) + "\n", encoding="utf-8")


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
