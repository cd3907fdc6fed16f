"""What every command shares: errors with exit codes, JSON on request, progress on stderr."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer

from soapstone.errors import OutputError, SoapstoneError

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
OutputFile = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write here instead of to the screen.")
]


def reports_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Turn a SoapstoneError into one message on stderr and its exit code.

    With `--json` the message is a JSON object (`error`, `what`, `where`, `fix`), so that a script
    need not read prose. Nothing is ever printed on stdout by a command that fails.
    """

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except SoapstoneError as error:
            if kwargs.get("as_json"):
                document = {"error": error.kind, "what": error.what, "where": error.where, "fix": error.fix}
                print(json.dumps(document, ensure_ascii=False), file=sys.stderr)
            else:
                print(f"soapstone: {error}", file=sys.stderr)
            raise typer.Exit(error.exit_code) from None

    return run


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def write_output(text: str, file: Path | None) -> None:
    """Print `text`, or write it to `file` whole or not at all."""
    if file is None:
        print(text, end="" if text.endswith("\n") else "\n")
        return
    partial: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=file.parent, prefix=f".{file.name}.", delete=False
        ) as stream:
            partial = Path(stream.name)
            stream.write(text)
        partial.chmod(0o666 & ~_umask())
        partial.replace(file)
    except OSError as error:
        if partial is not None:
            partial.unlink(missing_ok=True)
        raise OutputError(
            f"cannot be written: {error.strerror}.", where=str(file), fix="Choose another folder with -o."
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def progress(items: Iterable[T], title: str, total: float | None = None) -> Iterator[T]:
    """Yield `items` behind a bar on stderr; silent where stderr is not a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(items, title, total=total, console=console, disable=not console.is_terminal)


@contextmanager
def progress_bar(title: str, total: float | None = None) -> Iterator[Callable[[float], None]]:
    """A bar on stderr whose `advance(done)` takes the absolute amount done, in `total`'s unit."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)
