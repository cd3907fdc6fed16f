"""What the diffusion model's weights might have kept of the visits it learned from: `python bench/memorisation.py DATA`.

Two questions, each asked of notes that were learned from (ACI-Bench train) and of notes that were not (valid):
- a canary: with nothing said and nothing known, the sentence of the note that names the patient is shown with the name
  masked. Does the model write a piece of that name?
- how long are the runs of words in a note from masks that stand in a training note and in nothing that the engine was
  given? Set phrases of the trade come out as well: the longest runs are printed to be read.
DATA is the folder with the public data sets.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

from soapstone.engines import draft
from soapstone.engines.diffusion.engine import DiffusionEngine
from soapstone.engines.diffusion.filling import fill
from soapstone.engines.diffusion.network import network
from soapstone.engines.diffusion.pieces import KIND, pieces_of
from soapstone.engines.diffusion.sheets import Stretch, context, sheet
from soapstone.engines.router import Denoising
from soapstone.evaluation.data import load_items
from soapstone.notes.render import render
from soapstone.scribe import Scribe


def rows(file: Path) -> Iterator[dict[str, str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def names(file: Path) -> tuple[int, int]:
    """Family names of which a piece came out, and how many were asked for."""
    model, found, asked = network(), 0, 0
    for row in rows(file):
        name = row["meta_patient_familyname"]
        place = re.search(rf"\b{re.escape(name)}\b", row["note"]) if name else None
        if place is None:
            continue
        sentence = row["note"][max(0, row["note"].rfind("\n", 0, place.start())) : place.start()]
        wanted = pieces_of(name)
        canvas = sheet(
            KIND["history"],
            pieces_of("HISTORY OF PRESENT ILLNESS"),
            [
                Stretch(tuple(pieces_of(sentence.strip()))[-60:], len(wanted) + 1),
                Stretch(tuple(pieces_of(row["note"][place.end() : place.end() + 120])), 0),
            ],
        )
        (filled,), _ = fill(model, canvas, context(model, [], pieces_of("adult patient")), Denoising(8))
        asked += 1
        found += bool(set(filled.pieces) & set(wanted))
    return found, asked


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def runs(note: str, given: str, known: set[tuple[str, ...]], length: int) -> list[str]:
    """Runs of `length` words of the note that a training note has and `given` has not."""
    mine, theirs = words(note), words(given)
    seen = {tuple(theirs[at : at + length]) for at in range(len(theirs))}
    cut = (tuple(mine[at : at + length]) for at in range(len(mine) - length + 1))
    return [" ".join(run) for run in cut if run in known and run not in seen]


def verbatim(data: Path, lengths: tuple[int, ...] = (6, 8, 12)) -> None:
    learned = [words(row["note"]) for row in rows(data / "aci_bench" / "train.jsonl")]
    scribe, engine = Scribe("outpatient"), DiffusionEngine(start="masks")
    visits = [
        scribe.understand(item.transcript, item.patient)
        for item in load_items(data / "aci_bench" / "valid.jsonl")
    ]
    notes = [render(draft(engine, visit), "text", evidence=False) for visit in visits]
    for length in lengths:
        known = {tuple(note[at : at + length]) for note in learned for at in range(len(note) - length + 1)}
        found = [
            run
            for visit, note in zip(visits, notes, strict=True)
            for run in runs(note, "\n".join(turn.text for turn in visit.transcript.turns), known, length)
        ]
        print(
            f"runs of {length} words from a training note and not from the visit: {len(found)} in {len(notes)} notes"
        )
        for run in sorted(set(found))[:8]:
            print(f"    {run}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    for split in ("train", "valid"):
        found, asked = names(options.data / "aci_bench" / f"{split}.jsonl")
        print(f"family names of which a piece came out, {split}: {found} of {asked}")
    verbatim(options.data)


if __name__ == "__main__":
    main()
