"""What a run comes to: a table of systems and metrics, read from the rows one at a time."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Any

from soapstone.evaluation.metrics import METRICS
from soapstone.evaluation.statistics import Column, Difference, Score, paired

GROUPS = 60
"""At most so many sections of the data are told apart."""


class Table:
    """The scores of each system by metric; `table.score("compose", "rouge1").mean` is one of them."""

    def __init__(self) -> None:
        self.columns: dict[str, dict[str, Column]] = {}
        self.by_section: dict[str, dict[str, dict[str, Column]]] = {}
        self.counts: dict[str, dict[str, int]] = {}
        self.errors: dict[str, int] = {}

    def add(self, row: dict[str, Any]) -> None:
        """Take in one row of results."""
        system = row["system"]
        counts = self.counts.setdefault(system, {"rows": 0, "notes": 0, "errors": 0, "duplicates": 0})
        counts["rows"] += 1
        if row.get("duplicate_of") is not None:
            counts["duplicates"] += 1
            return
        if row.get("error"):
            counts["errors"] += 1
            self._fault(str(row["error"]))
        scores = row.get("scores", {})
        counts["notes"] += bool(scores) or not row.get("error")
        columns = self.columns.setdefault(system, {})
        sections = self.by_section.setdefault(system, {})
        section = row.get("section") or ""
        for name, value in scores.items():
            weight = row.get("weights", {}).get(name, 1.0)
            columns.setdefault(name, Column()).add(row["number"], value, weight)
            if section and (section in sections or len(sections) < GROUPS):
                group = sections.setdefault(section, {})
                group.setdefault(name, Column()).add(row["number"], value, weight)

    def _fault(self, error: str) -> None:
        """Errors by kind: the place in the data is dropped, so that like ones are counted together."""
        kind = re.sub(r"^.*?, (?:line|row|item) \d+:? ", "", error)
        if kind in self.errors or len(self.errors) < GROUPS:
            self.errors[kind] = self.errors.get(kind, 0) + 1

    @property
    def systems(self) -> list[str]:
        """In the order of the run."""
        return list(self.counts)

    @property
    def metrics(self) -> list[str]:
        """Those that any system has a value of, in the order of the register."""
        found = {name for columns in self.columns.values() for name in columns}
        return [name for name in METRICS if name in found] + sorted(found - METRICS.keys())

    def score(self, system: str, metric: str) -> Score:
        """A mean with its interval; KeyError when nothing was scored."""
        return self.columns[system][metric].score()

    def differences(self) -> list[Difference]:
        """Each pair of systems on the same items, metric by metric."""
        found = (
            paired(one, other, metric, self.columns[one][metric], self.columns[other][metric])
            for one, other in itertools.combinations(self.columns, 2)
            for metric in self.metrics
            if metric in self.columns[one] and metric in self.columns[other]
        )
        return [difference for difference in found if difference is not None]

    def document(self) -> dict[str, Any]:
        """The summary as JSON: systems with their counts and scores, differences, errors by kind."""
        return {
            "systems": {
                name: {
                    **self.counts[name],
                    "scores": {
                        metric: column.score().document()
                        for metric, column in self.columns.get(name, {}).items()
                    },
                    "sections": {
                        section: {
                            m: {"mean": round(c.total / c.weight, 4), "notes": c.count}
                            for m, c in group.items()
                        }
                        for section, group in self.by_section.get(name, {}).items()
                    },
                }
                for name in self.counts
            },
            "differences": [difference.document() for difference in self.differences()],
            "errors": self.errors,
        }


def tabulate(rows: Iterable[dict[str, Any]]) -> Table:
    """The table of results read from a ledger or gathered in memory."""
    table = Table()
    for row in rows:
        table.add(row)
    return table
