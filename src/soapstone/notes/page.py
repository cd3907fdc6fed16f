"""The note as one HTML page: evidence marks lead to the turns, which stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from soapstone.types import Finding, Note, Section, Sentence, Transcript, Turn

_STYLE = """
:root { color-scheme: light; --ink: #1d2327; --quiet: #5f6b72; --line: #d9dee1; --accent: #0b6b6b; --doubt: #a15c00; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--ink); background: #f6f7f7; }
main { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 2rem; max-width: 82rem; margin: 0 auto; padding: 2rem; }
article, aside { background: #fff; border: 1px solid var(--line); border-radius: 8px; padding: 1.5rem 2rem; }
aside { max-height: calc(100vh - 4rem); overflow: auto; position: sticky; top: 2rem; font-size: 14px; }
h1 { font-size: 1.3rem; margin: 0 0 1rem; } h2 { font-size: .8rem; letter-spacing: .06em; color: var(--accent); margin: 1.6rem 0 .4rem; }
.body { white-space: pre-wrap; } .doubt { text-decoration: underline dotted var(--doubt) 2px; text-underline-offset: 3px; }
a.mark { color: var(--quiet); text-decoration: none; font-size: .72em; vertical-align: super; padding: 0 .15em; } a.mark:hover, a.mark:focus { color: var(--accent); text-decoration: underline; }
.turn { padding: .3rem .5rem; border-left: 3px solid transparent; } .turn:target { background: #e4f3f1; border-color: var(--accent); }
.who { color: var(--quiet); font-variant: small-caps; } .person { border-left: 3px solid var(--line); padding-left: .6rem; }
.red { color: #a31515; } .amber { color: var(--doubt); } .note { color: var(--quiet); }
@media (max-width: 60rem) { main { grid-template-columns: 1fr; padding: 1rem; } aside { position: static; max-height: none; } }
@media print { aside, a.mark { display: none; } body { background: #fff; } article { border: 0; } main { display: block; } }
"""
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
