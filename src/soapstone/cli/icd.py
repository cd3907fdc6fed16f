"""`soapstone icd`: look up ICD-10-CM codes by words, and read what the tabular list says of one."""

from __future__ import annotations

from typing import Annotated

import typer

from soapstone.cli.output import AsJson, print_json, reports_errors

app = typer.Typer(no_args_is_help=True)

HEADINGS = {
    "term": "Also called",
    "includes": "Includes",
    "excludes1": "Excludes1 (never together)",
    "excludes2": "Excludes2 (not part of it)",
    "code first": "Code first",
    "use additional": "Use additional code",
    "code also": "Code also",
}


@app.command("search")
@reports_errors
def search(
    term: Annotated[list[str], typer.Argument(help='Words, as in "type 2 diabetes with neuropathy".')],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=50, help="At most so many codes.")] = 8,
    as_json: AsJson = False,
) -> None:
    """Billable codes for a term, best first, each with the probability that it is meant."""
    from soapstone.coding.link import link

    words = " ".join(term)
    found = link(words, limit=limit)
    if as_json:
        print_json(
            [{"code": c.code, "description": c.description, "confidence": c.confidence} for c in found]
        )
        return
    if not found:
        print(f"No code has words of “{words}”.")
    for code in found:
        print(f"{code.code:<9} {code.confidence:>4.0%}  {code.description}")


@app.command("show")
@reports_errors
def show(
    code: Annotated[str, typer.Argument(help="A code, with or without its dot, as E11.9 or e119.")],
    as_json: AsJson = False,
) -> None:
    """A code: what it includes and excludes, what stands below it, its 7th characters."""
    from soapstone.coding.table import RELEASE, description, is_billable
    from soapstone.coding.table import show as entry_of

    entry = entry_of(code)
    if as_json:
        document = entry._asdict() | {
            "children": [{"code": c, "description": description(c)} for c in entry.children],
            "sevenths": [{"character": c, "meaning": meaning} for c, meaning in entry.sevenths],
            "inherited": [
                {"from": place, "kind": kind, "text": text} for place, kind, text in entry.inherited
            ],
            "release": RELEASE,
        }
        print_json(document)
        return
    print(f"{entry.code}  {entry.description}")
    print(
        f"{'billable' if entry.billable else 'not billable: a code below it is'} · below {entry.parent} · {RELEASE}"
    )
    for kind, heading in HEADINGS.items():
        own = [f"  {text}" for text in entry.notes.get(kind, ())]
        own += [f"  {text}  ({place})" for place, of, text in entry.inherited if of == kind]
        if own:
            print(f"\n{heading}", *own, sep="\n")
    if entry.sevenths:
        print("\n7th characters", *(f"  {char}  {meaning}" for char, meaning in entry.sevenths), sep="\n")
    elif entry.children:
        print("\nBelow it", sep="\n")
        for child in entry.children:
            print(f"  {child:<9} {'' if is_billable(child) else '(not billable) '}{description(child)}")
