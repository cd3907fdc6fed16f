"""How easily simulated dialogues are told from real ones. `python bench/realism.py DATA [--words N] [--show N] [--json]`.

Excerpts of equal length, words only (lower case, no punctuation, one word form for "do n't" and "don't"),
with a bar where the speaker changes. A logistic regression on word and character n-grams is cross-validated
with whole dialogues held out; an area under the curve (AUC) of 0.5 means that it cannot tell, 1.0 that it
always can. "style" is the same with every word but the commonest replaced by a dash, so that what is talked
about does not help. Each real corpus is also told from the other three: that is as far as anyone can get.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from soapstone.settings import settings
from soapstone.simulate import simulate
from soapstone.training.dialogues import Dialogue, load
from soapstone.types import Role

REAL = ("ACI-Bench", "MTS-Dialog", "PriMock57", "OSCE")
SIMULATED = "simulated"
EXCERPTS = 600
COMMON = 250
"""How many of the commonest words of the real dialogues `style` keeps."""
_CONTRACTIONS = (
    (r"\b(\w+) n't\b", r"\1n't"),
    (r"\bgon na\b", "gonna"),
    (r"\bwan na\b", "wanna"),
    (r"\bgot ta\b", "gotta"),
)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
_FILLERS = ("um", "uh", "umm", "uhm", "er", "hmm", "mm", "you know", "i mean", "like")
_ASKS = re.compile(
    r"^(?:(?:okay|ok|alright|all right|and|so|um|uh|yeah|right|now|well|oh|great|good|mm hmm)\s+)*"
    r"(?:what|when|where|who|why|how|which|do|does|did|have|has|are|is|was|were|can|could|any|would|will)\b"
)
_BACKCHANNEL = re.compile(
    r"^(?:okay|ok|mm hmm|mm|yeah|yes|right|sure|alright|all right|uh huh|hmm|yep|no|good|great)$"
)

Turns = list[tuple[Role, list[str]]]
Piece = tuple[str, str]
"""An excerpt and the name of its dialogue."""


class Talk(NamedTuple):
    """A dialogue as words: its corpus, its name, its turns."""

    corpus: str
    name: str
    turns: Turns
    cut: int
    """Turns that break off, with a dash or dots."""


def words(text: str) -> list[str]:
    """The words of a text in one form, whatever the corpus' way of writing."""
    text = text.lower().replace("’", "'")
    for pattern, new in _CONTRACTIONS:
        text = re.sub(pattern, new, text)
    return ["okay" if word == "ok" else word for word in _WORD.findall(text)]


def talk_of(dialogue: Dialogue, corpus: str) -> Talk:
    """A dialogue with turns of one speaker joined."""
    turns: Turns = []
    for role, text in dialogue.turns:
        said = words(text)
        if turns and turns[-1][0] == role:
            turns[-1][1].extend(said)
        elif said:
            turns.append((role, said))
    cut = sum(text.rstrip().endswith(("-", "..", "…")) for _, text in dialogue.turns)
    return Talk(corpus, dialogue.name, turns, cut)


def real(data: Path) -> list[Talk]:
    """The four corpora; of those with splits the part that is for training."""
    trained = ("ACI-Bench", "MTS-Dialog")
    return [
        talk_of(dialogue, dialogue.source)
        for dialogue in load(data)
        if dialogue.source in REAL and not (dialogue.source in trained and dialogue.held_out)
    ]


def simulated(visits: int, held_out: bool = False) -> list[Talk]:
    """Simulated visits, half outpatient and half emergency."""
    found = []
    for template in ("outpatient", "ed"):
        for row in simulate(visits // 2, template, seed=11, held_out=held_out):
            turns = tuple((turn["role"], turn["text"]) for turn in row["spoken"])
            found.append(talk_of(Dialogue(SIMULATED, row["id"], False, turns), SIMULATED))
    return found


def excerpts(talks: Sequence[Talk], length: int, random: Random) -> list[Piece]:
    """Up to EXCERPTS pieces of `length` words, each with the name of its dialogue; short dialogues are joined."""
    pieces: list[Piece] = []
    carried: list[str] = []
    for talk in random.sample(list(talks), len(talks)):
        flat = [word for _, said in talk.turns for word in ("|", *said)]
        carried = [*carried, *flat] if len(flat) < length else flat
        starts = range(0, len(carried) - length + 1, length)
        pieces += [(" ".join(carried[at : at + length]), talk.name) for at in starts]
        carried = carried[len(carried) // length * length :] if len(flat) < length else []
    return random.sample(pieces, min(EXCERPTS, len(pieces)))


def masked(text: str, common: frozenset[str]) -> str:
    """The text with every word but the common ones as a dash."""
    return " ".join(word if word in common or word == "|" else "-" for word in text.split())


def features(pieces: list[Piece]) -> csr_matrix:
    """Excerpts by hashed word 1- and 2-grams and character 2- to 4-grams inside words; nothing is fitted."""
    texts = [text for text, _ in pieces]
    kinds = (
        HashingVectorizer(ngram_range=(1, 2), token_pattern=r"\S+", alternate_sign=False, n_features=2**16),
        HashingVectorizer(analyzer="char_wb", ngram_range=(2, 4), alternate_sign=False, n_features=2**16),
    )
    return csr_matrix(hstack([kind.transform(texts) for kind in kinds]))


def area(ours: list[Piece], theirs: list[Piece]) -> tuple[float, float, float]:
    """AUC of telling the two apart with whole dialogues held out, and its 95 % bootstrap interval."""
    count = min(len(ours), len(theirs))
    pieces = [*ours[:count], *theirs[:count]]
    table = features(pieces)
    labels = np.array([1] * count + [0] * count)
    scores = np.zeros(len(labels))
    folds = GroupKFold(n_splits=4, shuffle=True, random_state=0)
    for train, test in folds.split(pieces, labels, [name for _, name in pieces]):
        model = LogisticRegression(C=10, solver="liblinear", dual=True).fit(table[train], labels[train])
        scores[test] = model.decision_function(table[test])
    draw = np.random.default_rng(0)
    draws = (draw.integers(0, len(labels), len(labels)) for _ in range(200))
    low, high = np.percentile([roc_auc_score(labels[at], scores[at]) for at in draws], [2.5, 97.5])
    return float(roc_auc_score(labels, scores)), float(low), float(high)


def telling(ours: list[Piece], theirs: list[Piece], count: int) -> tuple[list[str], list[str]]:
    """The word n-grams that speak most for simulated, and most for real."""
    vectors = TfidfVectorizer(ngram_range=(1, 3), token_pattern=r"\S+", min_df=4, sublinear_tf=True)
    table = vectors.fit_transform([text for text, _ in (*ours, *theirs)])
    model = LogisticRegression(C=10, solver="liblinear", dual=True).fit(
        table, [1] * len(ours) + [0] * len(theirs)
    )
    names = vectors.get_feature_names_out()
    order = np.argsort(model.coef_[0])
    return [names[i] for i in order[::-1][:count]], [names[i] for i in order[:count]]


def statistics_of(talks: Sequence[Talk]) -> dict[str, float]:
    """Lengths, vocabulary, questions, fillers and interruptions of a corpus."""
    turns = [(role, said) for talk in talks for role, said in talk.turns]
    flat = [word for _, said in turns for word in said]
    joined = [" ".join(said) for _, said in turns]
    lengths = [len(said) for _, said in turns]
    sample = flat[:20_000]
    windows = [len(set(flat[i : i + 200])) / 200 for i in range(0, len(flat) - 200, 200)]
    fillers = sum(len(re.findall(rf"\b{filler}\b", text)) for filler in _FILLERS for text in joined)
    return {
        "dialogues": len(talks),
        "words a dialogue": statistics.median(sum(len(said) for _, said in talk.turns) for talk in talks),
        "turns a dialogue": statistics.median(len(talk.turns) for talk in talks),
        "words a turn, clinician": statistics.mean(len(said) for role, said in turns if role == "clinician"),
        "words a turn, patient": statistics.mean(len(said) for role, said in turns if role != "clinician"),
        "turns of 1 to 2 words, %": 100 * statistics.mean(length <= 2 for length in lengths),
        "turns over 30 words, %": 100 * statistics.mean(length > 30 for length in lengths),
        "distinct words in 20,000": len(set(sample)),
        "type-token ratio in 200": statistics.mean(windows),
        "clinician's turns that ask, %": 100
        * statistics.mean(
            bool(_ASKS.match(t)) for (r, _), t in zip(turns, joined, strict=True) if r == "clinician"
        ),
        "fillers in 100 words": 100 * fillers / len(flat),
        "words said twice in 100": 100 * sum(a == b for a, b in itertools.pairwise(flat)) / len(flat),
        "turns that are a backchannel, %": 100
        * statistics.mean(bool(_BACKCHANNEL.match(text)) for text in joined),
        "turns that break off, %": 100 * sum(talk.cut for talk in talks) / len(turns),
    }


def measure(data: Path, visits: int, length: int) -> dict[str, object]:
    """All figures: AUC by corpus for simulated and for real, and the statistics."""
    random = Random(5)
    talks = {name: [talk for talk in real(data) if talk.corpus == name] for name in REAL}
    talks[SIMULATED] = simulated(visits)
    pieces = {name: excerpts(found, length, random) for name, found in talks.items()}
    counts = Counter(word for name in REAL for text, _ in pieces[name] for word in text.split())
    common = frozenset(word for word, _ in counts.most_common(COMMON))
    style = {name: [(masked(text, common), group) for text, group in found] for name, found in pieces.items()}
    areas: dict[str, dict[str, tuple[float, float, float]]] = {}
    for name in REAL:
        rest = [other for other in REAL if other != name]
        areas[name] = {
            "simulated": area(pieces[SIMULATED], pieces[name]),
            "simulated, style": area(style[SIMULATED], style[name]),
            "other real": area(mixed([pieces[other] for other in rest], random), pieces[name]),
            "other real, style": area(mixed([style[other] for other in rest], random), style[name]),
        }
    areas["all four"] = {
        "simulated": area(pieces[SIMULATED], mixed([pieces[name] for name in REAL], random)),
        "simulated, style": area(style[SIMULATED], mixed([style[name] for name in REAL], random)),
    }
    return {
        "auc": areas,
        "statistics": {name: statistics_of(found) for name, found in talks.items()},
        "telling": {name: telling(pieces[SIMULATED], pieces[name], 60) for name in REAL}
        | {"all four": telling(pieces[SIMULATED], mixed([pieces[name] for name in REAL], random), 60)},
    }


def mixed(parts: Iterable[list[Piece]], random: Random) -> list[Piece]:
    """Equal shares of several corpora."""
    found = list(parts)
    share = EXCERPTS // len(found)
    return [piece for part in found for piece in random.sample(part, min(share, len(part)))]


def show(result: dict[str, object], count: int) -> None:
    """The figures as tables."""
    areas = result["auc"]
    assert isinstance(areas, dict)
    columns = ("simulated", "simulated, style", "other real", "other real, style")
    print(f"{'AUC, told from':16}" + "".join(f"{column:>24}" for column in columns))
    for name, row in areas.items():
        cells = (f"{row[c][0]:.3f} ({row[c][1]:.3f}-{row[c][2]:.3f})" if c in row else "" for c in columns)
        print(f"{name:16}" + "".join(f"{cell:>24}" for cell in cells))
    table = result["statistics"]
    assert isinstance(table, dict)
    print(f"\n{'':34}" + "".join(f"{name:>12}" for name in table))
    for key in next(iter(table.values())):
        print(f"{key:34}" + "".join(f"{row[key]:12.{2 if row[key] < 10 else 0}f}" for row in table.values()))
    found = result["telling"]
    assert isinstance(found, dict)
    for name, (ours, theirs) in found.items() if count else ():
        print(f"\nsimulated rather than {name}: {'; '.join(ours[:count])}")
        print(f"{name} rather than simulated: {'; '.join(theirs[:count])}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path, nargs="?", default=settings().data or Path("../shared/data"))
    options.add_argument("--visits", type=int, default=400)
    options.add_argument("--words", type=int, default=80, help="words of an excerpt; 80 are about six turns")
    options.add_argument("--show", type=int, default=0, help="how many telling n-grams to print")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    result = measure(chosen.data, chosen.visits, chosen.words)
    print(json.dumps(result, indent=2)) if chosen.json else show(result, chosen.show)


if __name__ == "__main__":
    main()
