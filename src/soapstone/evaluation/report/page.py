"""The frame of a report, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from soapstone.resources import read_resource


def page(title: str, subtitle: str, *parts: str) -> str:
    """A whole HTML document with its style inside; nothing is fetched and nothing runs."""
    style = read_resource("evaluation/report.css")
    body = "\n".join(part for part in parts if part)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>\n"
        f'<body><h1>{escape(title)}</h1><p class="quiet">{escape(subtitle)}</p>\n{body}\n</body></html>\n'
    )


def section(title: str, *parts: str, about: str = "") -> str:
    """A titled part of a report; nothing when it has no content."""
    body = "\n".join(part for part in parts if part)
    note = f'<p class="quiet">{escape(about)}</p>' if about else ""
    return f"<h2>{escape(title)}</h2>{note}\n{body}" if body else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table from cells that are HTML already; nothing when it has no rows."""
    lines = [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows]
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    return f'<div class="wide"><table><tr>{top}</tr>{"".join(lines)}</table></div>' if lines else ""


def plots(*drawings: str) -> str:
    """Drawings side by side."""
    kept = [f"<figure>{drawing}</figure>" for drawing in drawings if drawing]
    return f'<div class="plots">{"".join(kept)}</div>' if kept else ""


def explained(terms: Iterable[tuple[str, str]]) -> str:
    """Terms with what they mean, as running text may need."""
    rows = "".join(f"<dt>{escape(term)}</dt><dd>{escape(meaning)}</dd>" for term, meaning in terms)
    return f"<dl>{rows}</dl>"
