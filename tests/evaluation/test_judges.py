"""Judges: typed answers through every fault of a server, a budget that holds, consensus, and no lost rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from soapstone.evaluation.data import DataSet, Item
from soapstone.evaluation.judges import (
    JUDGES,
    Asker,
    Budget,
    Cache,
    Correctness,
    FactList,
    JudgeFailedError,
    Price,
    Server,
    as_checker,
    judge,
    judge_run,
)
from soapstone.evaluation.judges.budget import BudgetSpentError
from soapstone.evaluation.judges.pace import Pace
from soapstone.evaluation.ledger import read_raw
from soapstone.evaluation.metrics import Pair
from soapstone.evaluation.planted import measure, plant
from soapstone.evaluation.run import evaluate
from soapstone.evaluation.systems import GivenNotes
from tests.evaluation.conftest import DIALOGUE, NOTE
from tests.evaluation.judge_server import JudgeServer, Reply, serving

PAIR = Pair(Item(1, "v1", DIALOGUE, NOTE, NOTE), NOTE)
SHOULD = [
    "cough and fever since Monday",
    "penicillin gives hives",
    "ibuprofen 400 mg twice a day",
    "return if worse",
]
FACTS = json.dumps({"facts": SHOULD})
CHECKS = {"checks": [{"number": at, "verdict": verdict} for at, verdict in
                     enumerate(["documented", "missing", "contradicted", "documented"], start=1)]}  # fmt: skip
FINE = '{"problems": [], "rating": 90}'


class Silent(Pace):
    """A pace that notes its waits and takes no time."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.now = 0.0
        super().__init__(sleep=self.pass_time, clock=lambda: self.now)

    def pass_time(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def asker(server: JudgeServer, **options: Any) -> Asker:
    about = Server(
        server.url, options.pop("model", "judge-1"), SecretStr("secret"), options.pop("timeout", 5.0)
    )
    return Asker(about, pace=options.pop("pace", Silent()), **options)


def recorded(request: dict[str, Any]) -> Reply:
    """Answers as a model gave them, by the form that is asked for."""
    form = request["response_format"]["json_schema"]["name"]
    return Reply({"FactList": FACTS, "FactChecks": json.dumps(CHECKS), "Correctness": FINE}[form])


def one_by_one(*replies: Reply) -> Callable[[dict[str, Any]], Reply]:
    """Each reply once, then the recorded ones."""
    left = list(replies)
    return lambda request: left.pop(0) if left else recorded(request)


def ask(server: JudgeServer, **options: Any) -> Correctness:
    one = asker(server, **options)
    try:
        return one.ask("system", "user", Correctness)
    finally:
        one.close()


def test_the_request_is_deterministic_and_held_to_a_schema() -> None:
    with serving(recorded) as server:
        ask(server)
    request = server.requests[0]
    assert (request["model"], request["temperature"], request["seed"]) == ("judge-1", 0, 0)
    schema = request["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert schema["schema"]["additionalProperties"] is False
    assert server.tokens == ["Bearer secret"]


FAULTS = {
    "nonsense": Reply("I am sorry, I cannot help with that."),
    "another form": Reply('{"score": 3}'),
    "a rating out of range": Reply('{"problems": [], "rating": 900}'),
    "an empty answer": Reply(""),
    "an overloaded server": Reply(status=503),
    "a broken server": Reply(status=500),
    "a refusal for the rate": Reply(status=429, headers={"Retry-After": "7"}),
    "a dropped connection": Reply(drop=True),
    "no answer in time": Reply(FINE, wait=0.6),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_tried_again(fault: str) -> None:
    with serving(one_by_one(FAULTS[fault])) as server:
        assert ask(server, timeout=0.3).rating == 90
    assert len(server.requests) == 2


def test_prose_around_the_json_is_no_fault() -> None:
    with serving(lambda _: Reply(f"Here it is:\n```json\n{FINE}\n```")) as server:
        assert ask(server).rating == 90


def test_a_wrong_key_is_not_tried_again() -> None:
    with (
        serving(lambda _: Reply(status=401)) as server,
        pytest.raises(JudgeFailedError, match="answered 401"),
    ):
        ask(server)
    assert len(server.requests) == 1


def test_after_the_last_attempt_it_says_why_without_clinical_text() -> None:
    with (
        serving(lambda _: Reply(f"no JSON about {DIALOGUE}")) as server,
        pytest.raises(JudgeFailedError) as failed,
    ):
        ask(server, attempts=3)
    assert "3 attempts" in str(failed.value)
    assert "penicillin" not in str(failed.value)
    assert len(server.requests) == 3


def test_429_for_a_minute_is_waited_out_and_slows_down() -> None:
    pace = Silent()
    refusals = [Reply(status=429, headers={"Retry-After": "20"})] * 3
    with serving(one_by_one(*refusals)) as server:
        assert ask(server, pace=pace).rating == 90
    assert pace.now >= 60
    assert pace.gap > 0.1


def test_a_used_up_quota_is_waited_for_before_the_next_request() -> None:
    pace = Silent()
    headers = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m30s"}
    with serving(one_by_one(Reply(FINE, headers=headers))) as server:
        one = asker(server, pace=pace)
        one.ask("system", "one", Correctness)
        before = pace.now
        one.ask("system", "two", Correctness)
        one.close()
    assert pace.now - before == pytest.approx(60, abs=1)  # held, but never longer than a minute at once


def test_the_pace_recovers_after_success() -> None:
    pace = Silent()
    pace.refused({})
    slow = pace.gap
    for _ in range(20):
        pace.succeeded({})
    assert pace.gap < slow / 5


def test_the_same_question_is_paid_for_once_even_in_another_process(tmp_path: Path) -> None:
    for _ in range(2):
        cache = Cache(tmp_path / "answers.sqlite")
        with serving(recorded) as server:
            ask(server, cache=cache)
            asked = len(server.requests)
        cache.close()
    assert asked == 0


def test_another_model_is_asked_anew() -> None:
    cache = Cache()
    with serving(recorded) as server:
        ask(server, cache=cache, model="one")
        ask(server, cache=cache, model="two")
    assert len(server.requests) == 2


def test_the_budget_stops_before_more_is_spent() -> None:
    budget = Budget(Price(prompt=10, answer=100), limit=0.05)
    with serving(recorded) as server:
        one = asker(server, budget=budget)
        for at in range(3):
            one.ask("system", f"{at}", Correctness)
        with pytest.raises(BudgetSpentError, match=r"budget of 0\.05 is spent"):
            one.ask("system", "more", Correctness)
        one.close()
    assert budget.cost == pytest.approx(3 * (1000 * 10 + 100 * 100) / 1e6)
    assert len(server.requests) == 3


def test_content_fidelity_lists_what_should_be_there_and_checks_each() -> None:
    with serving(recorded) as server:
        one = asker(server)
        verdict = judge(JUDGES["content_fidelity"], [one], PAIR)
        one.close()
    assert verdict.score == 50
    assert verdict.remarks == (
        "judge-1: missing: penicillin gives hives",
        "judge-1: contradicted: ibuprofen 400 mg twice a day",
    )
    listing, checking = (request["messages"][1]["content"] for request in server.requests)
    assert NOTE not in listing  # what should be there is listed from the visit alone
    assert "2. penicillin gives hives" in checking


def test_a_fact_that_the_judge_forgets_to_check_counts_as_missing() -> None:
    forgetful = '{"checks": [{"number": 1, "verdict": "documented"}]}'
    with serving(one_by_one(Reply(FACTS), Reply(forgetful))) as server:
        one = asker(server)
        assert judge(JUDGES["content_fidelity"], [one], PAIR).score == 25
        one.close()


def test_several_models_give_a_mean_and_how_far_they_agree() -> None:
    ratings = {"strict": 40, "mild": 80}
    with serving(lambda r: Reply(json.dumps({"problems": [], "rating": ratings[r["model"]]}))) as server:
        askers = [asker(server, model=model) for model in ratings]
        verdict = judge(JUDGES["medical_correctness"], askers, PAIR)
        for one in askers:
            one.close()
    assert (verdict.score, verdict.by_model) == (60, {"strict": 40, "mild": 80})
    assert verdict.agreement == pytest.approx(0.6)


def test_one_failing_model_leaves_the_others_and_none_leaves_the_deterministic_score() -> None:
    def answer(request: dict[str, Any]) -> Reply:
        return Reply(status=500) if request["model"] == "ill" else Reply(FINE)

    with serving(answer) as server:
        ill, well = (asker(server, model=model, attempts=2) for model in ("ill", "well"))
        assert judge(JUDGES["medical_correctness"], [ill, well], PAIR).by_model == {"well": 90}
        alone = judge(JUDGES["medical_correctness"], [ill], PAIR)
        for one in (ill, well):
            one.close()
    assert alone.score == 100  # no check finds anything wrong with the true note
    assert "answered 500" in alone.fallback
    assert alone.fallback.startswith("the deterministic medical_correctness stands in")


def test_a_problem_quoted_from_elsewhere_is_no_remark() -> None:
    problems = [
        {"quote": quote, "why": "never said", "severity": "critical"}
        for quote in ("fever since Monday", "warfarin")
    ]
    with serving(lambda _: Reply(json.dumps({"problems": problems, "rating": 50}))) as server:
        one = asker(server)
        remarks = judge(JUDGES["medical_correctness"], [one], PAIR).remarks
        one.close()
    assert remarks == ("judge-1: critical: fever since Monday (never said)",)


def test_a_judge_is_gated_by_planted_errors() -> None:
    """A judge that quotes every sentence with a drug of its list, right or wrong, is credited for the wrong one only."""

    def answer(request: dict[str, Any]) -> Reply:
        note = request["messages"][1]["content"].split("NOTE\n")[1]
        sentences = [part for line in note.splitlines() for part in line.split(". ")]
        quotes = [s for s in sentences if any(word in s.lower() for word in ("warfarin", "cough"))]
        problems = [{"quote": quote, "why": "drug", "severity": "critical"} for quote in quotes]
        return Reply(json.dumps({"problems": problems, "rating": 50}))

    cases = [
        case
        for seed in range(40)
        if (case := plant(PAIR.item, "drug", seed)) and case.after.lower() == "warfarin"
    ]
    with serving(answer) as server:
        one = asker(server)
        measured = measure(cases[:1], {"judge": as_checker(one)})["judge"]
        one.close()
    assert measured.found == {"drug": 1}
    assert measured.alarms >= 1


@pytest.fixture
def finished(tmp_path: Path, write_rows: Callable[..., Path]) -> Path:
    """A deterministic run of four notes, one of them a duplicate."""
    rows = [
        {"id": f"v{at}", "dialogue": DIALOGUE, "note": NOTE, "prediction": f"{NOTE} {at % 3}."}
        for at in range(4)
    ]
    evaluate(DataSet(write_rows(*rows)), [GivenNotes("given")], metrics=["words"], out=tmp_path / "run")
    return tmp_path / "run"


def test_a_finished_run_is_judged_row_by_row(finished: Path) -> None:
    with serving(recorded) as server:
        one = asker(server)
        table = judge_run(finished, [one])
        one.close()
    assert table.score("given", "judged_content_fidelity").mean == 50
    assert table.score("given", "judged_medical_correctness").notes == 3
    assert [row["id"] for row in read_raw(finished / "judged" / "results.jsonl")] == ["v0", "v1", "v2"]


def test_a_spent_budget_keeps_the_judged_rows_and_a_larger_one_goes_on(finished: Path) -> None:
    with serving(recorded) as server:
        poor = asker(server, budget=Budget(tokens=3000))
        with pytest.raises(BudgetSpentError):
            judge_run(finished, [poor], threads=1)
        poor.close()
        kept = len(list(read_raw(finished / "judged" / "results.jsonl")))
        rich = asker(server, cache=poor.cache)
        table = judge_run(finished, [rich])
        rich.close()
    assert 0 < kept < 3
    assert table.counts["given"]["rows"] == 3


@pytest.mark.parametrize("fault", FAULTS)
def test_a_judge_that_never_mends_leaves_every_row_with_its_stand_in(fault: str, finished: Path) -> None:
    with serving(lambda _: FAULTS[fault]) as server:
        one = asker(server, attempts=2, timeout=0.3)
        table = judge_run(finished, [one])
        one.close()
    assert table.score("given", "judged_medical_correctness").notes == 3
    for row in read_raw(finished / "judged" / "results.jsonl"):
        assert "stands in" in row["metadata"]["medical_correctness_fallback"]


def test_a_run_goes_through_a_minute_of_refusals(finished: Path) -> None:
    pace = Silent()
    refusals = [Reply(status=429, headers={"Retry-After": "20"})] * 3
    with serving(one_by_one(*refusals)) as server:
        one = asker(server, pace=pace)
        judge_run(finished, [one], threads=1)
        one.close()
    assert pace.now >= 60
    rows = list(read_raw(finished / "judged" / "results.jsonl"))
    assert [row["scores"]["judged_content_fidelity"] for row in rows] == [50, 50, 50]
    assert not any("medical_correctness_fallback" in row["metadata"] for row in rows)


def test_a_failed_judges_row_is_marked(finished: Path) -> None:
    with serving(lambda _: Reply(status=500)) as server:
        one = asker(server, attempts=1)
        judge_run(finished, [one])
        one.close()
    for row in read_raw(finished / "judged" / "results.jsonl"):
        assert "answered 500" in row["metadata"]["content_fidelity_fallback"]
        assert row["scores"]["judged_content_fidelity"] == 100


def test_an_answer_of_too_many_facts_is_nonsense() -> None:
    many = json.dumps({"facts": ["pain"] * 100})
    with serving(lambda _: Reply(many)) as server:
        one = asker(server, attempts=2)
        with pytest.raises(JudgeFailedError, match="no FactList"):
            one.ask("system", "user", FactList)
        one.close()
