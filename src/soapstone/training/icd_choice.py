"""Learn which codes coders give: `python -m soapstone.training.icd_choice DATA [--score]`.

DATA is the folder with the public data sets; the 500 cases of CodiEsp train are read (CC BY 4.0). Writes usage.tsv,
records.tsv and choice.json. `--score` prints the F1 on train by cross-validation over five folds of the cases, and writes
nothing.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from soapstone.coding.choice import (
    FEATURES,
    NONE,
    Option,
    Record,
    features,
    options,
    probabilities,
    unless_excluded,
)
from soapstone.coding.coder import listed, with_codes
from soapstone.coding.link import link
from soapstone.coding.phrases import tabular_phrases
from soapstone.coding.table import is_billable
from soapstone.coding.usage import Run, Usage, Used, present, surest
from soapstone.coding.words import keys
from soapstone.nlp.entities import read
from soapstone.training.icd_cases import Case, cases, successor

TARGET = Path(__file__).parents[1] / "resources" / "icd10cm"
FOLDS, INNER, PENALTY = 5, 4, 1.0
LEAST_SEEN, LEAST_SHARE, LISTED = 2, 0.2, 3
SLACK = 0.003  # of F1, given for a list that misses less
SURE = 0.75  # the confidence from which what `link` makes of words is not learned otherwise
Table = dict[str, tuple[Usage, ...]]


class Example(NamedTuple):
    """A case as the model sees it: its options, the runs of words that are present, its codes.

    `beside` has for each form of a run the codes that were given in its very sentence.
    """

    id: str
    length: int
    options: tuple[Option, ...]
    runs: tuple[Run, ...]
    codes: frozenset[str]
    beside: Mapping[str, frozenset[str]]


def examples(data: Path, split: str) -> list[Example]:
    """The cases of a split of CodiEsp, read, and their codes in today's edition."""
    found = []
    for case in cases(data, split):
        found_ = tuple(options(with_codes(read(case.text), case.text)))
        runs, of = tuple(present(case.text)), frozenset(successor(code) for code in case.codes)
        found.append(Example(case.id, len(case.text), found_, runs, of, _beside(case, runs, found_)))
    return found


def _beside(case: Case, runs: Sequence[Run], found: Sequence[Option]) -> dict[str, frozenset[str]]:
    """The codes that were given in the sentence of each form; those that a mention there leads to, only for its words."""
    beside: defaultdict[str, set[str]] = defaultdict(set)
    for run in runs:
        beside[run.form]
    for old, (start, end) in case.evidence:
        code = successor(old)
        linked = [
            one.place for one in found if one.code == code and one.rank == 0 and start <= one.place[0] < end
        ]
        for run in runs if is_billable(code) else ():
            said = any(a < run.end and run.start < b for a, b in linked) or not linked
            if start <= run.start < end and said:
                beside[run.form].add(code)
    return {form: frozenset(codes) for form, codes in beside.items()}


def learn_usage(of: Sequence[Example]) -> Table:
    """The runs of words beside which a code was given, in their very sentence, in LEAST_SEEN cases or more.

    Of the runs of a case only the likeliest explains a code: "came to our hospital" that stood beside hypertension does not.
    """
    seen: Counter[str] = Counter()
    given: Counter[tuple[str, str]] = Counter()
    for one in of:
        seen.update(one.beside.keys())
        given.update((form, code) for form, codes in one.beside.items() for code in codes)
    shares = {pair: n / (seen[pair[0]] + 0.5) for pair, n in given.items() if n >= LEAST_SEEN}
    explains: Counter[tuple[str, str]] = Counter()
    for one in of:
        best: dict[str, tuple[float, int, str]] = {}
        for form, codes in one.beside.items():
            for code in codes:
                best[code] = max(
                    best.get(code, (0.0, 0, "")), (shares.get((form, code), 0.0), -form.count(" "), form)
                )
        explains.update((form, code) for code, (share, _, form) in best.items() if share)
    table: defaultdict[str, list[Usage]] = defaultdict(list)
    for (form, code), n in explains.items():
        share = shares[form, code]
        if n >= LEAST_SEEN and share >= LEAST_SHARE and _agrees(form, code):
            table[form].append(Usage(code, round(share, 3), given[form, code]))
    return {form: tuple(sorted(us, key=lambda u: (-u.share, u.code))[:LISTED]) for form, us in table.items()}


@cache
def _named() -> dict[frozenset[str], set[str]]:
    """What the tabular list itself names by which words."""
    found: dict[frozenset[str], set[str]] = {}
    for phrase in tabular_phrases():
        if phrase.kind != "excludes":
            found.setdefault(frozenset(keys(phrase.text)), set()).add(phrase.code)
    return found


@cache
def _agrees(form: str, code: str) -> bool:
    """Whether words may be learned to mean a code: where the tabular list surely has another for them, they are not."""
    named = _named().get(frozenset(keys(form)), set())
    surest = next(iter(link(form, limit=1)), None)
    other = surest and surest.confidence >= SURE and surest.code[:3] != code[:3]
    return (
        code not in listed("bare") and not other and (not named or any(code.startswith(own) for own in named))
    )


def learn_records(of: Sequence[Example]) -> dict[str, Record]:
    """How often each code was given, first suggested, and rightly so."""
    given = Counter(code for one in of for code in one.codes)
    first = [{o.code for o in one.options if o.rank == 0} for one in of]
    suggested = Counter(code for codes in first for code in codes)
    right = Counter(code for codes, one in zip(first, of, strict=True) for code in codes & one.codes)
    return {code: Record(given[code], suggested[code], right[code]) for code in sorted({*given, *suggested})}


def _of(records: Mapping[str, Record], code: str) -> Record:
    return records.get(code, NONE)


def _without(records: Mapping[str, Record], own: Example, code: str) -> Record:
    """A code's record without what the case itself gave to it."""
    record, given = records.get(code, NONE), code in own.codes
    first = any(o.code == code and o.rank == 0 for o in own.options)
    return Record(record.given - given, record.suggested - first, record.right - (first and given))


def table_of(
    one: Example, usage: Table, records: Callable[[str], Record]
) -> tuple[list[str], NDArray[np.float64]]:
    """The codes in question in a case, and their features."""
    used = [
        Used(run.start, run.end, run.form.count(" ") + 1, each)
        for run in one.runs
        for each in usage.get(run.form, ())
    ]
    return features(one.options, surest(unless_excluded(used, one.options)), records, one.length)


def fit(of: Sequence[Example]) -> NDArray[np.float64]:
    """The weights; the usage that a case is shown is learned from other cases."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    records, rows, right = learn_records(of), list[NDArray[np.float64]](), list[bool]()
    for at in range(INNER):
        usage = learn_usage([one for n, one in enumerate(of) if n % INNER != at])
        for one in of[at::INNER]:
            codes, table = table_of(one, usage, partial(_without, records, one))
            rows.append(table)
            right += [code in one.codes for code in codes]
    scaler = StandardScaler().fit(np.vstack(rows))
    model = LogisticRegression(C=PENALTY, max_iter=1000).fit(scaler.transform(np.vstack(rows)), right)
    weights = model.coef_[0] / scaler.scale_
    return np.append(weights, model.intercept_[0] - weights @ scaler.mean_)


def scored(
    of: Sequence[Example], usage: Table, records: Mapping[str, Record], weights: NDArray[np.float64]
) -> list[tuple[float, bool]]:
    """The probability of every code in question, and whether it was given."""
    found = []
    for one in of:
        codes, table = table_of(one, usage, partial(_of, records))
        found += [
            (float(p), code in one.codes)
            for p, code in zip(probabilities(table, weights), codes, strict=True)
        ]
    return found


def cut_of(chosen: Collection[tuple[float, bool]], true: int) -> tuple[float, float]:
    """The lowest probability from which codes are listed at a micro F1 within SLACK of the best, and that F1."""
    ranked, right, f1s = sorted(chosen, reverse=True), 0, list[float]()
    for said, (_, given) in enumerate(ranked, start=1):
        right += given
        f1s.append(2 * right / (said + true))
    last = max(at for at, f1 in enumerate(f1s) if f1 >= max(f1s) - SLACK)
    return ranked[last][0], f1s[last]


def cross_validated(of: Sequence[Example]) -> list[tuple[float, bool]]:
    """`scored` for all cases, each by a model of the other folds."""
    found = []
    for at in range(FOLDS):
        rest = [one for n, one in enumerate(of) if n % FOLDS != at]
        found += scored(of[at::FOLDS], learn_usage(rest), learn_records(rest), fit(rest))
    return found


def write(of: Sequence[Example], listed_from: float) -> None:
    """Write usage.tsv, records.tsv and choice.json, learned from all cases."""
    source = "# Learned from CodiEsp train (CC BY 4.0) by python -m soapstone.training.icd_choice. Columns: "
    usage, records, weights = learn_usage(of), learn_records(of), fit(of)
    rows = [f"{form}\t{u.code}\t{u.share}\t{u.seen}" for form in sorted(usage) for u in usage[form]]
    head = f"{source}words in normal form, code, share of the cases with the words that it was given in, their number"
    (TARGET / "usage.tsv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    rows = [f"{code}\t{r.given}\t{r.suggested}\t{r.right}" for code, r in records.items()]
    head = f"{source}code, cases it was given in, was the first suggestion in, and was that rightly"
    (TARGET / "records.tsv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    named = {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights[:-1], strict=True)}
    held = {"weights": named, "offset": round(float(weights[-1]), 4), "listed_from": round(listed_from, 3)}
    (TARGET / "choice.json").write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


@cache
def _shuffled(data: Path) -> list[Example]:
    found = examples(data, "train")
    random.Random(0).shuffle(found)
    return found


def main() -> None:
    """Score by cross-validation; then write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--score", action="store_true", help="only score")
    options_ = parser.parse_args()
    of = _shuffled(options_.data)
    listed_from, f1 = cut_of(cross_validated(of), sum(len(one.codes) for one in of))
    print(f"CodiEsp train, cross-validated: micro F1 {f1:.4f}, codes listed from {listed_from:.3f}")
    if not options_.score:
        write(of, listed_from)


if __name__ == "__main__":
    main()
