"""Fit and score the ranking of codes: `python -m soapstone.training.icd_ranking --fit LOOKUPS [LOOKUPS ...]`.

LOOKUPS are what `soapstone.training.icd_lookups` wrote of each half. The figures printed at the end are of the first
fold of inclusion terms, which is held out from all training, by the encoder and the vectors in place; without `--fit` they
are those of what is shipped. Fitting needs the extra [train]. `--index-only` writes the index; after that the vectors are to
be exported anew (`soapstone.training.icd_encoder_export`).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from soapstone.coding.index import Index
from soapstone.coding.link import SHORTLIST, calibrated, platt
from soapstone.coding.phrases import phrases
from soapstone.coding.ranking import FEATURES, Ranking, probabilities, ranking
from soapstone.training.icd_lookups import Lookup, folds, load, look_up

TARGET = Path(__file__).parents[1] / "resources" / "icd10cm"
# The scores of several networks, learned side by side, are averaged: one network of NETWORKS times HIDDEN units.
NETWORKS, HIDDEN, DROPOUT, RATE, DECAY, STEPS, BATCH = 4, 32, 0.1, 1e-2, 1e-2, 5000, 256
CROSS = 3


def fit(lookups: Sequence[Lookup]) -> Ranking:
    """The networks that make right codes likeliest, or none where none is right (softmax over each term's candidates).

    Terms whose name is found word for word need none.
    """
    import torch

    torch.manual_seed(0)
    torch.set_num_threads(2)
    named = FEATURES.index("named")
    kept = [one for one in lookups if one.offered and not one.table[:, named].any()]
    table, right, there = (torch.from_numpy(array) for array in _padded(kept))
    right = torch.cat([right, ~right.any(1, keepdim=True)], 1)
    mean, scale = table[there].mean(0), table[there].std(0).clamp(min=0.05)
    mean[named], scale[named] = 0.0, 1e6
    table = (table - mean) / scale
    inner, drop = torch.nn.Linear(len(FEATURES), NETWORKS * HIDDEN), torch.nn.Dropout(DROPOUT)
    outer = torch.nn.init.uniform_(torch.empty(NETWORKS, HIDDEN), -(HIDDEN**-0.5), HIDDEN**-0.5)
    none = torch.zeros(NETWORKS)
    learned = [inner.weight, inner.bias, outer.requires_grad_(), none.requires_grad_()]
    optimizer = torch.optim.AdamW(learned, lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.02, 1 - step / STEPS))
    for _ in range(STEPS):
        rows = torch.randint(len(kept), (BATCH,))
        hidden = drop(torch.relu(inner(table[rows]))).unflatten(-1, outer.shape)
        scores = (hidden * outer).sum(-1).masked_fill(~there[rows, :, None], -1e9)
        scores = torch.cat([scores, none.expand(BATCH, 1, NETWORKS)], 1)
        wanted = torch.logsumexp(scores.masked_fill(~right[rows, :, None], -1e9), 1)
        loss = (torch.logsumexp(scores, 1) - wanted).mean(0).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    parts = (mean, scale, inner.weight.T, inner.bias, outer.flatten() / NETWORKS)
    of = [part.detach().numpy() for part in parts]
    return Ranking(of[0], of[1], of[2], of[3], of[4], none.mean().item(), (), 0.0)


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
    near = float(one.table[:, FEATURES.index("similarity")].max())
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
    parser.add_argument("--fit", nargs="+", type=Path, metavar="LOOKUPS", help="what icd_lookups wrote")
    parser.add_argument("--index-only", action="store_true", help="only write the index")
    options = parser.parse_args()
    if options.index_only:
        Index.build(phrases()).save(TARGET / "index.npz")
        return
    if options.fit:
        write(_fitted(options.fit))
        ranking.cache_clear()
    held = folds()[0]
    scores = {
        "without these terms": look_up(held),
        "without any name in their words": look_up(held, strict=True),
        "without these terms and any drafted name": look_up(held, drafts=False),
    }
    print(json.dumps({name: score(found, ranking()) for name, found in scores.items()}, indent=1))


def _fitted(files: Sequence[Path]) -> Ranking:
    """The network and the scaling, by the terms of some files."""
    halves = [load(file) for file in files]
    known = [one for some, _ in halves for one in some]
    unknown = [one for _, some in halves for one in some]
    slope, offset = calibrate(known, unknown)
    return fit(known + unknown)._replace(slope=slope, offset=offset)


if __name__ == "__main__":
    main()
