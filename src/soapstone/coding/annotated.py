"""A note with its entities marked, as one HTML page that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

COLOURS = {
    "DIAGNOSIS": "#b3261e",
    "PROCEDURE": "#7b4bb3",
    "MEDICATION": "#146c2e",
    "ANATOMY": "#8a5a00",
    "TEST": "#0b57d0",
}
_STYLE = """
:root { color-scheme: light dark; font: 16px/1.7 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
mark { background: none; color: inherit; border-bottom: 3px solid; padding-bottom: 1px; }
mark.negated { text-decoration: line-through; }
mark:not(.present):not(.negated) { border-bottom-style: dashed; }
mark small { font-size: .7em; opacity: .8; margin-left: .3em; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top; }
"""


def page(text: str, prediction: dict[str, Any]) -> str:
    """The page: the note with its marks, the codes with their evidence, the findings. All text is escaped."""
    rules = "".join(f"mark.{kind} {{ border-color: {colour}; }}" for kind, colour in COLOURS.items())
    codes = "".join(_row(one, text) for one in prediction["codes"])
    findings = "".join(f"<li>{escape(finding['message'])}</li>" for finding in prediction["findings"])
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Coded note</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{_STYLE}{rules}</style>\n<main><h1>Coded note</h1>\n"
        f"<pre>{marked(text, prediction['entities'])}</pre>\n"
        "<h2>Codes</h2><table><thead><tr><th>Code<th>Sure<th>Description<th>Evidence</thead>"
        f"<tbody>{codes}</tbody></table>\n<h2>To look at</h2><ul>{findings}</ul></main></html>\n"
    )


def marked(text: str, entities: Sequence[dict[str, Any]]) -> str:
    """The note as HTML, each entity in a mark whose classes are its type and its assertion."""
    parts, at = list[str](), 0
    for entity in entities:
        start, end = entity["start_char"], entity["end_char"]
        title = f"{entity['type']}, {entity['assertion']}"
        if entity["assertion_trigger"]:
            title += f" by “{entity['assertion_trigger']}”"
        best = f"<small>{escape(entity['icd_codes'][0]['code'])}</small>" if entity["icd_codes"] else ""
        parts += [
            escape(text[at:start]),
            f'<mark class="{entity["type"]} {entity["assertion"]}" title="{escape(title)}">',
            f"{escape(text[start:end])}{best}</mark>",
        ]
        at = end
    return "".join([*parts, escape(text[at:])])


def _row(one: dict[str, Any], text: str) -> str:
    words = ", ".join(dict.fromkeys(escape(text[start:end]) for start, end in one["evidence"]))
    return f"<tr><td>{escape(one['code'])}<td>{one['confidence']:.0%}<td>{escape(one['description'])}<td>{words}</tr>"
