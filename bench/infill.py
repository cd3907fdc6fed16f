"""One section written with and without the rest of the note: `python bench/infill.py DATA [--engine NAME,...] [--limit N]`.

Each section of a physician's note (ACI-Bench valid; `--split train` to tune on) is left out in turn. The engine writes it
from the visit alone, and from the visit with all the other sections given; both are compared with the physician's section
by ROUGE-Lsum and by the clinical facts in common. DATA is the folder with the public data sets; `--baseline MODEL.pt`
adds the autoregressive baseline, `--llm FOLDER` a fine-tuned language model, "masks" among the engines is diffusion
without a draft.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from soapstone.engines.base import EMPTY, NoteEngine, draft, infill
from soapstone.engines.diffusion.engine import DiffusionEngine
from soapstone.evaluation.data import load_items
from soapstone.evaluation.facts import fact_names
from soapstone.evaluation.rouge import interval, rouge
from soapstone.notes import load_template, parse_note
from soapstone.scribe import Scribe

TEMPLATE = "outpatient"


def fact_score(wanted: str, written: str) -> float:
    ours, theirs = fact_names(written), fact_names(wanted)
    return 100 * 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours or theirs else 100.0


def engine_of(name: str, weights: dict[str, Path | None]) -> NoteEngine:
    """An engine by its name in the table."""
    if name == "baseline" and (file := weights[name]):
        from soapstone.training.baseline_writer import BaselineEngine

        return BaselineEngine(file)
    if name == "llm" and (folder := weights[name]):
        from soapstone.training.llm_writer import LlmEngine

        return LlmEngine(folder)
    return DiffusionEngine(start="masks") if name == "masks" else Scribe(TEMPLATE, name).engine


def measure(data: Path, engine: str, writer: NoteEngine, limit: int | None, split: str) -> None:
    """Print one engine's figures."""
    scribe = Scribe(TEMPLATE, "compose")
    scores: dict[str, list[tuple[float, float]]] = {"visit alone": [], "with the rest": []}
    spent: list[float] = []
    for item in load_items(data / "aci_bench" / f"{split}.jsonl", limit):
        visit = scribe.understand(item.transcript, item.patient)
        reference = parse_note(item.note, load_template(TEMPLATE))
        known = {section.key for section in load_template(TEMPLATE).sections}
        filled = {s.key: s.text for s in reference.sections if s.key in known and s.text.strip()}
        alone = draft(writer, visit)
        for key, wanted in filled.items():
            begun = time.perf_counter()
            given = infill(writer, visit, {name: text for name, text in filled.items() if name != key})
            spent.append(1000 * (time.perf_counter() - begun))
            for name, note in (("visit alone", alone), ("with the rest", given)):
                text = note.section(key).text.replace(EMPTY, "")
                scores[name].append((rouge(wanted, text)["rougeLsum"], fact_score(wanted, text)))
    for name, pairs in scores.items():
        lsum, facts = zip(*pairs, strict=True)
        low, high = interval(lsum)
        print(
            f"{engine}, {name:<14} Lsum {statistics.mean(lsum):5.1f} ({low:.1f} to {high:.1f})  "
            f"facts {statistics.mean(facts):5.1f}  n={len(pairs)}"
        )
    gained = [b[0] - a[0] for a, b in zip(*scores.values(), strict=True)]
    low, high = interval(gained)
    print(f"{engine}, gain in Lsum {statistics.mean(gained):+.2f} ({low:+.2f} to {high:+.2f}); ", end="")
    print(f"{statistics.median(spent):.0f} ms median a section")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--engine", default="compose,diffusion")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--split", default="valid")
    parser.add_argument("--baseline", type=Path)
    parser.add_argument("--llm", type=Path)
    options = parser.parse_args()
    weights = {"baseline": options.baseline, "llm": options.llm}
    for engine in [*options.engine.split(","), *(name for name, given in weights.items() if given)]:
        measure(options.data, engine, engine_of(engine, weights), options.limit, options.split)


if __name__ == "__main__":
    main()
