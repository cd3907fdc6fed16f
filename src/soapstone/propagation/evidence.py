"""What an edit says in words, and where the visit says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from soapstone.propagation.edits import Read, read
from soapstone.propagation.proposal import Edit
from soapstone.types import Span, Transcript


def said(edit: Edit) -> str:
    """The new fact as a reader says it: "left knee", "lisinopril 20 mg", "pneumonia instead of bronchitis"."""
    match edit.kind:
        case "drug" | "diagnosis":
            return f"{edit.new} instead of {edit.old}"
        case "side":
            return f"{'bilateral' if edit.after == 'both' else edit.after} {edit.subject}"
        case "severity":
            return f"{edit.new.lower()} {edit.subject}"
        case "presence":
            return f"{'no ' if edit.after == 'negated' else ''}{edit.subject}"
        case "status":
            return f"{edit.after} {edit.subject}"
    return f"{edit.subject} {edit.new}"


class Visited:
    """The facts of a visit's turns, read when first asked for."""

    def __init__(self, transcript: Transcript | None) -> None:
        self._turns = transcript.turns if transcript else ()

    def supporting(self, edits: Sequence[Edit]) -> tuple[Span, ...]:
        """Where the visit states each of the new facts; empty where one of them was never said."""
        spans: list[Span] = []
        for edit in edits:
            found = next(self._stating(edit), None)
            if found is None:
                return ()
            spans.append(found)
        return tuple(dict.fromkeys(spans))

    def _stating(self, edit: Edit) -> Iterator[Span]:
        subject = edit.after if edit.kind in ("drug", "diagnosis") else edit.subject
        for turn, of in self._read:
            for fact in of.facts:
                if (fact.kind, fact.subject, fact.value) == (edit.kind, subject, edit.after):
                    yield Span(turn=turn, start=fact.start, end=fact.end)

    @cached_property
    def _read(self) -> list[tuple[int, Read]]:
        return [(turn.index, read(turn.text)) for turn in self._turns]
