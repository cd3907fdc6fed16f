"""Every checker there is, seen alike: a visit and a note in, flagged places out."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from soapstone import checks
from soapstone.checks.heard import sentence_of
from soapstone.evaluation.metrics.form import LOOP, is_cut_off, is_filled
from soapstone.evaluation.rouge import words
from soapstone.evaluation.support import support
from soapstone.notes import load_template, parse_note
from soapstone.notes.parse import split_parts
from soapstone.types import Finding, Note, Patient, Transcript, Visit


class Flag(NamedTuple):
    """A rule that speaks about a sentence, or about the whole note when `sentence` is empty."""

    rule: str
    sentence: str = ""


Checker = Callable[[Visit, str], set[Flag]]
"""From the visit and the note's text; a planted note is text, as it would come from anywhere."""


def of_check(check: Callable[[Visit, Note], list[Finding]]) -> Checker:
    """A check of notes as a checker: its findings, at the sentences they point to."""

    def checker(visit: Visit, text: str) -> set[Flag]:
        note = parse_note(text, load_template(visit.template))
        return {
            Flag(f"{found.rule}: {found.message}", sentence_of(note, found)) for found in check(visit, note)
        }

    return checker


def unsupported(visit: Visit, text: str) -> set[Flag]:
    """Sentences with a fact that was never said."""
    note = parse_note(text, load_template(visit.template))
    return {Flag(fact, sentence) for sentence, fact in support(note, visit.transcript).missing}


def repeated(visit: Visit, text: str) -> set[Flag]:
    """Sentences that hold a run of words that stood before."""
    seen: set[tuple[str, ...]] = set()
    flags = set()
    for part in split_parts(text):
        for sentence in part.text.replace(". ", ".\n").splitlines():
            tokens = words(sentence)
            size = min(LOOP, max(len(tokens), 5))
            runs = {tuple(tokens[at : at + size]) for at in range(len(tokens) - size + 1)}
            if runs & seen:
                flags.add(Flag("repeated", sentence))
            seen |= runs
    return flags


def malformed(visit: Visit, text: str) -> set[Flag]:
    """A note that is cut off, or a section without text."""
    flags = {Flag("cut off")} if is_cut_off(text) else set()
    return flags | {Flag(f"empty: {part.title}") for part in split_parts(text) if not is_filled(part.text)}


def together(*names: str) -> Checker:
    """Several checkers as one: what any of them says."""

    def checker(visit: Visit, text: str) -> set[Flag]:
        return {flag for name in names for flag in CHECKERS[name](visit, text)}

    return checker


CONTRADICTIONS, NEVER_SAID = (
    tuple(check.__name__ for check in group) for group in (checks.CONTRADICTIONS, checks.NEVER_SAID)
)
CHECKERS: dict[str, Checker] = {
    "support": unsupported,
    "uncertain": of_check(checks.uncertain),
    "repetition": repeated,
    "form": malformed,
    **{check.__name__: of_check(check) for check in (*checks.CONTRADICTIONS, *checks.NEVER_SAID)},
}
COLUMNS: dict[str, Checker] = {
    "support": unsupported,
    "contradiction": together(*CONTRADICTIONS),
    "never said": together(*NEVER_SAID),
    "form": together("repetition", "form"),
    "all but support": together(*CONTRADICTIONS, *NEVER_SAID, "repetition", "form", "uncertain"),
}
"""The checkers in the groups of the published table."""


def flags_of(
    checker: Checker,
    transcript: Transcript,
    text: str,
    template: str = "outpatient",
    patient: Patient | None = None,
) -> set[Flag]:
    """What a checker says of a note; `patient` is what the record holds."""
    return checker(Visit(transcript=transcript, patient=patient or Patient(), template=template), text)
