"""`soapstone evaluate`, `explore` and `analyse` as a user calls them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.evaluation.conftest import DIALOGUE, NOTE
from tests.evaluation.judge_server import Reply, serving


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    rows = [{"id": f"v{at}", "dialogue": DIALOGUE, "note": f"{NOTE}\nVisit {at}."} for at in range(3)]
    file = tmp_path / "visits.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


@pytest.fixture
def others(tmp_path: Path) -> Path:
    """Another system's notes of the same visits, in another order."""
    file = tmp_path / "others.jsonl"
    file.write_text(
        "".join(json.dumps({"id": f"v{at}", "note": f"PLAN\n\nRest {at}."}) + "\n" for at in (2, 0, 1))
    )
    return file


def test_engines_and_other_systems_are_compared_in_one_run(
    run: Run, visits: Path, others: Path, tmp_path: Path
) -> None:
    result = run(
        "evaluate", visits, "--notes", f"rest={others}", "--out", tmp_path / "run", "--workers", 2, "--json"
    )
    assert result.returncode == 0, result.stderr
    assert "fields: dialogue=dialogue, note=note, id=id" in result.stderr
    printed = json.loads(result.stdout)
    scores = {name: about["scores"] for name, about in printed["systems"].items()}
    assert scores["compose"]["fact_score"]["mean"] > scores["rest"]["fact_score"]["mean"]
    assert {d["metric"] for d in printed["differences"]} > {"rouge1", "support"}
    written = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert written["systems"].keys() == printed["systems"].keys()
    assert "<title>Evaluation</title>" in (tmp_path / "run" / "report.html").read_text()


def test_notes_of_a_file_are_scored_against_another_by_id(run: Run, visits: Path, others: Path) -> None:
    result = run("evaluate", others, "--reference", visits, "--metrics", "rouge1,words")
    assert re.search(r"others: 3 notes, 0 errors", result.stdout), result.stderr
    assert re.search(r"words +3\.00", result.stdout)
    assert "milliseconds" not in result.stdout


def test_resume_of_a_finished_run_repeats_nothing(
    run: Run, visits: Path, others: Path, tmp_path: Path
) -> None:
    command = ("evaluate", visits, "--score-only", "--notes", f"rest={others}", "--out", tmp_path / "run")
    assert run(*command).returncode == 0
    rows = (tmp_path / "run" / "results.jsonl").read_bytes()
    again = run(*command)
    assert (again.returncode, "holds another run" in again.stderr) == (7, True)
    assert run(*command, "--resume").returncode == 0
    assert (tmp_path / "run" / "results.jsonl").read_bytes() == rows
    changed = run(*command, "--resume", "--template", "ed")
    assert (changed.returncode, "template was 'outpatient' and is now 'ed'" in changed.stderr) == (2, True)


BAD: dict[str, tuple[Callable[[Path], list[object]], int, str]] = {
    "no dialogue": (lambda f: ["evaluate", f / "numbers.jsonl"], 3, "no dialogue was found among the fields a, b"),
    "no dialogue, what was looked for": (lambda f: ["evaluate", f / "numbers.jsonl"], 3, "Looked for a field named like"),
    "two dialogues": (lambda f: ["evaluate", f / "talks.jsonl"], 2, "Name one with --dialogue-field"),
    "empty data": (lambda f: ["evaluate", f / "empty.jsonl"], 3, "holds no item"),
    "an id twice": (lambda f: ["evaluate", f / "visits.jsonl", "--notes", f"rest={f / 'twice.jsonl'}"], 3,
                    "two notes have the id 'v1'"),
    "two notes": (lambda f: ["evaluate", f / "two.jsonl"], 2, "Name one with --note-field"),
    "no note to score": (lambda f: ["evaluate", f / "visits.jsonl", "--score-only"], 2, "there is no note to score"),
    "unknown engine": (lambda f: ["evaluate", f / "visits.jsonl", "--engine", "gpt"], 2, "unknown engine 'gpt'"),
    "unknown metric": (lambda f: ["evaluate", f / "visits.jsonl", "--metrics", "meteor"], 2, "unknown metric"),
    "unknown mode": (lambda f: ["evaluate", f / "visits.jsonl", "--mode", "thorough"], 2, "unknown mode 'thorough'"),
    "a judged mode without a judge": (lambda f: ["evaluate", f / "visits.jsonl", "--mode", "judged"], 2, "need --judge"),
    "unknown store": (lambda f: ["evaluate", f / "visits.jsonl", "--store", "cloud"], 2, "unknown store"),
    "resume without a folder": (lambda f: ["evaluate", f / "visits.jsonl", "--resume"], 2, "--resume needs"),
    "notes without a file": (lambda f: ["evaluate", f / "visits.jsonl", "--notes", "rest"], 2, "names no file"),
    "a folder that is a file": (lambda f: ["evaluate", f / "visits.jsonl", "--out", f / "two.jsonl"], 7,
                               "cannot be written"),
    "nothing to explore": (lambda f: ["explore", f / "empty.jsonl"], 3, "holds no item"),
    "no results": (lambda f: ["analyse", f / "nowhere"], 3, "there are no results"),
    "results that are none": (lambda f: ["analyse", f / "broken.jsonl"], 3, "line 1 is not a row"),
    "results without notes": (lambda f: ["analyse", f / "numbers.jsonl"], 3, "holds no note to analyse"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_says_what_where_and_what_to_do(case: str, run: Run, visits: Path) -> None:
    folder = visits.parent
    (folder / "numbers.jsonl").write_text('{"a": 1, "b": 2}\n')
    (folder / "two.jsonl").write_text(
        json.dumps({"dialogue": DIALOGUE, "note": NOTE, "soap_note": NOTE}) + "\n"
    )
    (folder / "talks.jsonl").write_text(
        json.dumps({"dialogue": DIALOGUE, "transcript": DIALOGUE, "note": NOTE})
    )
    (folder / "twice.jsonl").write_text('{"id": "v1", "note": "Rest."}\n{"id": "v1", "note": "Ice."}\n')
    (folder / "empty.jsonl").write_text("")
    (folder / "broken.jsonl").write_text("{\n")
    arguments, code, message = BAD[case]
    result = run(*arguments(folder))
    assert (result.returncode, result.stdout) == (code, ""), result.stderr
    assert message in result.stderr.replace("\n", " ")
    assert "Traceback" not in result.stderr


def test_explore_counts_what_is_there(run: Run, visits: Path, tmp_path: Path) -> None:
    result = run("explore", visits, "--json", "--html", tmp_path / "page.html")
    facts = json.loads(result.stdout)
    assert (facts["items"], facts["duplicates"]) == (3, 0)
    assert facts["words"]["turns"]["median"] == 7
    assert facts["sections"]["allergies"]["share"] == 1
    assert ["ibuprofen", 3] in facts["entities"]["drug"]["top"]
    assert facts["section_orders"][0][0][:2] == ["complaint", "history"]
    assert "Notes that have it" in (tmp_path / "page.html").read_text()


def test_analyse_tells_faults_by_severity_and_writes_a_page(
    run: Run, visits: Path, others: Path, tmp_path: Path
) -> None:
    run("evaluate", visits, "--score-only", "--notes", f"rest={others}", "--out", tmp_path / "run")
    result = run("analyse", tmp_path / "run", "--json", "--html", tmp_path / "page.html")
    omission = json.loads(result.stdout)["systems"]["rest"]["faults"]["omission"]
    assert omission["critical"] >= 3
    assert len(omission["examples"]) == 3
    assert "<mark>" in (tmp_path / "page.html").read_text()


def test_analyse_bias_compares_swapped_patients(run: Run, tmp_path: Path) -> None:
    dialogue = DIALOGUE.replace("so you", "so you are a 58 year old male and you")
    (tmp_path / "visits.jsonl").write_text(json.dumps({"dialogue": dialogue, "note": NOTE}) + "\n")
    result = run("analyse", tmp_path / "visits.jsonl", "--bias", "--json")
    traits = {found["trait"]: found["visits"] for found in json.loads(result.stdout)}
    assert traits == {"sex": 1, "age": 1, "ethnicity": 1}


def recorded(request: dict[str, Any]) -> Reply:
    answers = {
        "FactList": {"facts": ["cough", "fever"]},
        "FactChecks": {"checks": [{"number": 1, "verdict": "documented"}]},
        "Correctness": {"problems": [], "rating": 80},
    }
    return Reply(json.dumps(answers[request["response_format"]["json_schema"]["name"]]))


def test_judges_follow_the_deterministic_scores(run: Run, visits: Path, others: Path, tmp_path: Path) -> None:
    command = (
        "evaluate",
        visits,
        "--score-only",
        "--notes",
        f"rest={others}",
        "--out",
        tmp_path / "run",
        "--judge",
        "m",
    )
    assert "SOAPSTONE_JUDGE_URL" in run(*command).stderr
    with serving(recorded) as server:
        result = run(*command, "--resume", "--price", "1,2", "--budget", "1", "--json", judge_url=server.url)
    assert result.returncode == 0, result.stderr
    scores = json.loads(result.stdout)["judged"]["systems"]["rest"]["scores"]
    assert scores["judged_content_fidelity"]["mean"] == 50
    assert scores["judged_medical_correctness"]["mean"] == 80
    assert re.search(r"judges: \d+ tokens, cost 0\.\d+", result.stderr)


def test_the_comprehensive_mode_weighs_judges_checks_and_metrics_in_one_score(
    run: Run, visits: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.jsonl"
    notes = (
        {"id": f"v{at}", "note": NOTE.replace("right knee", "left knee") + f"\nVisit {at}."}
        for at in range(3)
    )
    wrong.write_text("".join(json.dumps(row) + "\n" for row in notes))
    command = ("evaluate", visits, "--score-only", "--notes", f"wrong={wrong}", "--out", tmp_path / "run")
    with serving(recorded) as server:
        result = run(*command, "--judge", "m", "--mode", "comprehensive", "--json", judge_url=server.url)
    assert result.returncode == 0, result.stderr
    printed = json.loads(result.stdout)
    judged = printed["judged"]["systems"]["wrong"]["scores"]
    assert 50 < judged["overall_comprehensive"]["mean"] < 100
    assert printed["systems"]["wrong"]["scores"]["medical_correctness"]["mean"] < 100
    page = (tmp_path / "run" / "report.html").read_text()
    assert "overall_comprehensive" in page
    assert "contradiction.side: left leg: the visit says right." in page


def test_a_spent_budget_is_an_exit_code_of_its_own(
    run: Run, visits: Path, others: Path, tmp_path: Path
) -> None:
    command = (
        "evaluate",
        visits,
        "--score-only",
        "--notes",
        f"rest={others}",
        "--out",
        tmp_path / "run",
        "--judge",
        "m",
    )
    with serving(recorded) as server:
        result = run(*command, "--price", "1000,0", "--budget", "0.5", judge_url=server.url)
    assert result.returncode == 9
    assert "budget of 0.5 is spent" in result.stderr
