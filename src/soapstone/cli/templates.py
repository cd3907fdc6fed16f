"""`soapstone templates`: what a note is made of, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from soapstone.cli.output import AsJson, print_json, reports_errors

app = typer.Typer(no_args_is_help=True)


@app.command("list")
@reports_errors
def list_templates(as_json: AsJson = False) -> None:
    """The shipped templates."""
    from soapstone.notes import load_template, template_names

    templates = [load_template(name) for name in template_names()]
    if as_json:
        print_json(
            [{"name": t.name, "title": t.title, "sections": [s.key for s in t.sections]} for t in templates]
        )
        return
    for template in templates:
        print(
            f"{template.name:<12} {template.title}: {', '.join(section.key for section in template.sections)}"
        )


@app.command("show")
@reports_errors
def show(
    name: Annotated[str, typer.Argument(help="A shipped name or a .toml file.")], as_json: AsJson = False
) -> None:
    """One template, as it may be copied and changed."""

    from soapstone.notes import load_template, template_names
    from soapstone.resources import read_resource

    template = load_template(name)
    if as_json:
        print_json(template.model_dump(mode="json"))
    elif name in template_names():
        print(read_resource(f"templates/{name}.toml"), end="")
    else:
        print(Path(name).read_text(encoding="utf-8"), end="")


@app.command("check")
@reports_errors
def check(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names or .toml files; all shipped ones by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Whether templates are sound; the first that is not ends the check with its fault."""
    from soapstone.notes import load_template, template_names

    checked = [load_template(name) for name in names or template_names()]
    if as_json:
        print_json([{"name": template.name, "sound": True} for template in checked])
        return
    for template in checked:
        print(f"{template.name}: sound, {len(template.sections)} sections")
