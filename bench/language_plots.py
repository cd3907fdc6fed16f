"""Plots of clinical language: `python bench/language_plots.py DATA FOLDER [--only entities,confusion] [--log FILE]`.

The parts are latency, entities, codes and confusion. DATA is the folder with the public data sets; the drawings go to
FOLDER as SVG, and the figures in them are printed. `--log` names what `python -m soapstone.training.ner train` printed,
for the training curve.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soapstone.evaluation.calibration import calibration
from soapstone.evaluation.report import svg
from soapstone.nlp.ner import CLS, SEP, Ner, ner
from soapstone.nlp.ner_words import CLUES, read_words
from soapstone.nlp.tagger import tag
from soapstone.training.ner_calibration import crossed, judged
from soapstone.training.ner_data import HEADS, Mark, case_report_documents, case_reports

LENGTHS, BATCHES, REPEATS = (32, 64, 128, 256, 512), (1, 4, 8), 5
PADDED, SENTENCES = 512, 48
NOTHING = "none"


def latency(data: Path, folder: Path) -> None:
    """Milliseconds of the encoder by word pieces and texts at once, and what padding to the longest only saves."""
    model = ner()
    if model is None:
        raise SystemExit("no entity model is shipped")
    _milliseconds(model, np.full((1, LENGTHS[0]), CLS))
    times = {
        f"{batch} at once": [
            (float(length), _milliseconds(model, np.full((batch, length), CLS)) / batch) for length in LENGTHS
        ]
        for batch in BATCHES
    }
    for name, points in times.items():
        print(name, ", ".join(f"{length:.0f} pieces {spent:.1f} ms a text" for length, spent in points))
    _write(folder / "coding-latency.svg", svg.curves("Encoder, ms a text by word pieces", times, "ms"))
    rows = _sentences(data, model)
    ways: dict[str, list[list[NDArray[np.int64]]]] = {
        "one by one": [[row] for row in rows],
        "8, to the longest": _eights(rows),
        "8, sorted": _eights(sorted(rows, key=len)),
    }
    spent = {
        name: sum(_milliseconds(model, _padded(batch), 1) for batch in all_) for name, all_ in ways.items()
    }
    spent["8, all to 512"] = sum(_milliseconds(model, _padded(batch, PADDED), 1) for batch in _eights(rows))
    for name, total in spent.items():
        print(f"{SENTENCES} sentences, {name}: {total:.0f} ms")
    bars = svg.bars(f"{SENTENCES} sentences, ms", {name: {"ms": total} for name, total in spent.items()})
    _write(folder / "coding-padding.svg", bars)


def _sentences(data: Path, model: Ner) -> list[NDArray[np.int64]]:
    """Word-piece numbers of sentences of case reports, with the marks at both ends."""
    texts = [row.text for row in case_reports(data / "ner_maccrobat2020" / "dev.jsonl")][:SENTENCES]
    pieces = (read_words(text, model.tokenizer).ids[: PADDED - 2] for text in texts)
    return [np.array([CLS, *ids, SEP], dtype=np.int64) for ids in pieces]


def _eights(rows: Sequence[NDArray[np.int64]]) -> list[list[NDArray[np.int64]]]:
    return [list(rows[at : at + 8]) for at in range(0, len(rows), 8)]


def _padded(rows: Sequence[NDArray[np.int64]], length: int = 0) -> NDArray[np.int64]:
    """The rows as one table [rows, the longest or `length`]; 0 is no word piece."""
    table = np.zeros((len(rows), max(length, *(len(row) for row in rows))), dtype=np.int64)
    for row, ids in zip(table, rows, strict=True):
        row[: len(ids)] = ids
    return table


def _milliseconds(model: Ner, ids: NDArray[np.int64], repeats: int = REPEATS) -> float:
    """The median time of one run of the encoder, which has run before."""
    clues = np.zeros((*ids.shape, len(CLUES)), dtype=np.float32)
    given = {"ids": ids.astype(np.int64), "clues": clues, "mask": (ids > 0).astype(np.float32)}
    spent: list[float] = []
    for _ in range(repeats):
        began = time.perf_counter()
        model.model.run([given])
        spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent)


def entities(data: Path, folder: Path) -> None:
    """Whether an entity's confidence means something, on case reports whose other half it was fitted on."""
    documents = list(case_report_documents(data / "ner_maccrobat2020" / "dev.jsonl"))
    halves = [[one for document in documents[start::2] for one in judged(document)] for start in (0, 1)]
    before, after = calibration([*halves[0], *halves[1]]), calibration(crossed(halves))
    print(f"entities: ECE {before.ece:.3f} as the encoder says, {after.ece:.3f} as shipped")
    drawing = svg.reliability("Entities, MACCROBAT dev", after, "entities")
    _write(folder / "coding-entities.svg", drawing)


def codes(data: Path, folder: Path) -> None:
    """Whether the confidence of a document's codes means something, on CodiEsp dev."""
    from soapstone.coding import code, read_and_code
    from soapstone.training.icd_cases import successor

    pairs: list[tuple[float, bool]] = []
    for line in (data / "icd10_codiesp" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        theirs = {successor(old) for old in row["icd10cm"]}
        ours = code(read_and_code(row["text_en"]), row["text_en"])
        pairs += [(one.confidence, one.code in theirs) for one in ours]
    found = calibration(pairs)
    print(f"codes: ECE {found.ece:.3f} of {found.sentences}")
    _write(folder / "coding-codes.svg", svg.reliability("Codes, CodiEsp dev", found, "codes"))


def confusion(data: Path, folder: Path) -> None:
    """What the case reports' entities are taken for, by the most characters in common."""
    counts: Counter[tuple[str, str]] = Counter()
    for document in case_report_documents(data / "ner_maccrobat2020" / "dev.jsonl"):
        text, true = "", list[Mark]()
        for row in document:
            true += [Mark(len(text) + m.start, len(text) + m.end, m.type) for m in row.marks]
            text += row.text + "\n"
        counts.update(_taken(true, [Mark(one.start, one.end, one.type) for one in tag(text)]))
    names = (*HEADS["maccrobat"], NOTHING)
    for row in names:
        print(f"{row:<11}", *(f"{counts[row, column]:5d}" for column in names))
    table = [[counts[row, column] for column in names] for row in names]
    _write(folder / "coding-confusion.svg", svg.matrix("Annotated (rows), read (columns)", names, table))


def _taken(true: Sequence[Mark], said: Sequence[Mark]) -> Iterator[tuple[str, str]]:
    """(annotated type, read type) of each annotated entity, and of each that was read where none is."""

    def shared(one: Mark, other: Mark) -> int:
        return min(one.end, other.end) - max(one.start, other.start)

    for mark in true:
        best = max(said, key=lambda one: shared(mark, one), default=None)
        yield mark.type, best.type if best and shared(mark, best) > 0 else NOTHING
    for one in said:
        if not any(shared(mark, one) > 0 for mark in true):
            yield NOTHING, one.type


def training(log: Path, folder: Path) -> None:
    """The running loss by steps, from the lines that the training printed."""
    lines = [line for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    rows = [json.loads(line) for line in lines]
    points = [(float(row["step"]), float(row["loss"])) for row in rows if "loss" in row]
    print(f"training: {len(points)} points, the last {points[-1][1]:.4f} at step {points[-1][0]:.0f}")
    drawing = svg.curve("Running loss by steps", points, "")
    _write(folder / "coding-training.svg", drawing)


def _write(file: Path, drawing: str) -> None:
    file.write_text(svg.alone(drawing) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="latency,entities,codes,confusion")
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    parts: dict[str, Callable[[Path, Path], None]] = {
        "latency": latency,
        "entities": entities,
        "codes": codes,
        "confusion": confusion,
    }
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in filter(None, options.only.split(",")):
        parts[name](options.data, options.folder)
    if options.log:
        training(options.log, options.folder)


if __name__ == "__main__":
    main()
