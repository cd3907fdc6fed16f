"""The whole path of a judge with a real llama.cpp server and a real, if tiny, language model.

The model is far too small to judge: what is tested is that its answers are typed, counted, kept and survived.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from pydantic import SecretStr

from soapstone import models
from soapstone.evaluation.data import Item
from soapstone.evaluation.judges import (
    JUDGES,
    Asker,
    Budget,
    Cache,
    Correctness,
    FactList,
    JudgeFailedError,
    Server,
    judge,
)
from soapstone.evaluation.judges.budget import BudgetSpentError
from soapstone.evaluation.ledger import read_raw
from soapstone.evaluation.metrics import Pair
from tests.asr.conftest import fetched
from tests.cli.conftest import Run
from tests.cli.conftest import run as run
from tests.evaluation.llama_server import KEY, Llama, running

pytestmark = [pytest.mark.model, pytest.mark.slow]
SAID = "[doctor] any allergies ?\n[patient] penicillin gives me hives . and i cough .\n"
NOTE = "ALLERGIES\n\nPenicillin: hives.\n\nPLAN\n\nRest for the cough.\n"
PAIR = Pair(Item(1, "v1", SAID, NOTE), NOTE)


@pytest.fixture(scope="module")
def gguf(need: Callable[[object, str], None]) -> Path:
    need(find_spec("xllamacpp"), "xllamacpp is not installed (extra [dev])")
    fetched("smollm2-135m", need)
    return models.path("smollm2-135m") / "SmolLM2-135M-Instruct.Q4_1.gguf"


@pytest.fixture(scope="module")
def llama(gguf: Path) -> Iterator[Llama]:
    with running(gguf) as server:
        yield server


@pytest.fixture
def ask(llama: Llama) -> Iterator[Callable[..., Asker]]:
    """An asker of the real server; it is closed after the test."""
    made: list[Asker] = []

    def asker(*, key: str = KEY, timeout: float = 60.0, model: str = "smollm2", **options: object) -> Asker:
        made.append(Asker(Server(llama.url, model, SecretStr(key), timeout), **options))  # type: ignore[arg-type]
        return made[-1]

    yield asker
    for one in made:
        one.close()


def test_two_judges_answer_in_types_and_their_tokens_are_counted(ask: Callable[..., Asker]) -> None:
    budget = Budget()
    askers = [ask(budget=budget, model=model) for model in ("one", "other")]
    verdict = judge(JUDGES["medical_correctness"], askers, PAIR)
    assert verdict.fallback == ""
    assert verdict.by_model.keys() == {"one", "other"}
    assert all(0 <= score <= 100 for score in verdict.by_model.values())
    assert 0 <= verdict.agreement <= 1
    assert budget.prompt_tokens > 2 * len(SAID.split())
    assert 0 < budget.answer_tokens <= 800


def test_what_should_be_documented_is_a_list_of_facts_and_the_second_time_costs_nothing(
    ask: Callable[..., Asker],
) -> None:
    cache, budget = Cache(), Budget()
    first = ask(cache=cache, budget=budget).ask("You answer with JSON.", f"List the facts.\n{SAID}", FactList)
    spent = budget.answer_tokens
    again = ask(cache=cache, budget=budget).ask("You answer with JSON.", f"List the facts.\n{SAID}", FactList)
    assert len(first.facts) >= 1
    assert again == first
    assert budget.answer_tokens == spent > 0


def test_the_tokens_that_the_server_counts_end_the_budget(ask: Callable[..., Asker]) -> None:
    asker = ask(budget=Budget(tokens=40))
    asker.ask("You answer with JSON.", f"Rate this note.\n{NOTE}", Correctness)
    with pytest.raises(BudgetSpentError, match="40 tokens"):
        asker.ask("You answer with JSON.", f"Rate this note again.\n{NOTE}", Correctness)


def test_a_wrong_key_is_refused_at_once(ask: Callable[..., Asker]) -> None:
    with pytest.raises(JudgeFailedError, match="answered 401"):
        ask(key="another").ask("system", "user", Correctness)


def test_a_model_that_is_too_slow_is_given_up(ask: Callable[..., Asker]) -> None:
    with pytest.raises(JudgeFailedError, match=r"2 attempts: no answer within 0\.05 s"):
        ask(timeout=0.05, attempts=2).ask("You answer with JSON.", f"Rate.\n{SAID}\n{NOTE}", Correctness)


def test_a_run_is_judged_from_the_command_line_and_a_killed_server_leaves_marked_rows(
    run: Run, gguf: Path, tmp_path: Path
) -> None:
    rows = (
        {"id": word, "dialogue": SAID, "note": NOTE, "prediction": f"{NOTE} {word}."}
        for word in ("Well", "Soon")
    )
    (tmp_path / "visits.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = ("evaluate", tmp_path / "visits.jsonl", "--score-only", "--judge", "smollm2", "--json")
    with running(gguf) as server:
        known = {"judge_url": server.url, "judge_key": KEY}
        judged = run(*command, "--out", tmp_path / "run", **known)
        again = run(*command, "--out", tmp_path / "run", "--resume", **known)
        server.process.kill()
        server.process.wait()
        lost = run(*command, "--limit", 1, "--out", tmp_path / "lost", **known)
    scores = json.loads(judged.stdout)["judged"]["systems"]["visits"]["scores"]
    assert scores["judged_content_fidelity"]["notes"] == scores["judged_medical_correctness"]["notes"] == 2
    assert re.search(r"judges: [1-9]\d* tokens", judged.stderr)
    assert "judges: 0 tokens" in again.stderr
    assert lost.returncode == 0, lost.stderr
    (row,) = read_raw(tmp_path / "lost" / "judged" / "results.jsonl")
    assert "the connection failed" in row["metadata"]["medical_correctness_fallback"]
    assert "medical_correctness stands in" in row["metadata"]["medical_correctness_fallback"]
    assert 0 <= row["scores"]["judged_medical_correctness"] <= 100
