"""Train the reader of `compose`: `python -m soapstone.training.compose DATA`.

DATA holds ACI-Bench (train: whole visits with notes) and MTS-Dialog (train: short dialogues with the
section they belong to). A clause's topic is that of the note sentence it shares most with; its worth
is how much of it the note repeats. Of simulated visits both are known. Topics are learned by logistic
regression, worth by ridge regression.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from soapstone.engines.compose.features import Seen, features, see
from soapstone.nlp.linear import save
from soapstone.nlp.sentences import split_sentences
from soapstone.nlp.speech import Clause, clauses
from soapstone.nlp.stems import content_stems
from soapstone.notes.parse import split_parts
from soapstone.notes.templates import load_template
from soapstone.simulate import simulate
from soapstone.transcripts.read import read_text
from soapstone.types import Turn

WEIGHTS = Path(__file__).parents[1] / "resources" / "compose" / "reader.npz"
MTS_TOPICS = {
    "GENHX": "history",
    "FAM/SOCHX": "social_history",
    "PASTMEDICALHX": "medical_history",
    "CC": "complaint",
    "PASTSURGICAL": "surgical_history",
    "ALLERGY": "allergies",
    "ROS": "review",
    "MEDICATIONS": "medications",
    "ASSESSMENT": "assessment",
    "EXAM": "exam",
    "DIAGNOSIS": "assessment",
    "DISPOSITION": "instructions",
    "PLAN": "plan",
    "EDCOURSE": "course",
    "IMMUNIZATIONS": "medical_history",
    "IMAGING": "results",
    "GYNHX": "medical_history",
    "PROCEDURES": "course",
    "OTHER_HISTORY": "medical_history",
    "LABS": "results",
}
FAMILY = frozenset(
    "mother father brother sister parent famili dad mom grandmoth grandfath sibl aunt uncl".split()
)
SIMULATED = 150  # visits
WEIGHTS_OF = {"whole": 1.0, "short": 0.5, "simulated": 0.2}
REPEATED = 0.5  # the worth of a simulated clause that the note rests on; the rest is worth nothing
SHARED = 0.2  # a clause and a sentence that share less than this have nothing to do with each other


class Example(NamedTuple):
    """A visit's clauses with the sentences of its note and their topics."""

    seen: list[Seen]
    sentences: list[tuple[str, frozenset[str]]]  # topic, content stems


Judged = tuple[list[Seen], list[tuple[str, float]]]
"""A visit's clauses with the topic and the worth of each."""


def visits(path: Path) -> Iterator[Example]:
    """Whole visits with their notes (ACI-Bench rows)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Example(_seen(row["dialogue"]), list(_sentences(row["note"])))


def fragments(path: Path) -> Iterator[Example]:
    """Short dialogues with one section (MTS-Dialog rows)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        topic = MTS_TOPICS[row["section_header"]]
        sentences = [
            (_family(topic, s), s)
            for s in map(frozenset, map(content_stems, row["section_text"].split(". ")))
            if s
        ]
        yield Example(_seen(row["dialogue"]), sentences)


def simulated() -> Iterator[Judged]:
    """Simulated visits: their clauses, and the topic and worth of each by the note's own evidence."""
    topics = {section.key: section.holds[0] for section in load_template("outpatient").sections}
    topics |= {"assessment_and_plan": "plan", "exam": "exam"}
    for row in simulate(SIMULATED, "outpatient", seed=300):
        turns = (
            Turn(index=one["index"], text=one["text"], role=one["role"], role_probability=1.0)
            for one in row["spoken"]
        )
        spoken = [clause for turn in turns for clause in clauses(turn)]
        shares: list[Counter[str]] = [Counter() for _ in spoken]
        for written in row["evidence"]:
            for span in written["spans"]:
                for share, clause in zip(shares, spoken, strict=True):
                    if clause.span.turn == span["turn"]:
                        shared = min(clause.span.end, span["end"]) - max(clause.span.start, span["start"])
                        share[topics[written["section"]]] += max(0, shared)
        yield (
            [see(clause) for clause in spoken],
            [_judged(*pair) for pair in zip(spoken, shares, strict=True)],
        )


def _judged(clause: Clause, shares: Counter[str]) -> tuple[str, float]:
    """The topic that most of a clause goes to (the reason for the visit is told in the history too), and its worth."""
    if len(+shares) > 1:
        shares.pop("complaint", None)
    (topic, shared), *_ = shares.most_common(1) or [("none", 0)]
    if not shared:
        return "none", 0.0
    return topic, REPEATED * min(1.0, shared / (clause.span.end - clause.span.start))


def _seen(dialogue: str) -> list[Seen]:
    return [see(clause) for turn in read_text(dialogue, ".txt", "dialogue").turns for clause in clauses(turn)]


def _sentences(note: str) -> Iterator[tuple[str, frozenset[str]]]:
    for part in split_parts(note):
        topic = part.topic or "exam"
        if topic == "assessment" and "plan" in part.title.lower():
            topic = "plan"
        for piece in split_sentences(part.text):
            stems = frozenset(content_stems(piece.text))
            if stems:
                yield _family(topic, stems), stems


def _family(topic: str, stems: frozenset[str]) -> str:
    return "family_history" if topic == "social_history" and stems & FAMILY else topic


def rarity(notes: Iterable[Iterable[frozenset[str]]]) -> dict[str, float]:
    """The inverse document frequency of each stem over the notes."""
    counts: Counter[str] = Counter()
    total = 0
    for sentences in notes:
        counts.update(set().union(*sentences))
        total += 1
    return {stem: math.log((total + 1) / (count + 0.5)) for stem, count in counts.items()}


def labels(example: Example, weight: dict[str, float]) -> list[tuple[str, float]]:
    """The topic and the worth of each clause of a visit."""
    unknown = max(weight.values())

    def mass(stems: Iterable[str]) -> float:
        return sum(weight.get(stem, unknown) for stem in stems)

    everything = frozenset().union(*(stems for _, stems in example.sentences))
    result = []
    for item in example.seen:
        best, topic = 0.0, "none"
        for name, stems in example.sentences:
            shared = mass(item.content & stems)
            score = 2 * shared / (mass(item.content) + mass(stems)) if shared else 0.0
            if score > best:
                best, topic = score, name
        repeated = mass(item.content & everything) / mass(item.content) if item.content else 0.0
        result.append((topic if best > SHARED else "none", (best + repeated) / 2))
    return result


def judged(data: Path) -> dict[str, list[Judged]]:
    """All that is learned from by kind, as in WEIGHTS_OF, and ACI-Bench valid ("valid"), which is not."""
    whole = list(visits(data / "aci_bench" / "train.jsonl"))
    weight = rarity([stems for _, stems in example.sentences] for example in whole)
    known = {
        "whole": whole,
        "short": fragments(data / "mts_dialog" / "train.jsonl"),
        "valid": visits(data / "aci_bench" / "valid.jsonl"),
    }
    labelled = {
        kind: [(example.seen, labels(example, weight)) for example in examples]
        for kind, examples in known.items()
    }
    return labelled | {"simulated": list(simulated())}


def main() -> None:
    """Train, report cross-validated fit, and write the weights."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.model_selection import GroupKFold, cross_val_predict

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    arguments = parser.parse_args()
    known = judged(arguments.data)
    labelled = [(kind, *one) for kind in WEIGHTS_OF for one in known[kind]]
    rows: list[dict[str, float]] = []
    topics: list[str] = []
    worth: list[float] = []
    groups: list[int] = []
    kinds: list[str] = []
    for number, (kind, seen, told) in enumerate(labelled):
        rows += [features(seen, at) for at in range(len(seen))]
        for topic, value in told:
            topics.append(topic)
            worth.append(value)
            groups.append(number)
            kinds.append(kind)
    counts = Counter(name for row in rows for name in row)
    rows = [{name: value for name, value in row.items() if counts[name] >= 3} for row in rows]
    vectorizer = DictVectorizer(dtype=np.float32)
    table = vectorizer.fit_transform(rows)
    is_whole, is_long = np.array(kinds) == "whole", np.array(kinds) != "short"
    weights_of = np.array([WEIGHTS_OF[kind] for kind in kinds])
    ridge = Ridge(alpha=30.0)
    folds = GroupKFold(5)
    held = cross_val_predict(
        ridge, table[is_whole], np.array(worth)[is_whole], groups=np.array(groups)[is_whole], cv=folds
    )
    print(f"worth: correlation {np.corrcoef(held, np.array(worth)[is_whole])[0, 1]:.3f} on held-out visits")
    logistic = LogisticRegression(C=0.1, max_iter=400)
    logistic.fit(table, topics, sample_weight=weights_of)
    ridge.fit(table[is_long], np.array(worth)[is_long], sample_weight=weights_of[is_long])
    weights = np.column_stack([logistic.coef_.T, ridge.coef_])
    bias = np.append(logistic.intercept_, ridge.intercept_)
    WEIGHTS.parent.mkdir(parents=True, exist_ok=True)
    save(WEIGHTS, vectorizer.get_feature_names_out().tolist(), weights, bias, (*logistic.classes_, "worth"))
    print(f"{table.shape[0]} clauses, {table.shape[1]} features, {WEIGHTS.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
