"""`soapstone analyse`: what goes wrong in a run, how badly and where; with --bias, what hangs on who the patient is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from soapstone.cli.evaluate import Limit, Template
from soapstone.cli.explore import Page
from soapstone.cli.output import AsJson, print_json, progress, reports_errors, write_output

if TYPE_CHECKING:
    from soapstone.evaluation.analysis import Tally
    from soapstone.evaluation.calibration import Calibration

Results = Annotated[
    Path,
    typer.Argument(
        metavar="RESULTS",
        help="The folder or results.jsonl of a run; with --bias, a data set with dialogues.",
    ),
]
WithBias = Annotated[
    bool,
    typer.Option("--bias", help="Draft each visit again with another sex, age and ethnicity, and compare."),
]
Engine = Annotated[str, typer.Option(help="The engine that drafts for --bias.")]


@reports_errors
def analyse(
    results: Results,
    bias: WithBias = False,
    engine: Engine = "auto",
    template: Template = "outpatient",
    limit: Limit = None,
    html: Page = None,
    as_json: AsJson = False,
) -> None:
    """Faults by kind and severity with worked examples, section confusion, calibration; or bias."""
    if bias:
        _bias(results, engine, template, limit, html, as_json)
        return
    import itertools
    from collections import Counter

    from soapstone.evaluation.analysis import Tally, note_faults
    from soapstone.evaluation.analysis.entities import faults_of_row, is_entity_row
    from soapstone.evaluation.analysis.notes import confusions
    from soapstone.evaluation.calibration import of_rows
    from soapstone.evaluation.ledger import RESULTS, read_raw
    from soapstone.evaluation.report.analysis import analysis_page

    file = results / RESULTS if results.is_dir() else results
    tallies: dict[str, Tally] = {}
    confused: Counter[tuple[str, str]] = Counter()
    for row in progress(itertools.islice(read_raw(file), limit), "Reading"):
        faults = faults_of_row(row) if is_entity_row(row) else note_faults(row)
        if is_entity_row(row) or row.get("note"):
            tallies.setdefault(row.get("system", "entities"), Tally()).add(faults)
            confused.update(confusions(faults))
    _require(tallies, file)
    curves = {
        name: of_rows(row for row in read_raw(file) if row.get("system") == name and row.get("sentences"))
        for name in tallies
    }
    curves = {name: curve for name, curve in curves.items() if curve.sentences}
    if html is not None:
        write_output(analysis_page(str(results), tallies, curves, confused), html)
    if as_json:
        print_json(
            {
                "systems": {
                    name: {"rows": found.notes, "faults": found.document()} for name, found in tallies.items()
                },
                "section_confusion": [[*pair, count] for pair, count in confused.most_common()],
                "calibration": {name: curve.document() for name, curve in curves.items()},
            }
        )
    else:
        _print(tallies, curves)


def _require(tallies: dict[str, Tally], file: Path) -> None:
    from soapstone.errors import InputError

    if not tallies:
        raise InputError(
            "holds no note to analyse.", where=str(file), fix="Run soapstone evaluate with --store both."
        )


def _print(tallies: dict[str, Tally], curves: dict[str, Calibration]) -> None:
    for system, found in tallies.items():
        print(f"{system}: {found.notes} rows        critical  moderate  minor   rows with it")
        for kind, about in found.document().items():
            share = 100 * about["notes_with_fault"]
            print(f"  {kind:<24}{about['critical']:9}{about['moderate']:10}{about['minor']:7}{share:12.0f} %")
            for example in about["examples"][:1]:
                print(f"      {example['severity']}, {example['item']}: {example['message']}")
    for system, curve in curves.items():
        print(f"{system}: calibration error {curve.ece:.3f} over {curve.sentences} sentences")


def _bias(
    data: Path, engine: str, template: str, limit: int | None, html: Path | None, as_json: bool
) -> None:
    from soapstone.engines.router import BEST
    from soapstone.evaluation.analysis.bias import TRAITS, compare_swapped
    from soapstone.evaluation.data import DataSet
    from soapstone.evaluation.fields import require_dialogue
    from soapstone.evaluation.report.analysis import bias_page
    from soapstone.evaluation.systems import DraftedNotes

    items = DataSet(data, limit=limit)
    require_dialogue(items.fields, items.columns, str(data))
    system = DraftedNotes(BEST if engine == "auto" else engine, template, record=False).ready()
    found = [
        compare_swapped(
            progress((item for item in items if not item.error), trait),
            lambda item: system.write(item).text,
            trait,
        )
        for trait in TRAITS
    ]
    if html is not None:
        write_output(bias_page(str(data), found), html)
    documents: list[dict[str, Any]] = [bias.document() for bias in found]
    if as_json:
        print_json(documents)
        return
    for b in found:
        print(
            f"{b.trait:<10} {b.visits} visits swapped, {len(b.differences)} notes differ; "
            f"words {b.words:+.2f} (p {b.p_words:.3f}), facts {b.facts:+.2f} (p {b.p_facts:.3f})"
        )
        for difference in b.differences[:10]:
            facts = ", ".join(
                [*(f"-{name}" for name in difference.facts_lost), *(f"+{n}" for n in difference.facts_gained)]
            )
            print(f"  {difference.item}: {len(difference.only_before)} lines differ {facts}")
