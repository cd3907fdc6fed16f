"""Which metric agrees with people: `python bench/metric_trust.py [--data FOLDER]`.

1. The fact score of the published systems beside MEDCON's (ACI-Bench test 1, seven systems).
2. Every metric against hand-made scores of 400 automatic summaries (MTS-Dialog correlation study).
3. Every metric against three physicians' preferences between the notes of 20 visits (MEDIQA-Chat).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
from pathlib import Path

import numpy as np
from scipy.stats import kendalltau, pearsonr, spearmanr

from soapstone.evaluation.data import DataSet, Item
from soapstone.evaluation.metrics import METRICS, Pair, Share
from soapstone.evaluation.statistics import bootstrap

MEDCON = {
    "12_speaker_turns": 39.68,
    "GPT-4_zero_shot": 57.78,
    "LED": 32.67,
    "UMLS_similarity": 33.30,
    "bart-large-xsum-samsum": 48.23,
    "text-davinci-003": 57.16,
    "transcript copied": 55.65,
}
SIGN = {"higher": 1, "lower": -1, "neither": 1}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--data", type=Path, default=Path(os.environ.get("SOAPSTONE_DATA", "../shared/data"))
    )
    data = options.parse_args().data
    beside_medcon(data / "aci_bench")
    hand_made_scores(data / "mts_dialog" / "correlation_study")
    preferences(data)


def scored(item: Item, text: str) -> dict[str, float]:
    """Every metric, turned so that higher is better."""
    pair = Pair(item, text)
    scores = {}
    for name, metric in METRICS.items():
        value = metric.score(pair)
        if value is not None:
            number = 100 * value.part / value.whole if isinstance(value, Share) else value
            scores[name] = SIGN[metric.better] * number
    return scores


def beside_medcon(folder: Path) -> None:
    print("system                   MEDCON  fact score")
    ours = {}
    notes = {
        file.name.split("_clinicalnlp")[0]: list(DataSet(file, reference=folder / "test1.jsonl"))
        for file in sorted((folder / "published_baselines").glob("*.jsonl"))
    }
    visits = DataSet(folder / "test1.jsonl")
    notes["transcript copied"] = [item._replace(candidate=item.dialogue) for item in visits]
    for name, items in notes.items():
        values = [METRICS["fact_score"].score(Pair(item, item.candidate)) for item in items]
        ours[name] = float(np.mean([value for value in values if isinstance(value, float)]))
        print(f"{name:<25}{MEDCON[name]:6.2f}{ours[name]:10.2f}")
    pairs = list(zip(*((MEDCON[name], ours[name]) for name in ours), strict=True))
    print(
        f"Pearson {pearsonr(*pairs).statistic:.3f}, Spearman {spearmanr(*pairs).statistic:.3f}, "
        f"Kendall {kendalltau(*pairs).statistic:.3f} over {len(ours)} systems\n"
    )


def hand_made_scores(folder: Path) -> None:
    summaries = DataSet(folder / "MTS-Dialog-Automatic-Summaries-ValidationSet.csv")
    file = folder / "MTS-Dialog-Manual-Scores4CorrelationStudy.csv"
    people = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    rows = [scored(item._replace(section="GENHX"), item.candidate) for item in summaries]
    aims = {
        "FactualPrecision": 1, "FactualRecall": 1, "FactualF1": 1, "HallucinationRate": -1, "OmissionRate": -1,
        "Edit Distance (Correction)": -1,
    }  # fmt: skip
    print(f"Spearman with hand-made scores of {len(rows)} summaries (all turned so that higher is better)")
    print(f"{'metric':<18}" + "".join(f"{aim.split('(')[0][:17]:>19}" for aim in aims) + "   rows")
    for name in METRICS:
        usable = [at for at, row in enumerate(rows) if name in row and people[at]["FactualF1"]]
        values = [rows[at][name] for at in usable]
        if len(usable) < 100 or len(set(values)) == 1:
            continue
        cells = [
            spearmanr(values, [sign * float(people[at][aim]) for at in usable]).statistic
            for aim, sign in aims.items()
        ]
        print(f"{name:<18}" + "".join(f"{cell:19.3f}" for cell in cells) + f"{len(usable):7}")
    print()


def preferences(data: Path) -> None:
    visits = {item.id: item for item in DataSet(data / "aci_bench" / "valid.jsonl")}
    lines = (data / "note_eval_preferences" / "mediqa_chat_human_eval.jsonl").read_text().splitlines()
    right: dict[str, list[float]] = {name: [] for name in METRICS}
    means: dict[str, dict[str, list[float]]] = {name: {"ICL": [], "FT": []} for name in METRICS}
    for line in lines:
        row = json.loads(line)
        scores = {who: scored(visits[row["encounter_id"]], row["notes"][who]) for who in ("ICL", "FT")}
        votes = [vote["preferred_systems"] for vote in row["annotations"]]
        for name in METRICS:
            one, other = (scores[who].get(name) for who in ("ICL", "FT"))
            if one is None or other is None:
                continue
            means[name]["ICL"].append(one)
            means[name]["FT"].append(other)
            for vote in votes:
                if ("ICL" in vote) != ("FT" in vote):
                    liked = one > other if "ICL" in vote else other > one
                    right[name].append(0.5 if one == other else float(liked))
    print("GPT-4 with 3 examples (ICL) against fine-tuned LED (FT), 20 visits, 3 physicians")
    print(
        "metric             mean ICL   mean FT   agrees with the physician where one of the two was preferred"
    )
    for name in METRICS:
        if right[name]:
            values = np.array(right[name])
            low, high = bootstrap(values, np.ones(len(values)))
            sign = SIGN[METRICS[name].better]
            icl, ft = (sign * float(np.mean(means[name][who])) for who in ("ICL", "FT"))
            share = f"{100 * values.mean():5.1f} % ({100 * low:.0f} to {100 * high:.0f})"
            print(f"{name:<18}{icl:9.2f}{ft:10.2f}   {share}, {len(values)} votes")


if __name__ == "__main__":
    main()
