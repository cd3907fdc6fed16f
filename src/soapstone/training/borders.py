"""Train the sentence borders of unpunctuated speech: `python -m soapstone.training.borders DATA`.

DATA is the folder with the public dialogue sets (ACI-Bench train, MTS-Dialog train, PriMock57, OSCE); simulated visits are
added, which have more of the exam. The punctuation of punctuated turns is the truth; it is taken away from the input.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from soapstone.nlp.borders import border_features
from soapstone.nlp.linear import save
from soapstone.simulate import simulate

WEIGHTS = Path(__file__).parents[1] / "resources" / "speech" / "borders.npz"
VISITS, SEED = 150, 41
_LABEL = re.compile(r"^\s*(?:\[\w+\]|[A-Z][\w ]{0,20}:)\s*", re.MULTILINE)


def punctuated_turns(data: Path) -> Iterator[str]:
    """Turns of the training dialogues that carry sentence punctuation."""
    for path in ("aci_bench/train.jsonl", "mts_dialog/train.jsonl"):
        for line in (data / path).read_text(encoding="utf-8").splitlines():
            yield from _LABEL.sub("", json.loads(line)["dialogue"]).split("\n")
    for line in (
        (data / "osce_interviews" / "transcripts_shared.jsonl").read_text(encoding="utf-8").splitlines()
    ):
        yield from _LABEL.sub("", json.loads(line)["text"]).split("\n")
    for line in (data / "primock57" / "consultations_day1-4.jsonl").read_text(encoding="utf-8").splitlines():
        for utterance in json.loads(line)["utterances"]:
            yield re.sub(r"<[^>]*>", "", utterance["text"])


def simulated_turns() -> Iterator[str]:
    """Turns of simulated visits; of those whose dialect has no punctuation nothing is learned."""
    for at, template in enumerate(("outpatient", "soap", "ed")):
        for row in simulate(VISITS // 3, template, SEED + at):
            yield from (turn["text"] for turn in row["spoken"])


def gaps(turn: str) -> tuple[list[str], list[int]]:
    """The words of a turn without punctuation, and for each whether a sentence starts there."""
    words: list[str] = []
    starts: list[int] = []
    ended = True
    for piece in turn.split():
        word = piece.lower().strip(',.?!;:"()')
        if word:
            words.append(word)
            starts.append(int(ended))
            ended = False
        ended = ended or piece.rstrip("\"')")[-1:] in ".?!"
    return words, starts


def main() -> None:
    """Train, print held-out precision and recall, and write the weights."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    arguments = parser.parse_args()
    rows, truth, real = list[dict[str, float]](), list[int](), list[bool]()
    for is_real, turns in ((True, punctuated_turns(arguments.data)), (False, simulated_turns())):
        for turn in turns:
            words, starts = gaps(turn)
            if re.search(r"[.?!]\s+\S", turn) and sum(starts) > 1:
                rows += [border_features(words, at) for at in range(1, len(words))]
                truth += starts[1:]
                real += [is_real] * (len(words) - 1)
    counts = Counter(name for row in rows for name in row)
    rows = [{name: value for name, value in row.items() if counts[name] >= 3} for row in rows]
    vectorizer = DictVectorizer(dtype=np.float32)
    table, labels = vectorizer.fit_transform(rows), np.array(truth)
    held = (np.arange(len(labels)) % 50 < 5) & np.array(real)
    model = LogisticRegression(C=1.0, solver="liblinear").fit(table[~held], labels[~held])
    scores = model.decision_function(table[held])
    for threshold in (-1.5, -1.0, -0.5, 0.0):
        guess = scores > threshold
        right = int((guess & (labels[held] == 1)).sum())
        print(
            f"threshold {threshold}: precision {right / guess.sum():.3f}, recall {right / labels[held].sum():.3f}"
        )
    WEIGHTS.parent.mkdir(parents=True, exist_ok=True)
    weights = model.coef_.T
    weights[np.abs(weights) < 0.05] = 0
    save(WEIGHTS, vectorizer.get_feature_names_out().tolist(), weights, model.intercept_, ("border",))
    print(f"{WEIGHTS.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
