"""`soapstone explore`: what a data set holds, before anything is measured on it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from soapstone.cli.evaluate import Data, Field, Limit, Split
from soapstone.cli.output import AsJson, OutputFile, print_json, progress, reports_errors, write_output

Page = Annotated[Path | None, typer.Option("--html", help="Write a page with plots here.")]


@reports_errors
def explore(
    data: Data,
    dialogue_field: Field = None,
    note_field: Field = None,
    split: Split = None,
    limit: Limit = None,
    html: Page = None,
    output: OutputFile = None,
    as_json: AsJson = False,
) -> None:
    """Lengths, sections and their order, vocabulary, entities and labels of a data set."""
    import json

    from soapstone.evaluation.data import DataSet
    from soapstone.evaluation.explore import explore as run
    from soapstone.evaluation.report.exploration import exploration_page

    items = DataSet(data, {"dialogue": dialogue_field, "note": note_field}, split=split, limit=limit)
    print(f"fields: {items.fields.shown()}", file=sys.stderr)
    found = run(progress(items, "Reading"))
    if html is not None:
        write_output(exploration_page(found, data.name, items.fields.shown()), html)
    facts = found.document()
    if output is not None:
        write_output(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", output)
    elif as_json:
        print_json(facts)
    else:
        _print(facts)


def _print(facts: dict[str, object]) -> None:
    words, sections, entities = facts["words"], facts["sections"], facts["entities"]
    assert isinstance(words, dict)
    assert isinstance(sections, dict)
    assert isinstance(entities, dict)
    print(f"{facts['items']} items, {facts['duplicates']} duplicates")
    for name, row in words.items():
        print(f"  {name:<18} median {row['median']:.0f}, {row['min']:.0f} to {row['max']:.0f}")
    print("sections: share of notes, median words")
    for topic, about in list(sections.items())[:20]:
        print(f"  {topic:<18} {100 * about['share']:5.1f} %  {about['words']['median']:.0f}")
    print("entities in notes: mentions, concepts, most frequent")
    for kind, about in entities.items():
        top = ", ".join(form for form, _ in about["top"][:5])
        print(f"  {kind:<18} {about['mentions']:6} {about['different']:5}  {top}")
