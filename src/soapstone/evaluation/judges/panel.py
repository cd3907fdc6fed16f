"""What judges say of a note: one score each, their consensus, and the deterministic score where they fail."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from statistics import fmean
from typing import Any, NamedTuple

from soapstone.evaluation.judges.answers import Correctness, FactChecks, FactList
from soapstone.evaluation.judges.ask import Asker, JudgeFailedError
from soapstone.evaluation.metrics import METRICS, Pair, Share
from soapstone.evaluation.planted.checkers import Checker, Flag
from soapstone.resources import read_toml
from soapstone.types import Transcript, Visit


class Verdict(NamedTuple):
    """A judge's or a panel's score, 0 to 100, or None where there is nothing to judge.

    `agreement` is 1 minus the mean distance of two judges' scores (as shares); 1 for a single judge.
    `fallback` says why a deterministic score stands in; empty when a judge gave the score.
    """

    score: float | None
    agreement: float = 1.0
    by_model: Mapping[str, float] = {}
    remarks: tuple[str, ...] = ()
    fallback: str = ""


Opinion = tuple[float, tuple[str, ...]]
"""One model's score and its remarks."""


class Judge(NamedTuple):
    """A question to models, and the metric that stands in when no model answers."""

    name: str
    ask: Callable[[Asker, str, str], Opinion]
    stand_in: str


@cache
def _prompts() -> dict[str, dict[str, str]]:
    return read_toml("evaluation/judges.toml")


def content_fidelity(asker: Asker, dialogue: str, note: str) -> Opinion:
    """Two stages: list what should be documented, then check each fact. Contradicted counts as not documented.

    A fact that the second answer leaves out counts as missing.
    """
    first, second = _prompts()["content_fidelity_list"], _prompts()["content_fidelity_check"]
    facts = asker.ask(first["system"], first["user"].format(dialogue=dialogue), FactList).facts
    numbered = "\n".join(f"{at}. {fact}" for at, fact in enumerate(facts, start=1))
    checks = asker.ask(second["system"], second["user"].format(facts=numbered, note=note), FactChecks).checks
    verdicts = {check.number: check.verdict for check in checks}
    wrong = tuple(
        f"{verdicts.get(at, 'missing')}: {fact}"
        for at, fact in enumerate(facts, start=1)
        if verdicts.get(at) != "documented"
    )
    return 100 * (1 - len(wrong) / len(facts)), wrong


def medical_correctness(asker: Asker, dialogue: str, note: str) -> Opinion:
    """A rating, and what is wrong. A problem whose quote is not in the note is dropped: it judges something else."""
    answer = _correctness(asker, dialogue, note)
    real = [problem for problem in answer.problems if problem.quote.strip() in note]
    return float(answer.rating), tuple(f"{p.severity}: {p.quote} ({p.why})" for p in real)


def _correctness(asker: Asker, dialogue: str, note: str) -> Correctness:
    prompt = _prompts()["medical_correctness"]
    return asker.ask(prompt["system"], prompt["user"].format(dialogue=dialogue, note=note), Correctness)


JUDGES: dict[str, Judge] = {
    "content_fidelity": Judge("content_fidelity", content_fidelity, "content_fidelity"),
    "medical_correctness": Judge("medical_correctness", medical_correctness, "medical_correctness"),
}


def judge(asked: Judge, askers: Sequence[Asker], pair: Pair) -> Verdict:
    """The consensus of all models that answer: the mean of their scores. BudgetSpentError passes through."""
    opinions: dict[str, Opinion] = {}
    faults: list[str] = []
    for asker in askers:
        try:
            opinions[asker.model] = asked.ask(asker, pair.item.dialogue, pair.text)
        except JudgeFailedError as error:
            faults.append(str(error))
    if not opinions:
        return Verdict(
            _deterministic(asked.stand_in, pair),
            fallback=f"the deterministic {asked.stand_in} stands in: {'; '.join(faults)}",
        )
    scores = {model: score for model, (score, _) in opinions.items()}
    gaps = [abs(one - other) / 100 for one, other in itertools.combinations(scores.values(), 2)]
    remarks = tuple(f"{model}: {remark}" for model, (_, told) in opinions.items() for remark in told)
    return Verdict(fmean(scores.values()), 1 - fmean(gaps) if gaps else 1.0, scores, remarks)


def _deterministic(metric: str, pair: Pair) -> float | None:
    score = METRICS[metric].score(pair)
    return 100 * score.part / score.whole if isinstance(score, Share) else score


def as_checker(asker: Asker) -> Checker:
    """A model as a checker of planted errors: each problem it quotes from the note is a flag."""

    def checker(visit: Visit, text: str) -> set[Flag]:
        problems: Any = _correctness(asker, _spoken(visit.transcript), text).problems
        return {
            Flag(problem.why, problem.quote.strip()) for problem in problems if problem.quote.strip() in text
        }

    return checker


def _spoken(transcript: Transcript) -> str:
    return "\n".join(f"[{turn.speaker or turn.role}] {turn.text}" for turn in transcript.turns)
