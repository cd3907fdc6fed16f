"""Write the encoder of condition names as it is shipped: `python -m soapstone.training.icd_encoder_export NAMES.pt ENCODER`.

names.onnx (int8, a scale a channel) and names.npz, the vectors of the index's phrases in int8, in its order. To be run
after `soapstone.training.icd_ranking --index-only`, and again whenever the index changes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from soapstone.coding.index import indexed
from soapstone.coding.names import NameEncoder
from soapstone.coding.phrases import phrases
from soapstone.training import icd_encoder_model
from soapstone.training.exports import take_export, write_graph

RESOURCES = Path(__file__).parents[1] / "resources"
TARGET, TOKENIZER = RESOURCES / "icd10cm", RESOURCES / "ner" / "tokenizer.json"
BATCH = 256


def export_model(weights: Path, encoder: Path, file: Path) -> None:
    """Write the encoder as ONNX; `weights` are of a run (names.pt) or of an earlier export (names.onnx)."""
    model = icd_encoder_model.NameEncoder(icd_encoder_model.load_tokens(encoder))
    if weights.suffix == ".onnx":
        take_export(model, [weights])
    else:
        model.load_state_dict(torch.load(weights)["model"])
    given = (torch.ones(2, 16, dtype=torch.long), torch.ones(2, 16))
    moving = {0: "names", 1: "pieces"}
    write_graph(model, given, {"ids": moving, "mask": moving}, {"vectors": {0: "names"}}, file)


def export_vectors(file: Path) -> None:
    """Write the vectors of the index's phrases, by the exported encoder."""
    encode = NameEncoder(TARGET / "names.onnx", TOKENIZER)
    texts = [phrase.text for phrase in indexed(phrases())]
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    vectors = np.zeros((len(texts), icd_encoder_model.SIZE), dtype=np.float32)
    for at in range(0, len(order), BATCH):
        group = order[at : at + BATCH]
        vectors[group] = encode([texts[one] for one in group])
    scale = float(np.abs(vectors).max()) / 127
    np.savez_compressed(file, vectors=np.round(vectors / scale).astype(np.int8), scale=np.float32(scale))


def main() -> None:
    """Export, and say how large the files are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("encoder", type=Path)
    options = parser.parse_args()
    export_model(options.weights, options.encoder, TARGET / "names.onnx")
    export_vectors(TARGET / "names.npz")
    for name in ("names.onnx", "names.npz"):
        print(f"{name} {(TARGET / name).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
