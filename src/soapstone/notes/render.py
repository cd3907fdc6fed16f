"""A note as text, Markdown, HTML or JSON. The text itself is never changed, only framed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal, get_args

from soapstone.errors import UsageError
from soapstone.notes.page import html_page
from soapstone.types import Finding, Note, Section, Sentence, Span, Transcript

Format = Literal["text", "md", "html", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(
    note: Note,
    format: str = "text",
    *,
    transcript: Transcript | None = None,
    findings: Sequence[Finding] = (),
    evidence: bool = True,
) -> str:
    """The note in `format`; with `evidence`, a mark such as [12-13] names the turns behind a sentence.

    `findings` are listed at the end for the reader to confirm. HTML shows the transcript beside the
    note when it is given. UsageError for an unknown format.
    """
    check_format(format)
    match format:
        case "text":
            return _plain(note, findings, evidence, heading="{title}\n\n")
        case "md":
            return _plain(note, findings, evidence, heading="## {title}\n\n")
        case "html":
            return html_page(note, transcript or Transcript(), findings)
    return json.dumps(note_document(note, findings), ensure_ascii=False, indent=2) + "\n"


def check_format(format: str) -> None:
    """UsageError for an unknown format."""
    if format not in FORMATS:
        raise UsageError(f"unknown format {format!r}.", fix=f"Choose one of: {', '.join(FORMATS)}.")


def turns_mark(spans: Sequence[Span]) -> str:
    """The turns of some spans, as a reader's mark: "12-13, 17"; empty without spans."""
    runs: list[list[int]] = []
    for turn in sorted({span.turn for span in spans}):
        if runs and turn == runs[-1][1] + 1:
            runs[-1][1] = turn
        else:
            runs.append([turn, turn])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def note_document(note: Note, findings: Sequence[Finding] = ()) -> dict[str, object]:
    """The note as the HTTP contract writes it: sections, confidences, sentences with evidence."""
    return {
        "template": note.template,
        "engine": note.engine,
        "sections": {section.key: section.text for section in note.sections},
        "titles": {section.key: section.title for section in note.sections},
        "confidence_scores": {section.key: round(section.confidence, 3) for section in note.sections},
        "sentences": [
            {"section": section.key, **sentence.model_dump(mode="json")}
            for section in note.sections
            for sentence in section.sentences
        ],
        "findings": [finding.model_dump(mode="json") for finding in findings],
    }


def _plain(note: Note, findings: Sequence[Finding], evidence: bool, heading: str) -> str:
    blocks = [
        heading.format(title=section.title) + _section_text(section, evidence)
        for section in note.sections
        if section.sentences
    ]
    if findings:
        lines = "\n".join(f"- {finding_line(finding)}" for finding in findings)
        blocks.append(heading.format(title="TO CONFIRM") + lines)
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _section_text(section: Section, evidence: bool) -> str:
    return "".join(_sentence_text(sentence, evidence) for sentence in section.sentences)


def _sentence_text(sentence: Sentence, evidence: bool) -> str:
    mark = turns_mark(sentence.evidence) if evidence else ""
    return f"{sentence.lead}{sentence.text}" + (f" [{mark}]" if mark else "")


def finding_line(finding: Finding) -> str:
    """One finding as a line: severity, rule, message, turns."""
    mark = turns_mark(finding.evidence)
    return f"{finding.severity}  {finding.rule}  {finding.message}" + (f" [{mark}]" if mark else "")
