"""Shipped data: rules, lexicons, weights. Each table names its source."""

from __future__ import annotations

from importlib.resources import files


def read_table(name: str) -> list[list[str]]:
    """The rows of a tab-separated table, for instance `read_table("lexicons/drugs.tsv")`.

    Lines that start with "# " are remarks (source, licence, columns) and are left out.
    """
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("# ")]
