"""Write the entity model as it is shipped: `python -m soapstone.training.ner_export MODEL.pt ENCODER`.

MODEL.pt is of a run; the model.onnx of an earlier export is written anew.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch

from soapstone.nlp.ner_words import CLUES
from soapstone.training.exports import take_export, write_graph
from soapstone.training.ner import LABELS, OFFSETS
from soapstone.training.ner_data import HEADS
from soapstone.training.ner_model import EntityModel

TARGET = Path(__file__).parents[1] / "resources" / "ner"
VERSION = "clinical-ner-v1.1.0"


def export(weights: Path, encoder: Path, target: Path) -> None:
    """Write model.onnx (int8), tokenizer.json and heads.json into `target`."""
    model = EntityModel(len(LABELS), len(CLUES))
    if weights.suffix == ".onnx":
        take_export(model, [weights])
    else:
        model.load_state_dict(torch.load(weights))
    target.mkdir(parents=True, exist_ok=True)
    given = (torch.ones(2, 16, dtype=torch.long), torch.zeros(2, 16, len(CLUES)), torch.ones(2, 16))
    moving = {0: "batch", 1: "pieces"}
    inputs = dict.fromkeys(("ids", "clues", "mask"), moving)
    write_graph(model, given, inputs, {"scores": moving}, target / "model.onnx")
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
