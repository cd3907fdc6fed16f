"""Shipped data: rules, lexicons, weights. Each table names its source."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def read_resource(name: str) -> str:
    """The text of a shipped file by its path below this folder: `read_resource("page.css")`."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def read_toml(name: str) -> dict[str, Any]:
    """A shipped table of rules: `read_toml("rules/vitals.toml")`."""
    return tomllib.loads(read_resource(name))


def read_table(name: str) -> list[list[str]]:
    """The rows of a tab-separated table, for instance `read_table("lexicons/drugs.tsv")`.

    Lines that start with "# " are remarks (source, licence, columns) and are left out.
    """
    return [
        line.split("\t") for line in read_resource(name).splitlines() if line and not line.startswith("# ")
    ]
