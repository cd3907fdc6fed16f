"""Visits as a stream: the same seed gives the same visits, however many are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from soapstone.errors import OutputError
from soapstone.notes.templates import load_template
from soapstone.simulate.layout import lay_out
from soapstone.simulate.library import library
from soapstone.simulate.plant import plant
from soapstone.simulate.row import row_of
from soapstone.simulate.schema import Setting
from soapstone.simulate.talk import talk
from soapstone.simulate.truth import draw_truth
from soapstone.simulate.write import sentences
from soapstone.simulate.writer import Writer


def simulate(
    visits: int,
    template: str = "soap",
    seed: int = 0,
    *,
    held_out: bool = False,
    variants: Sequence[str] = (),
) -> Iterator[dict[str, Any]]:
    """Visits one by one, each a row of visits.jsonl; in constant memory.

    The first ten visits of a thousand are the ten visits of ten.
    """
    for number in range(visits):
        yield visit(number, template, seed, held_out=held_out, variants=variants)


def write_rows(rows: Iterable[dict[str, Any]], folder: Path) -> Path:
    """Write visits to `folder`/visits.jsonl, line by line. OutputError when it cannot be written."""
    file = folder / "visits.jsonl"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="\n") as stream:
            for row in rows:
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror}.", where=str(file), fix="Choose another folder with -o."
        ) from error
    return file


def visit(
    number: int,
    template: str = "soap",
    seed: int = 0,
    *,
    held_out: bool = False,
    variants: Sequence[str] = (),
) -> dict[str, Any]:
    """Visit `number` (from 0) of a seed."""
    shipped, name = library(), Path(template).stem
    random = Random(f"{seed}/{name}/{held_out}/{number}")
    setting: Setting = "ed" if template == "ed" else "outpatient"
    truth = draw_truth(shipped, setting, held_out, random)
    dialogue = talk(truth, shipped, held_out, random)
    styles = {name: rules["weight"] for name, rules in shipped.styles.items() if "weight" in rules}
    style = random.choices([*styles], [*styles.values()])[0]
    page = lay_out(sentences(Writer(truth, shipped, dialogue.said, style, random)), load_template(template))
    id = f"{'held-' if held_out else ''}{name}-{seed}-{number:06}"
    row = {"id": id, "style": style} | row_of(truth, dialogue, page, shipped)
    return row | {"variants": plant(row, tuple(variants), random)} if variants else row
