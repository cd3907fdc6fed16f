"""`soapstone models`: list, fetch and verify the models."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soapstone.cli.output import AsJson, print_json, progress_bar, reports_errors

if TYPE_CHECKING:
    from soapstone.models import Model

app = typer.Typer(no_args_is_help=True)

Names = Annotated[
    list[str] | None, typer.Argument(help="Names of models; when none is given, all that a visit needs.")
]
Stored = Annotated[
    list[str] | None, typer.Argument(help="Names of models; when none is given, all that are here.")
]
Brought = Annotated[
    Path | None,
    typer.Option(
        "--from",
        exists=True,
        file_okay=False,
        help="Take wheels or files that were brought by hand from this folder; ask no network.",
    ),
]


def _chosen(names: list[str] | None) -> list[Model]:
    from soapstone import models

    if names:
        return [models.named(name) for name in names]
    return [model for model in models.manifest().values() if model.default]


@app.command("list")
@reports_errors
def list_models(as_json: AsJson = False) -> None:
    """Say which models there are, and which are on this machine."""
    from soapstone import models

    store = models.store()
    rows = [
        {
            "name": model.name,
            "use": model.use,
            "state": store.state(model),
            "bytes": model.size,
            "licence": model.licence,
            "upstream": f"{model.upstream}@{model.revision}",
            "folder": str(store.folder(model)),
        }
        for model in models.manifest().values()
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        print(f"{row['name']:<16} {row['state']:<10} {model_megabytes(row['bytes']):>7}  {row['use']}")


def model_megabytes(size: object) -> str:
    """A size in bytes as whole megabytes, for instance "145 MB"."""
    return f"{int(str(size)) / 1e6:.0f} MB"


@app.command("pull")
@reports_errors
def pull(names: Names = None, brought: Brought = None, as_json: AsJson = False) -> None:
    """Fetch models, check their SHA-256, and keep them for offline use."""
    from soapstone import models

    store = models.store()
    rows = []
    for model in _chosen(names):
        with progress_bar(model.name, total=model.size) as advance:
            folder = store.pull(model, lambda done, total: advance(done), brought=brought)
        rows.append({"name": model.name, "state": "verified", "folder": str(folder)})
        if not as_json:
            print(f"{model.name}: verified, in {folder}")
    if as_json:
        print_json(rows)


@app.command("verify")
@reports_errors
def verify(names: Stored = None, as_json: AsJson = False) -> None:
    """Hash every byte of the stored models; fail if one that is asked for is absent or corrupted."""
    from soapstone import models
    from soapstone.errors import ModelError

    store = models.store()
    chosen = _chosen(names) if names else list(models.manifest().values())
    rows = [(model, store.state(model, thorough=True)) for model in chosen]
    # an absent model is only a fault where it was asked for by name
    bad = [
        (model, state)
        for model, state in rows
        if state in ("corrupted", "incomplete") or (names and state == "absent")
    ]
    if bad:
        raise ModelError(
            "; ".join(f"{model.name} is {_how(store.corrupted_files(model), state)}" for model, state in bad)
            + ".",
            where=str(store.home),
            fix="Fetch again with: soapstone models pull " + " ".join(model.name for model, _ in bad),
        )
    if as_json:
        print_json([{"name": model.name, "state": state} for model, state in rows])
        return
    for model, state in rows:
        print(f"{model.name}: {state}")


def _how(files: list[str], state: str) -> str:
    return f"{state} ({', '.join(files)})" if files else state
