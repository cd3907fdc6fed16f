"""Train the role model: `python -m soapstone.training.roles [--data FOLDER]`.

Reads the public dialogues (see `training.dialogues`), leaves the held-out ones aside, and writes
`resources/roles/{turn,switch,switch_sentence,dictation}.tsv`. Logistic regression; the same data give the same
weights.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression

from soapstone.asr.role_features import boundary_features, tokens, turn_features
from soapstone.asr.role_model import BIAS
from soapstone.settings import settings
from soapstone.training.dialogues import Dialogue, by_sentence, load, rows

RESOURCES = Path(__file__).parents[1] / "resources" / "roles"
SOURCE_WEIGHT = {"PriMock57": 2.0, "OSCE": 0.5}
DICTATION_WINDOW = 60
REGULARISATION = 30.0

Example = tuple[list[str], bool, float]


def main() -> None:
    """Read the data, fit the models, write their tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=settings().data or Path("../shared/data"))
    data: Path = options.parse_args().data
    dialogues = put_right([d for d in load(data) if not d.held_out])
    write("turn", fit(turn_examples(dialogues), keep=28_000))
    write("switch", fit(switch_examples(dialogues), keep=12_000))
    write("switch_sentence", fit(switch_examples([by_sentence(d) for d in dialogues]), keep=12_000))
    write("dictation", fit(dictation_examples(data, dialogues), keep=1_500))


def put_right(dialogues: list[Dialogue]) -> list[Dialogue]:
    """Exchange the labels of training dialogues that the others contradict as a whole.

    Some transcripts of ACI-Bench came with exchanged labels and were left so by its authors.
    """
    fitted = fit(turn_examples(dialogues), keep=10_000, regularisation=3.0)
    return [exchange(d) if agreement(d, fitted) < 0 else d for d in dialogues]


def agreement(dialogue: Dialogue, weights: dict[str, float]) -> float:
    """The summed log-odds of the labels as they are; negative when exchanged ones fit better."""
    features = turn_features([tokens(text) for _, text in dialogue.turns])
    total = 0.0
    for (role, _), names in zip(dialogue.turns, features, strict=True):
        known = [weights[name] for name in names if name in weights]
        score = weights[BIAS] + sum(known) / max(len(known), 1) ** 0.5
        total += {"clinician": score, "patient": -score}.get(role, 0.0)
    return total


def exchange(dialogue: Dialogue) -> Dialogue:
    """The same conversation with clinician and patient exchanged."""
    other = {"clinician": "patient", "patient": "clinician"}
    turns = tuple((other.get(role, role), text) for role, text in dialogue.turns)
    return Dialogue(dialogue.source, dialogue.name, dialogue.held_out, turns)  # type: ignore[arg-type]


def turn_examples(dialogues: Sequence[Dialogue]) -> Iterator[Example]:
    """Each turn, and each sentence at half the weight; True: a clinician speaks."""
    for dialogue, weight in [*((d, 1.0) for d in dialogues), *((by_sentence(d), 0.5) for d in dialogues)]:
        weight *= SOURCE_WEIGHT.get(dialogue.source, 1.0)
        for turns in _with_and_without_questions(dialogue):
            for (role, _), features in zip(dialogue.turns, turn_features(turns), strict=True):
                if role != "other":
                    yield features, role == "clinician", weight


def switch_examples(dialogues: Sequence[Dialogue]) -> Iterator[Example]:
    """Each boundary between turns; True: the speaker changes."""
    for dialogue in dialogues:
        weight = SOURCE_WEIGHT.get(dialogue.source, 1.0)
        pairs = list(zip(dialogue.turns, dialogue.turns[1:], strict=False))
        for turns in _with_and_without_questions(dialogue):
            for (left, right), features in zip(pairs, boundary_features(turns), strict=True):
                yield features, left[0] != right[0], weight


def dictation_examples(data: Path, dialogues: Sequence[Dialogue]) -> Iterator[Example]:
    """Windows of notes (True) and of conversations, whole and by one speaker (False)."""
    notes = [str(row["note"]) for row in rows(data / "aci_bench" / "train.jsonl")]
    notes += [str(row["section_text"]) for row in rows(data / "mts_dialog" / "train.jsonl")]
    for note in notes:
        yield from ((features, True, 1.0) for features in _windows(note))
    for dialogue in dialogues:
        for roles in (("clinician", "patient", "other"), ("clinician",), ("patient",)):
            said = " ".join(text for role, text in dialogue.turns if role in roles)
            yield from ((features, False, 0.3) for features in _windows(said))


def fit(examples: Iterable[Example], keep: int, regularisation: float = REGULARISATION) -> dict[str, float]:
    """The `keep` largest weights, by feature name, and the bias."""
    features, labels, weights = zip(*examples, strict=True)
    counts = Counter(name for names in features for name in names)
    vocabulary = {name: i for i, name in enumerate(sorted(n for n, c in counts.items() if c >= 8))}
    model = LogisticRegression(C=regularisation, max_iter=300, tol=1e-3)
    model.fit(_matrix(features, vocabulary), np.array(labels), sample_weight=np.array(weights))
    ranked = sorted(zip(vocabulary, model.coef_[0], strict=True), key=lambda pair: (-abs(pair[1]), pair[0]))
    return {BIAS: float(model.intercept_[0])} | {
        name: float(weight) for name, weight in sorted(ranked[:keep])
    }


def write(name: str, weights: dict[str, float]) -> None:
    """One table: feature, weight."""
    head = "# Made by python -m soapstone.training.roles; data and licences: models/roles/README.md\n"
    body = "".join(f"{feature}\t{weight:.3f}\n" for feature, weight in weights.items())
    RESOURCES.mkdir(parents=True, exist_ok=True)
    (RESOURCES / f"{name}.tsv").write_text(head + body, encoding="utf-8")


def _with_and_without_questions(dialogue: Dialogue) -> Iterator[list[list[str]]]:
    turns = [tokens(text) for _, text in dialogue.turns]
    yield turns
    yield [[word for word in turn if word != "?"] for turn in turns]


def _windows(text: str) -> Iterator[list[str]]:
    words = tokens(text)
    for start in range(0, len(words), DICTATION_WINDOW):
        window = words[start : start + DICTATION_WINDOW]
        pairs = (f"{a} {b}" for a, b in pairwise(window))
        yield sorted({*window, *pairs})


def _matrix(features: Sequence[list[str]], vocabulary: dict[str, int]) -> csr_matrix:
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for names in features:
        known = [vocabulary[name] for name in names if name in vocabulary]
        columns += known
        values += [max(len(known), 1) ** -0.5] * len(known)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(features), len(vocabulary)))


if __name__ == "__main__":
    main()
