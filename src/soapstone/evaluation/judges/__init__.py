"""Judges: large language models behind an OpenAI-compatible server, asked for typed answers."""

from soapstone.evaluation.judges.answers import Correctness, FactChecks, FactList, Problem
from soapstone.evaluation.judges.ask import Asker, JudgeFailedError, Server
from soapstone.evaluation.judges.budget import Budget, Price
from soapstone.evaluation.judges.cache import Cache
from soapstone.evaluation.judges.panel import JUDGES, Verdict, as_checker, judge
from soapstone.evaluation.judges.run import judge_run

__all__ = [
    "JUDGES", "Asker", "Budget", "Cache", "Correctness", "FactChecks", "FactList", "JudgeFailedError", "Price", "Problem",
    "Server", "Verdict", "as_checker", "judge", "judge_run",
]  # fmt: skip
