"""A section an item: what was said, the reference, each output with its evidence, the scores."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from soapstone.errors import InputError
from soapstone.transcripts.read import read_text

SHOWN = 200
"""Items in a report; the rest is in results.jsonl."""
HEADLINE = ("overall", "fact_score", "support", "omission", "rouge1", "rougeLsum")


def item_section(rows: Sequence[dict[str, Any]]) -> str:
    """One item: its rows are those of each system, in the order of the run."""
    first = rows[0]
    columns = [_column("Dialogue", _dialogue(first.get("dialogue", "")))] if first.get("dialogue") else []
    if first.get("reference"):
        columns.append(_column("Reference", escape(first["reference"])))
    columns += [_column(row["system"], _output(row), _scores(row)) for row in rows]
    marks = " · ".join(
        f"{escape(row['system'])}: " + (_headline(row) or escape(row.get("error", "")) or "no score")
        for row in rows
    )
    return (
        f"<details><summary>{escape(first['id'])} <small class='quiet'>{marks}</small></summary>"
        f'<div class="columns">{"".join(columns)}</div></details>'
    )


def _column(title: str, text: str, foot: str = "") -> str:
    return f'<div><h3>{escape(title)}</h3><div class="text">{text}</div>{foot}</div>'


def _findings(row: dict[str, Any]) -> str:
    """What the checks say of the note, each with its sentence."""
    rows = [
        f"<li><b>{escape(told)}</b> {escape(sentence)}</li>" for sentence, told in row.get("findings", ())
    ]
    return f"<h4>Findings</h4><ul>{''.join(rows)}</ul>" if rows else ""


def _headline(row: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} {row['scores'][name]:.0f}" for name in HEADLINE[:3] if name in row.get("scores", {})
    )


def _scores(row: dict[str, Any]) -> str:
    parts = [f"{name} {value:.2f}" for name, value in row.get("scores", {}).items()]
    error = f"<p class='critical'>{escape(row['error'])}</p>" if row.get("error") else ""
    return f"{error}{_findings(row)}<p class='quiet'><small>{', '.join(parts)}</small></p>"


def _dialogue(text: str) -> str:
    """The turns numbered as the evidence counts them."""
    try:
        turns = read_text(text, ".txt", "dialogue").turns
    except InputError:
        return escape(text)
    return "\n".join(
        f"<span class='quiet'>{turn.index}</span> <b>{escape(turn.speaker)}</b> {escape(turn.text)}"
        for turn in turns
    )


def _output(row: dict[str, Any]) -> str:
    """The note with its unsupported sentences marked, and the turns of each sentence's evidence."""
    text = escape(row.get("note", ""))
    lost: dict[str, list[str]] = {}
    for sentence, fact in row.get("missing", ()):
        lost.setdefault(sentence, []).append(fact)
    for sentence, facts in lost.items():
        told = escape(f"not said: {', '.join(facts)}", quote=True)
        text = text.replace(escape(sentence), f'<mark title="{told}">{escape(sentence)}</mark>', 1)
    for sentence in row.get("sentences", ()):
        turns = sorted({span[0] for span in sentence["evidence"]})
        if turns:
            text = _mark(text, escape(sentence["text"]), ", ".join(map(str, turns)))
    return text


def _mark(text: str, sentence: str, turns: str) -> str:
    """Set the turns behind the first such sentence that has none yet."""
    place = re.search(f'{re.escape(sentence)}(?:</mark>)?(?!<span|[^<]*">)', text)
    if place is None:
        return text
    return f"{text[: place.end()]}<span class='ref'>{turns}</span>{text[place.end() :]}"
