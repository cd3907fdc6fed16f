"""The engines in one table: `python bench/writing.py DATA [--weights FOLDER] [--baseline MODEL.pt] [--llm FOLDER]`.

Notes of simulated visits that training never saw the like of, of MTS-Dialog valid (one section each) and of ACI-Bench
valid, by each engine: composed, diffusion from the composed draft, diffusion from masks, with --baseline the
autoregressive baseline, with --llm a fine-tuned language model (the folder `llm` that `soapstone train llm` leaves), held
to the gate and not. DATA is the folder with the public data sets; --weights is a folder as `soapstone export` writes it,
the shipped one if it is left out. With --one-by-one a look writes one piece, as often as there are pieces: what writing
many at once is held against.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from soapstone.engines.base import EMPTY, NoteEngine, draft, write_checked
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.engines.diffusion import filling
from soapstone.engines.diffusion.engine import DiffusionEngine
from soapstone.engines.diffusion.network import Network, network
from soapstone.engines.diffusion.sheets import OPEN
from soapstone.engines.router import Denoising
from soapstone.evaluation.data import DataSet, Item
from soapstone.evaluation.run import evaluate
from soapstone.evaluation.section_labels import homes_of, section_topics
from soapstone.evaluation.systems import Written, drafted
from soapstone.notes.canvas import blank, canvas_from
from soapstone.notes.templates import load_template
from soapstone.scribe import Scribe
from soapstone.simulate import simulate
from soapstone.types import Note, Visit

SHOWN = ("rouge1", "rouge2", "rougeL", "rougeLsum", "fact_score", "support", "omission", "section_f1")
VISITS, SEED = 40, 21
Engines = dict[str, Callable[[], NoteEngine]]


class Measured:
    """An engine as a system to be measured."""

    def __init__(self, name: str, engine: NoteEngine, template: str) -> None:
        self.name, self.engine = name, engine
        self.scribe = Scribe(template, "compose")

    def write(self, item: Item) -> Written:
        """A draft from the item's dialogue, timed; of an item of one section that section alone, if it says anything."""
        visit = self.scribe.understand(item.transcript, item.patient)
        begun = time.perf_counter()
        note = self._section(item, visit) or draft(self.engine, visit)
        return drafted(item, visit, note, 1000 * (time.perf_counter() - begun))

    def _section(self, item: Item, visit: Visit) -> Note | None:
        template = load_template(visit.template)
        homes = homes_of(section_topics(item.section), template)
        if not homes:
            return None
        note = write_checked(self.engine, visit, canvas_from(blank(template).note, set(homes)))
        return note if any(s.text not in ("", EMPTY) for s in note.sections) else None


def sets(data: Path, folder: Path) -> Iterator[tuple[str, str, Path]]:
    """Name, template and file of each set; the simulated ones are made in `folder`."""
    for template in ("outpatient", "soap", "ed"):
        file = folder / f"{template}.jsonl"
        rows = simulate(VISITS, template, SEED, held_out=True)
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        yield f"simulated {template}", template, file
    yield "MTS-Dialog valid", "outpatient", data / "mts_dialog" / "valid.jsonl"
    yield "ACI-Bench valid", "outpatient", data / "aci_bench" / "valid.jsonl"


def engines(weights: Path | None, baseline: Path | None, llm: Path | None, steps: int) -> Engines:
    """The engines by name, each made when it is asked for."""
    model = Network(weights) if weights else network()
    looks = Denoising(steps)
    found: Engines = {
        "composed": ComposeEngine,
        "from draft": lambda: DiffusionEngine(denoising=looks, model=model),
        "from masks": lambda: DiffusionEngine(denoising=looks, start="masks", model=model),
    }
    if baseline:
        from soapstone.training.baseline_writer import BaselineEngine

        found["baseline"] = lambda: BaselineEngine(baseline)
    if llm:
        from soapstone.training.llm_writer import Gated, LlmEngine

        ungated = cache(lambda: LlmEngine(llm))
        found["llm"] = ungated
        found["llm, gated"] = lambda: Gated(ungated())
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--baseline", type=Path)
    parser.add_argument("--llm", type=Path)
    parser.add_argument("--steps", type=int, default=Denoising().steps)
    parser.add_argument("--one-by-one", action="store_true")
    parser.add_argument("--limit", type=int)
    parser.add_argument(
        "--sets", default="", help="only sets whose names hold one of these, with commas between"
    )
    parser.add_argument("--engines", default="", help="only these engines, with semicolons between")
    options = parser.parse_args()
    if options.one_by_one:
        options.steps, filling.SURE = 2 * OPEN, 2.0  # no piece is surer than that
    wanted = {
        name: make()
        for name, make in engines(options.weights, options.baseline, options.llm, options.steps).items()
        if not options.engines or name in options.engines.split(";")
    }
    print(f"{'':<34}", *(f"{name[:10]:>10}" for name in (*SHOWN, "ms, median")))
    with tempfile.TemporaryDirectory() as folder:
        for name, template, file in sets(options.data, Path(folder)):
            if not any(part in name for part in options.sets.split(",")):
                continue
            systems = [Measured(engine, made, template) for engine, made in wanted.items()]
            table = evaluate(DataSet(file, limit=options.limit), systems)
            for engine in wanted:
                scores = {metric: column.score() for metric, column in table.columns[engine].items()}
                cells = [f"{scores[metric].mean:10.1f}" if metric in scores else " " * 10 for metric in SHOWN]
                print(f"{name:<22}{engine:<12}", *cells, f"{scores['milliseconds'].median:10.0f}", flush=True)


if __name__ == "__main__":
    main()
