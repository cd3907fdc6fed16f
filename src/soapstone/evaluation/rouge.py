"""ROUGE by the published scorer's rules (rouge-score 0.1.2, no stemmer, F1 a note), some thirty times as fast.

The longest common subsequence is found with bit vectors (Hyyrö, "Bit-parallel LCS-length computation
revisited", 2004). Every digit is the published scorer's own, its choice among equally long
subsequences included: a property test compares the two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

KINDS = ("rouge1", "rouge2", "rougeL", "rougeLsum")
_OTHER = re.compile(r"[^a-z0-9]+")


def rouge(reference: str, note: str) -> dict[str, float]:
    """F1 x 100 of each kind for one note. "rougeLsum" is what the ACI-Bench paper calls ROUGE-L."""
    wanted, written = words(reference), words(note)
    return {
        "rouge1": _ngrams(wanted, written, 1),
        "rouge2": _ngrams(wanted, written, 2),
        "rougeL": _f1(_length(wanted, written), len(wanted), len(written)),
        "rougeLsum": _lsum(_lines(reference), _lines(note)),
    }


def words(text: str) -> list[str]:
    """The published scorer's tokens: lower case, letters and digits only."""
    return _OTHER.sub(" ", text.lower()).split()


def _lines(text: str) -> list[list[str]]:
    return [words(line) for line in text.split("\n") if line]


def _f1(hits: int, wanted: int, written: int) -> float:
    precision, recall = hits / max(written, 1), hits / max(wanted, 1)
    return 100 * (2 * precision * recall / (precision + recall)) if precision + recall > 0 else 0.0


def _ngrams(wanted: Sequence[str], written: Sequence[str], n: int) -> float:
    one = Counter(zip(*(wanted[at:] for at in range(n)), strict=False))
    other = Counter(zip(*(written[at:] for at in range(n)), strict=False))
    return _f1((one & other).total(), one.total(), other.total())


class _Written(NamedTuple):
    """A line of the note, with the places of each word as the bits of a number."""

    line: Sequence[str]
    places: dict[str, int]


def _placed(line: Sequence[str]) -> _Written:
    places: dict[str, int] = {}
    for at, word in enumerate(line):
        places[word] = places.get(word, 0) | 1 << at
    return _Written(line, places)


def _rows(wanted: Sequence[str], written: _Written) -> list[int]:
    """Row i as a bit vector: bit j is 0 where the common subsequence grows at the j-th written word."""
    full = (1 << len(written.line)) - 1
    row, rows = full, [full]
    for word in wanted:
        hits = row & written.places.get(word, 0)
        row = ((row + hits) | (row - hits)) & full
        rows.append(row)
    return rows


def _length(wanted: Sequence[str], written: Sequence[str]) -> int:
    return len(written) - _rows(wanted, _placed(written))[-1].bit_count()


def _lsum(wanted: list[list[str]], written: list[list[str]]) -> float:
    """Summary-level LCS (ROUGE paper, section 3.2), no word counted more often than it occurs."""
    left_wanted = Counter(word for line in wanted for word in line)
    left_written = Counter(word for line in written for word in line)
    sizes = left_wanted.total(), left_written.total()
    placed = [_placed(line) for line in written]
    hits = 0
    for line in wanted:
        union: set[int] = set()
        for other in placed:
            union.update(_subsequence(line, other))
        for at in sorted(union):
            word = line[at]
            if left_written[word] > 0 and left_wanted[word] > 0:
                hits += 1
                left_written[word] -= 1
                left_wanted[word] -= 1
    return _f1(hits, *sizes)


def _subsequence(line: Sequence[str], written: _Written) -> list[int]:
    """The places in `line` of the longest common subsequence that the published scorer picks.

    Words of `line` that the note's line lacks are left out first: they change neither length nor choice.
    """
    common = [at for at, word in enumerate(line) if word in written.places]
    if len(common) < 2:
        return common
    wanted = [line[at] for at in common]
    rows = _rows(wanted, written)
    i, j = len(wanted), len(written.line)
    taken = []
    while i > 0 and j > 0:
        if wanted[i - 1] == written.line[j - 1]:
            taken.append(common[i - 1])
            i -= 1
            j -= 1
            continue
        left = (rows[i] & ((1 << (j - 1)) - 1)).bit_count()
        above = (rows[i - 1] & ((1 << j) - 1)).bit_count()
        if above > left + 1:
            j -= 1
        else:
            i -= 1
    return taken


def interval(values: Sequence[float], seed: int = 0, draws: int = 1000) -> tuple[float, float]:
    """The 95 % bootstrap interval of a mean."""
    sample = np.asarray(values, dtype=float)
    picks = np.random.default_rng(seed).integers(0, len(sample), size=(draws, len(sample)))
    low, high = np.percentile(sample[picks].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
