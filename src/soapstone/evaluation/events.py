"""What happened in a run, in order, for a page that follows it: first every deterministic row, then the judged ones.

The results are appended whole and never changed, so the events are read off them: an event's number is its row's,
a reader that comes late or comes again sees the same ones, and nothing is written twice.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from soapstone.evaluation.judges.run import JUDGED
from soapstone.evaluation.ledger import RESULTS
from soapstone.evaluation.run import SUMMARY

_TEXTS = frozenset(["dialogue", "reference", "note", "sentences", "missing", "findings"])


class Event(NamedTuple):
    """`partial` is a row with its deterministic scores, `complete` one with its judged scores; `end` is the last.

    `number` counts from 1 without a gap; `row` is the row without its texts, for "end" the summary.
    """

    number: int
    kind: Literal["partial", "complete", "end"]
    row: dict[str, Any]

    def line(self) -> str:
        """The event as one line of JSON."""
        return (
            json.dumps({"seq": self.number, "event": self.kind, "data": self.row}, ensure_ascii=False) + "\n"
        )


def follow(
    folder: Path,
    after: int = 0,
    *,
    judged: bool = False,
    wait: float = 0.2,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Event]:
    """The events of a run after number `after`, waiting for those to come; ends with the run.

    `judged` says that judges follow: then the end is theirs.
    """
    number = 0
    parts: list[tuple[Literal["partial", "complete"], Path]] = [("partial", folder)]
    if judged:
        parts.append(("complete", folder / JUDGED))
    for kind, place in parts:
        for row in _rows(place, wait, sleep):
            number += 1
            if number > after:
                yield Event(number, kind, row)
    yield Event(number + 1, "end", json.loads((parts[-1][1] / SUMMARY).read_text(encoding="utf-8")))


def _rows(folder: Path, wait: float, sleep: Callable[[float], None]) -> Iterator[dict[str, Any]]:
    """The whole rows of a results file as they come, until its summary is there and all are read."""
    at = 0
    while True:
        finished = (folder / SUMMARY).exists()
        if (folder / RESULTS).exists():
            with (folder / RESULTS).open("rb") as stream:
                stream.seek(at)
                for line in stream:
                    if not line.endswith(b"\n"):
                        break
                    at += len(line)
                    row = json.loads(line.decode("utf-8", "surrogateescape"))
                    yield {name: value for name, value in row.items() if name not in _TEXTS}
        if finished:
            return
        sleep(wait)
