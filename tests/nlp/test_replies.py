"""The answer decides what a visit asserts of a finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from soapstone.nlp.replies import rule_in_visit
from soapstone.types import Role, Turn

EXCHANGES = Path(__file__).parent / "exchanges.tsv"
ROLES: dict[str, Role] = {"D": "clinician", "P": "patient", "F": "other"}


def turns(said: str) -> list[Turn]:
    return [
        Turn(index=at, speaker=one[0], role=ROLES[one[0]], text=one[3:])
        for at, one in enumerate(said.split(" | "))
    ]


def asserted(said: str, finding: str) -> tuple[str, str | None]:
    visit = turns(said)
    turn = next(turn for turn in visit if finding in turn.text)
    start = turn.text.index(finding)
    return rule_in_visit(visit, turn.index, start, start + len(finding))


def right(*parts: str) -> list[bool]:
    rows = [line.split("\t") for line in EXCHANGES.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    return [
        asserted(said, finding)[0] == expected
        for part, said, findings in rows
        if part in parts
        for finding, _, expected in (one.rpartition("=") for one in findings.split("; "))
    ]


@pytest.mark.parametrize("parts", [("mend", "held"), ("held",), ("more",)])
def test_at_least_95_of_100_findings_of_the_exchanges_are_right(parts: tuple[str, ...]) -> None:
    found = right(*parts)
    assert len(found) > 100 and sum(found) / len(found) >= 0.95


@pytest.mark.parametrize(
    ("said", "finding", "assertion", "trigger"),
    [
        (
            "D: Any fever? | P: Nope. | D: Okay. | P: Well, just last night.",
            "fever",
            "present",
            "just last night",
        ),
        ("D: Any fever? | P: Yeah, no.", "fever", "negated", "Yeah, no"),
        ("D: No chills? | P: That's right.", "chills", "negated", "That's right"),
        ("D: No chills? | P: Yes, every night.", "chills", "present", "every night"),
        ("D: Nausea or vomiting? | P: Just the nausea.", "vomiting", "negated", "Just the nausea"),
        ("D: Any asthma? | P: My sister has it.", "asthma", "family", "My sister"),
        ("D: Any cough? | P: Sorry, what? | D: A cough? | P: No.", "cough", "negated", "No"),
        ("D: How long have you had the rash? | P: I don't know.", "rash", "present", None),
        ("D: Any rash? | P: Can I ask about my pills first?", "rash", "hypothetical", "?"),
        ("D: any chest pain | P: no", "chest pain", "negated", "no"),
    ],
)
def test_the_words_that_decide_are_given(
    said: str, finding: str, assertion: str, trigger: str | None
) -> None:
    assert asserted(said, finding) == (assertion, trigger)
