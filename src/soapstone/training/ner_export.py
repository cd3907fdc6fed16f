"""Write the entity model as it is shipped: `python -m soapstone.training.ner_export MODEL.pt ENCODER`.

ONNX, weights in int8 with a scale a channel: without `per_channel` the embeddings of this encoder are ruined.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import torch

from soapstone.nlp.ner_words import CLUES
from soapstone.training.ner import LABELS, OFFSETS
from soapstone.training.ner_data import HEADS
from soapstone.training.ner_model import EntityModel

TARGET = Path(__file__).parents[1] / "resources" / "ner"
VERSION = "clinical-ner-v1.1.0"


def export(weights: Path, encoder: Path, target: Path) -> None:
    """Write model.onnx (int8), tokenizer.json and heads.json into `target`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = EntityModel(len(LABELS), len(CLUES))
    model.load_state_dict(torch.load(weights))
    model.eval()
    given = (
        torch.ones(2, 16, dtype=torch.long),
        torch.zeros(2, 16, len(CLUES)),
        torch.ones(2, 16),
    )
    names = ["ids", "clues", "mask"]
    moving = {name: {0: "batch", 1: "pieces"} for name in [*names, "scores"]}
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            model,
            given,
            str(full),
            input_names=names,
            output_names=["scores"],
            dynamic_axes=moving,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(full, target / "model.onnx", per_channel=True, weight_type=QuantType.QInt8)
    shutil.copy(encoder / "tokenizer.json", target / "tokenizer.json")
    heads = {name: {"first": OFFSETS[name], "types": list(types)} for name, types in HEADS.items()}
    about = json.dumps({"version": VERSION, "heads": heads}, indent=1)
    (target / "heads.json").write_text(about + "\n", encoding="utf-8")


def main() -> None:
    """Export, and say how large the files are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args()
    export(options.weights, options.encoder, options.target)
    for file in sorted(options.target.iterdir()):
        print(f"{file.name} {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
