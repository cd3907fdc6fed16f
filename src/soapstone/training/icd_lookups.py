"""Look inclusion terms up in a list that lacks them: `python -m soapstone.training.icd_lookups 1 FILE`.

The inclusion terms of the tabular list are the truth that the ranking of codes learns from and is scored on. Those of the
first fold are held out from all training. The others are looked up half by half, each with an encoder of names that was
trained without that half (`icd_encoder --without`), so that what the ranking sees is what it will see of a term that nobody
has told it. FILE has what it learns from of the half, by the encoder and the vectors that are in place.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from soapstone.coding.billable import billable_for
from soapstone.coding.index import KINDS, Index, Phrase, indexed
from soapstone.coding.link import offered as candidates_of
from soapstone.coding.names import CodeVectors, Meanings, encoder, load_vectors
from soapstone.coding.phrases import phrases
from soapstone.coding.ranking import FEATURES
from soapstone.coding.table import codes, is_billable
from soapstone.coding.words import keys
from soapstone.errors import InputError

FOLD = 2000
OURS = ("author", "drafted")
HALVES = {1: slice(1, 3), 2: slice(3, None)}
Terms = Sequence[tuple[str, str]]


class Lookup(NamedTuple):
    """A term with its code, the billable codes offered, their features, and which of them are right."""

    term: str
    code: str
    offered: list[str]
    table: NDArray[np.float32]
    right: NDArray[np.bool_]


def is_right(offered: str, code: str) -> bool:
    """Whether a billable code is the term's own, or stands below it where that one is not billable."""
    return offered == code or (not is_billable(code) and offered.startswith(code))


@cache
def folds() -> list[list[tuple[str, str]]]:
    """The inclusion terms with their codes, in folds of FOLD; the first is held out from training."""
    terms = sorted({(phrase.text, phrase.code) for phrase in phrases() if phrase.kind == "term"})
    random.Random(1).shuffle(terms)
    return [terms[at : at + FOLD] for at in range(0, len(terms), FOLD)]


def left(held: Terms, categories: frozenset[str], *, strict: bool, drafts: bool) -> list[Phrase]:
    """The names of codes if the tabular list lacked some terms and some categories; names of ours in their words go too.

    Where another source names a term, that stays, as it would; `strict` leaves out what any source says of the code in the
    same words. Without `drafts` no drafted name stands, for who drafted them has read the tabular list.
    """
    out, words = frozenset(held), {frozenset(keys(text)) for text, _ in held}
    same = {(code, frozenset(keys(text))) for text, code in held}
    return [
        phrase
        for phrase in indexed(phrases(out))
        if phrase.code[:3] not in categories
        and not (phrase.kind in OURS and frozenset(keys(phrase.text)) in words)
        and not (strict and (phrase.code, frozenset(keys(phrase.text))) in same)
        and (drafts or phrase.kind != "drafted")
    ]


def meanings_of(names: Sequence[Phrase], source: Index) -> Meanings:
    """The meanings of terms by the vectors of some names, of which `source` is the index."""
    with as_file(files("soapstone.resources") / "icd10cm" / "names.npz") as file:
        shipped = load_vectors(file)
    at = {(phrase.text, phrase.code): row for row, phrase in enumerate(indexed(phrases()))}
    new = [name.text for name in names if (name.text, name.code) not in at]
    vectors = np.concatenate([shipped, encoder()(new)]) if new else shipped
    rest = iter(range(len(shipped), len(vectors)))
    rows = [row if (row := at.get((name.text, name.code))) is not None else next(rest) for name in names]
    described = source.kind_of == KINDS.index("description")
    return Meanings(CodeVectors(vectors[rows], source.code_of, described, source.codes))


def look_up(
    held: Terms, categories: frozenset[str] = frozenset(), *, strict: bool = False, drafts: bool = True
) -> list[Lookup]:
    """Each term looked up where the tabular list lacks them all, by words and by meaning; it lacks some categories too."""
    names = left(held, categories, strict=strict, drafts=drafts)
    source = Index.build(names)
    by, found = meanings_of(names, source), list[Lookup]()
    by.read([term for term, _ in held])
    for term, code in held:
        candidates, table = candidates_of(source, by, term, vague=False)
        offered = [billable_for(candidate.code, term) for candidate in candidates]
        found.append(Lookup(term, code, offered, table, np.array([is_right(o, code) for o in offered], bool)))
    return found


def look_up_unknown(terms: Terms) -> list[Lookup]:
    """The terms of every eighth category, looked up in an index that lacks these categories: no code is right."""
    out = frozenset(sorted({code[:3] for code in codes()})[::8])
    return look_up([(term, code) for term, code in terms if code[:3] in out], out)


def half(number: int) -> list[list[tuple[str, str]]]:
    """The folds of one half of what is not held out."""
    return folds()[HALVES[number]]


def save(known: Sequence[Lookup], unknown: Sequence[Lookup], file: Path) -> None:
    """Write terms that were looked up, and those that no code is right for."""
    every = [*known, *unknown]
    np.savez_compressed(
        file,
        terms=np.array([one.term for one in every]),
        codes=np.array([one.code for one in every]),
        counts=np.array([len(one.offered) for one in every]),
        offered=np.array([code for one in every for code in one.offered]),
        tables=np.concatenate([one.table for one in every]),
        right=np.concatenate([one.right for one in every]),
        known=np.int64(len(known)),
    )


def load(file: Path) -> tuple[list[Lookup], list[Lookup]]:
    """What `save` wrote: the known and the unknown."""
    with np.load(file, allow_pickle=False) as held:
        if held["tables"].shape[1] != len(FEATURES):
            raise InputError(
                "these terms were looked up with other features.",
                where=str(file),
                fix="Run soapstone.training.icd_lookups again.",
            )
        ends = np.cumsum(held["counts"])[:-1]
        parts = (np.split(held[name], ends) for name in ("offered", "tables", "right"))
        rows = zip(held["terms"].tolist(), held["codes"].tolist(), *parts, strict=True)
        found = [
            Lookup(term, code, offered.tolist(), table, right) for term, code, offered, table, right in rows
        ]
        return found[: int(held["known"])], found[int(held["known"]) :]


def main() -> None:
    """Look the terms of a half up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("half", type=int, choices=HALVES)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    of = half(options.half)
    save(
        [one for fold in of for one in look_up(fold)],
        look_up_unknown([term for fold in of for term in fold]),
        options.file,
    )


if __name__ == "__main__":
    main()
