"""A fault of a note, how grave it is, and the count of many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

Severity = Literal["critical", "moderate", "minor"]
SEVERITIES: tuple[Severity, ...] = ("critical", "moderate", "minor")
EXAMPLES = 3
"""Worked examples kept for each kind of fault."""


class Fault(NamedTuple):
    """One fault: `text` is where it shows, with the place at characters `start` to `end`.

    Severity says what could follow: critical may harm (a drug, a dose, a side, an allergy), moderate may
    mislead (a diagnosis, a test), minor costs the reader time.
    """

    kind: str
    severity: Severity
    item: str
    message: str
    text: str
    start: int = 0
    end: int = 0


class Tally:
    """Faults by kind and severity over many notes, with a few worked examples each, the gravest first."""

    def __init__(self) -> None:
        self.notes = 0
        self.counts: dict[str, dict[str, int]] = {}
        self.with_fault: dict[str, int] = {}
        self.examples: dict[str, list[Fault]] = {}

    def add(self, faults: Iterable[Fault]) -> None:
        """Take in the faults of one note."""
        self.notes += 1
        kinds = set()
        for fault in faults:
            kinds.add(fault.kind)
            counts = self.counts.setdefault(fault.kind, dict.fromkeys(SEVERITIES, 0))
            counts[fault.severity] += 1
            kept = self.examples.setdefault(fault.kind, [])
            if all(fault.item != other.item for other in kept):
                kept.append(fault)
                kept.sort(key=lambda example: SEVERITIES.index(example.severity))
                del kept[EXAMPLES:]
        for kind in kinds:
            self.with_fault[kind] = self.with_fault.get(kind, 0) + 1

    def document(self) -> dict[str, Any]:
        """For JSON: counts, the share of notes with the fault, examples."""
        return {
            kind: {
                **counts,
                "total": sum(counts.values()),
                "notes_with_fault": round(self.with_fault[kind] / self.notes, 4),
                "examples": [example._asdict() for example in self.examples[kind]],
            }
            for kind, counts in sorted(self.counts.items(), key=lambda entry: -sum(entry[1].values()))
        }


def tally(notes: Iterable[Iterable[Fault]]) -> Tally:
    """The tally of notes, each given as its faults."""
    total = Tally()
    for faults in notes:
        total.add(faults)
    return total
