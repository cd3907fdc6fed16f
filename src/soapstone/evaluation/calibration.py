"""Whether a confidence means what it says: of sentences given 0.9, nine in ten should be right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

BINS = 10


class Bin(NamedTuple):
    """The sentences with a confidence from `low` to `low` + 0.1: how many, their mean confidence, share right."""

    low: float
    sentences: int
    confidence: float
    right: float


class Calibration(NamedTuple):
    """Expected calibration error over ten equal bins (Guo et al., ICML 2017), 0 to 1, and the bins."""

    ece: float
    sentences: int
    bins: tuple[Bin, ...]

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "ece": round(self.ece, 4),
            "sentences": self.sentences,
            "bins": [bin._asdict() for bin in self.bins],
        }


def calibration(pairs: Iterable[tuple[float, bool]]) -> Calibration:
    """From (confidence, whether it was right); confidence 1.0 belongs to the last bin."""
    counts, sums, rights = [0] * BINS, [0.0] * BINS, [0] * BINS
    for confidence, right in pairs:
        at = min(int(confidence * BINS), BINS - 1)
        counts[at] += 1
        sums[at] += confidence
        rights[at] += right
    total = sum(counts)
    bins = tuple(
        Bin(at / BINS, counts[at], sums[at] / counts[at], rights[at] / counts[at])
        for at in range(BINS)
        if counts[at]
    )
    ece = sum(bin.sentences * abs(bin.confidence - bin.right) for bin in bins) / total if total else 0.0
    return Calibration(ece, total, bins)


def of_rows(rows: Iterable[dict[str, Any]]) -> Calibration:
    """Of the drafted sentences of a run: right is a sentence with facts all of which were said.

    Sentences without a fact that could be checked are left out, as are empty sections' placeholders.
    """
    return calibration(pair for row in rows for pair in _checked(row))


def _checked(row: dict[str, Any]) -> Iterable[tuple[float, bool]]:
    from soapstone.nlp.said import facts

    missing = {sentence for sentence, _ in row.get("missing", ())}
    for sentence in row.get("sentences", ()):
        if sentence["evidence"] and facts(sentence["text"]):
            yield sentence["confidence"], sentence["text"] not in missing
