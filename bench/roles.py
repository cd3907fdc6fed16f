"""Who speaks: accuracy with labels hidden, anonymous or exchanged. `python bench/roles.py [--json]`.

Scored on the dialogues that `training.dialogues` holds out. "as published" takes the labels of the
corpora as they are; "put right" exchanges the labels of the dialogues in EXCHANGED_IN_SOURCE, whose
labels are wrong throughout (read by us; ACI-Bench's authors left them so on purpose).
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from collections import defaultdict
from pathlib import Path

from soapstone.asr.roles import EXCHANGED, assign_roles
from soapstone.settings import settings
from soapstone.training.dialogues import Dialogue, by_sentence, load
from soapstone.training.roles import exchange
from soapstone.types import Transcript, Turn

EXCHANGED_IN_SOURCE = {"ACI-Bench D2N082", "ACI-Bench ASR ACI041"}
Figures = dict[str, dict[str, float]]


def transcript(dialogue: Dialogue, labels: dict[str, str]) -> Transcript:
    """The dialogue with the labels that a role is written as."""
    turns = (
        Turn(index=i, text=text, speaker=labels.get(role, ""))
        for i, (role, text) in enumerate(dialogue.turns)
    )
    return Transcript(turns=tuple(turns))


def accuracy(dialogues: list[Dialogue], labels: dict[str, str], *, bare: bool = False) -> list[bool]:
    """Whether each clinician's and patient's turn was given its role; `bare`: as a raw recogniser writes."""
    right: list[bool] = []
    for dialogue in dialogues:
        if bare:
            said = tuple((role, re.sub(r"[^\w\s']", " ", text).lower()) for role, text in dialogue.turns)
            dialogue = Dialogue(dialogue.source, dialogue.name, True, said)
        found = assign_roles(transcript(dialogue, labels)).turns
        gold = [role for role, _ in dialogue.turns]
        right += [t.role == role for t, role in zip(found, gold, strict=True) if role != "other"]
    return right


def found_exchanged(dialogues: list[Dialogue], labels: dict[str, str]) -> float:
    """Share of the dialogues between clinician and patient whose labels are said to be exchanged."""
    return statistics.mean(
        EXCHANGED in assign_roles(transcript(dialogue, labels)).warnings
        for dialogue in dialogues
        if {"clinician", "patient"} <= {role for role, _ in dialogue.turns}
    )


def figures(dialogues: list[Dialogue]) -> dict[str, float]:
    """All figures of one corpus; shares of 1."""
    return {
        "dialogues": len(dialogues),
        "turns": sum(len(d.turns) for d in dialogues),
        "hidden": statistics.mean(accuracy(dialogues, {})),
        "hidden, bare": statistics.mean(accuracy(dialogues, {}, bare=True)),
        "hidden, sentences": statistics.mean(accuracy([by_sentence(d) for d in dialogues], {})),
        "anonymous": statistics.mean(
            accuracy(dialogues, {"clinician": "B", "patient": "A", "other": "C"}, bare=True)
        ),
        "exchanged found": found_exchanged(
            dialogues, {"clinician": "Patient", "patient": "Doctor", "other": "Guest"}
        ),
        "false alarms": found_exchanged(
            dialogues, {"clinician": "Doctor", "patient": "Patient", "other": "Guest"}
        ),
    }


def speed(dialogues: list[Dialogue]) -> float:
    """Median milliseconds for a transcript of 150 turns."""
    turns = [turn for dialogue in dialogues for turn in dialogue.turns][:150]
    visit = transcript(Dialogue("", "", True, tuple(turns)), {})
    took = []
    for _ in range(9):
        began = time.perf_counter()
        assign_roles(visit)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def measure(data: Path) -> dict[str, Figures | float]:
    """Figures by corpus, as published and put right, and the speed."""
    held_out = [d for d in load(data) if d.held_out]
    result: dict[str, Figures | float] = {
        "ms for 150 turns": speed([d for d in held_out if d.source == "PriMock57"])
    }
    for name in ("as published", "put right"):
        corpora: dict[str, list[Dialogue]] = defaultdict(list)
        for dialogue in held_out:
            wrong = dialogue.name in EXCHANGED_IN_SOURCE and name == "put right"
            corpora[dialogue.source].append(exchange(dialogue) if wrong else dialogue)
        everything = [d for ds in corpora.values() for d in ds]
        result[name] = {source: figures(ds) for source, ds in {**corpora, "all": everything}.items()}
    return result


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=settings().data or Path("../shared/data"))
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    result = measure(chosen.data)
    if chosen.json:
        print(json.dumps(result, indent=2))
        return
    print(f"{result.pop('ms for 150 turns'):.1f} ms for 150 turns")
    for name, corpora in result.items():
        assert isinstance(corpora, dict)
        columns = list(next(iter(corpora.values())))
        print(f"\n{name:15}" + "".join(f"{c:>19}" for c in columns))
        for source, row in corpora.items():
            print(
                f"{source:15}" + "".join(f"{v:19.0f}" if v > 1 else f"{100 * v:18.1f}%" for v in row.values())
            )


if __name__ == "__main__":
    main()
