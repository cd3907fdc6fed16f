"""Fit and score the ranking of codes: `python -m soapstone.training.icd_ranking`.

The inclusion terms of the tabular list are the truth: each is looked up in an index without it. The first fold is held out
from all training, also from that of the encoder of names; on it the figures are printed. Needs the extra [train].
`--score` only prints the figures of what is shipped. `--index-only` writes the index; after that the vectors are to be
exported anew (`soapstone.training.icd_encoder_export`).
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from soapstone.coding.index import KINDS, Index, Phrase, indexed
from soapstone.coding.link import SHORTLIST, calibrated, platt
from soapstone.coding.link import offered as candidates_of
from soapstone.coding.names import CodeVectors, Meanings, encoder, load_vectors
from soapstone.coding.phrases import phrases
from soapstone.coding.ranking import FEATURES, Ranking, probabilities, ranking
from soapstone.coding.specifics import billable_for
from soapstone.coding.table import codes, is_billable
from soapstone.coding.words import keys

TARGET = Path(__file__).parents[1] / "resources" / "icd10cm"
FOLD = 2000
# The encoder of names never saw these: the first is scored, on the others the ranking is fitted.
HELD_FOLDS = 3
HIDDEN, DROPOUT, LEFT_OUT, RATE, DECAY, STEPS, BATCH = 32, 0.2, 0.1, 1e-2, 1e-2, 2500, 256
CROSS = 3
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


def folds() -> list[list[tuple[str, str]]]:
    """The inclusion terms with their codes, in folds of FOLD; the first is held out from training."""
    terms = sorted({(phrase.text, phrase.code) for phrase in phrases() if phrase.kind == "term"})
    random.Random(1).shuffle(terms)
    return [terms[at : at + FOLD] for at in range(0, len(terms), FOLD)]


def left(held: Terms, categories: frozenset[str], *, strict: bool) -> list[Phrase]:
    """The names of codes if the tabular list lacked some terms and some categories; our own synonyms in their words go too.

    Where another source names a term, that stays, as it would; `strict` leaves out what any source says of the code in the
    same words.
    """
    out, words = frozenset(held), {frozenset(keys(text)) for text, _ in held}
    same = {(code, frozenset(keys(text))) for text, code in held}
    return [
        phrase
        for phrase in indexed(phrases(out))
        if phrase.code[:3] not in categories
        and not (phrase.kind == "author" and frozenset(keys(phrase.text)) in words)
        and not (strict and (phrase.code, frozenset(keys(phrase.text))) in same)
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


def look_up(held: Terms, categories: frozenset[str] = frozenset(), *, strict: bool = False) -> list[Lookup]:
    """Each term looked up where the tabular list lacks them all, by words and by meaning; it lacks some categories too."""
    names = left(held, categories, strict=strict)
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


def fit(lookups: Sequence[Lookup]) -> Ranking:
    """The network that makes right codes likeliest, or none where none is right (softmax over each term's candidates).

    Terms whose name is found word for word need no network.
    """
    import torch

    torch.manual_seed(0)
    torch.set_num_threads(1)
    named = FEATURES.index("named")
    kept = [one for one in lookups if one.offered and not one.table[:, named].any()]
    table, right, there = (torch.from_numpy(array) for array in _padded(kept))
    right = torch.cat([right, ~right.any(1, keepdim=True)], 1)
    mean, scale = table[there].mean(0), table[there].std(0).clamp(min=0.05)
    mean[named], scale[named] = 0.0, 1e6
    table = (table - mean) / scale
    inner, outer = torch.nn.Linear(len(FEATURES), HIDDEN), torch.nn.Linear(HIDDEN, 1, bias=False)
    net = torch.nn.Sequential(inner, torch.nn.ReLU(), torch.nn.Dropout(DROPOUT), outer)
    none = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.AdamW([*net.parameters(), none], lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.02, 1 - step / STEPS))
    for _ in range(STEPS):
        rows = torch.randint(len(kept), (BATCH,))
        # Some features of a whole term are left out at a time, so that no single one is leant on.
        shown = (torch.rand(BATCH, 1, len(FEATURES)) > LEFT_OUT) / (1 - LEFT_OUT)
        scores = net(table[rows] * shown).squeeze(-1).masked_fill(~there[rows], -1e9)
        scores = torch.cat([scores, none.expand(BATCH, 1)], 1)
        wanted = torch.logsumexp(scores.masked_fill(~right[rows], -1e9), 1)
        loss = (torch.logsumexp(scores, 1) - wanted).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    learned = [value.detach().numpy() for value in (mean, scale, inner.weight.T, inner.bias, outer.weight[0])]
    return Ranking(learned[0], learned[1], learned[2], learned[3], learned[4], none.item(), (), 0.0)


def _padded(lookups: Sequence[Lookup]) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Features [terms, candidates, FEATURES], which are right, and which are there."""
    many = max(len(one.offered) for one in lookups)
    table = np.zeros((len(lookups), many, len(FEATURES)), dtype=np.float32)
    right, there = np.zeros(table.shape[:2], dtype=bool), np.zeros(table.shape[:2], dtype=bool)
    for at, one in enumerate(lookups):
        n = len(one.offered)
        table[at, :n], right[at, :n], there[at, :n] = one.table, one.right, True
    return table, right, there


class Chosen(NamedTuple):
    """A billable code offered for a term, its probability (of all candidates that come to it), and whether it is right."""

    code: str
    likely: float
    near: float
    right: bool


def chosen(one: Lookup, by: Ranking) -> list[Chosen]:
    """The codes of a term as `link.rank` would give them, the likeliest first; `near` is the term's best similarity."""
    if not one.offered:
        return []
    likely, found = probabilities(one.table, by), dict[str, tuple[float, bool]]()
    for at in np.argsort(-likely, kind="stable")[:SHORTLIST]:
        code = one.offered[at]
        if code:
            found[code] = (found.get(code, (0.0, False))[0] + float(likely[at]), bool(one.right[at]))
    near = float(one.table[:, 0].max())
    return sorted(
        (Chosen(code, p, near, right) for code, (p, right) in found.items()), key=lambda c: -c.likely
    )


def calibrate(lookups: Sequence[Lookup], unknown: Sequence[Lookup]) -> tuple[tuple[float, ...], float]:
    """Slopes and offset of Platt scaling (Platt 1999) on all codes that the terms are given, by networks of the others.

    Those that are `unknown` to the table only serve to fit these.
    """
    from sklearn.linear_model import LogisticRegression

    given = list[Chosen]()
    for at in range(CROSS):
        by = fit([one for n, one in enumerate(lookups) if n % CROSS != at] + [*unknown])
        given += [code for one in lookups[at::CROSS] for code in chosen(one, by)]
    model = LogisticRegression(C=100, max_iter=1000)
    model.fit([platt(code.likely, code.near) for code in given], [code.right for code in given])
    return tuple(float(slope) for slope in model.coef_[0]), float(model.intercept_[0])


def score(lookups: Sequence[Lookup], by: Ranking) -> dict[str, float]:
    """Share exact, with the right category, with a right code among the candidates; calibration error."""
    given = [(one, (chosen(one, by) or [Chosen("", 0.0, 0.0, False)])[0]) for one in lookups]
    sure = np.array([calibrated(first.likely, first.near, by) for _, first in given])
    right = np.array([first.right for _, first in given])
    bins = np.minimum((sure * 10).astype(int), 9)
    error = sum(abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    return {
        "terms": len(lookups),
        "exact": float(right.mean()),
        "category": float(np.mean([first.code[:3] == one.code[:3] for one, first in given])),
        "among candidates": float(np.mean([one.right.any() for one in lookups])),
        "calibration error": float(error),
    }


def write(by: Ranking) -> None:
    """Write ranking.json."""
    held = {
        name: np.round(np.asarray(value, dtype=np.float64), 4).tolist()
        for name, value in by._asdict().items()
    }
    text = json.dumps(held)
    (TARGET / "ranking.json").write_text(text.replace("], [", "],\n [") + "\n", encoding="utf-8")


def main() -> None:
    """Fit, write ranking.json and print the held-out figures; or write index.npz."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index-only", action="store_true", help="only write the index")
    parser.add_argument("--score", action="store_true", help="only print the figures of what is shipped")
    options = parser.parse_args()
    if options.index_only:
        Index.build(phrases()).save(TARGET / "index.npz")
        return
    held, *rest = folds()[:HELD_FOLDS]
    if not options.score:
        write(_fitted(rest))
        ranking.cache_clear()
    as_it_would = score(look_up(held), ranking())
    strict = score(look_up(held, strict=True), ranking())
    print(
        json.dumps({"without these terms": as_it_would, "without any name in their words": strict}, indent=1)
    )


def _fitted(rest: Sequence[Sequence[tuple[str, str]]]) -> Ranking:
    """The network and the scaling, by the terms of some folds."""
    known = [one for fold in rest for one in look_up(fold)]
    unknown = look_up_unknown([term for fold in rest for term in fold])
    slope, offset = calibrate(known, unknown)
    return fit(known + unknown)._replace(slope=slope, offset=offset)


if __name__ == "__main__":
    main()
