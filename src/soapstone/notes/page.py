"""The note as one HTML page: evidence marks lead to the turns, which stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from soapstone.resources import read_resource
from soapstone.types import Finding, Note, Section, Sentence, Transcript, Turn

_STYLE = read_resource("page.css")
_DOUBT = 0.5


def html_page(note: Note, transcript: Transcript, findings: Sequence[Finding]) -> str:
    """A self-contained page; all text is escaped, nothing is fetched."""
    sections = "\n".join(_section(section) for section in note.sections if section.sentences)
    turns = "\n".join(_turn(turn) for turn in transcript.turns)
    aside = f"<aside><h1>What was said</h1>\n{turns}\n</aside>" if turns else ""
    return (
        "<!doctype html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Clinical note</title><style>{_STYLE}</style></head>\n<body><main>\n"
        f"<article><h1>Draft note</h1>\n{sections}\n{_findings(findings)}</article>\n{aside}\n"
        "</main></body></html>\n"
    )


def _section(section: Section) -> str:
    body = "".join(_sentence(sentence) for sentence in section.sentences)
    return f'<section id="{escape(section.key)}"><h2>{escape(section.title)}</h2><div class="body">{body}</div></section>'


def _sentence(sentence: Sentence) -> str:
    doubt = sentence.author != "person" and sentence.confidence < _DOUBT
    kind = "doubt" if doubt else "sure"
    marks = "".join(
        f'<a class="mark" href="#turn-{turn}">{turn}</a>'
        for turn in sorted({span.turn for span in sentence.evidence})
    )
    return f'{escape(sentence.lead)}<span class="{kind}" title="{_title(sentence)}">{escape(sentence.text)}</span>{marks}'


def _title(sentence: Sentence) -> str:
    if sentence.author == "person":
        return "written by a person"
    return f"{escape(sentence.author)}, confidence {sentence.confidence:.2f}"


def _turn(turn: Turn) -> str:
    return (
        f'<div class="turn" id="turn-{turn.index}"><span class="who">{turn.index} {escape(turn.role)}</span> '
        f"{escape(turn.text)}</div>"
    )


def _findings(findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    rows = "\n".join(
        f'<li class="{finding.severity}"><b>{escape(finding.rule)}</b> {escape(finding.message)} '
        + "".join(
            f'<a class="mark" href="#turn-{turn}">{turn}</a>'
            for turn in sorted({span.turn for span in finding.evidence})
        )
        + "</li>"
        for finding in findings
    )
    return f'<section id="findings"><h2>TO CONFIRM</h2><ul>{rows}</ul></section>\n'
