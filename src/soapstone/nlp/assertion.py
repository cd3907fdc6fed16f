"""What a dialogue asserts of each concept: the answer decides the question.

"Any chest pain?" "No." is a denial of chest pain, supported by both turns.
Cues are data (`resources/rules/assertion.toml`); the scope of a negation ends at "but" and its like,
as in NegEx (Chapman et al., J Biomed Inform 2001).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from soapstone.nlp.concepts import Concept, Mention, find_concepts
from soapstone.nlp.speech import Clause
from soapstone.types import Span

Polarity = Literal["present", "denied", "possible", "family", "historical", "hypothetical", "asked"]


class Assertion(NamedTuple):
    """A concept with what is asserted of it, and the clauses (by index) that say so."""

    concept: Concept
    polarity: Polarity
    clauses: tuple[int, ...]
    evidence: tuple[Span, ...]


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    text = (files("soapstone.resources") / "rules" / "assertion.toml").read_text(encoding="utf-8")
    return {
        name: re.compile(rf"(?<![\w'])(?:{'|'.join(patterns)})(?![\w'])", re.IGNORECASE)
        for name, patterns in tomllib.loads(text).items()
    }


def is_question(clause: Clause) -> bool:
    """Whether the clause asks; speech recognition often leaves the mark out."""
    if clause.text.endswith("?") or _cues()["question"].match(clause.text):
        return True
    return clause.role != "patient" and _cues()["asks"].search(clause.text) is not None


def reply(text: str) -> Literal["yes", "no", "other"]:
    """What kind of answer a clause is, as said (untidied): "nope not really" is no."""
    cues = _cues()
    if cues["no"].match(text.strip()):
        return "no"
    return "yes" if cues["yes"].match(text.strip()) else "other"


def assert_concepts(clauses: Sequence[Clause], said: Sequence[str]) -> list[Assertion]:
    """Assertions in order of speech. `said[i]` is clause i as it was said, with its yes and no."""
    found: list[Assertion] = []
    for at, clause in enumerate(clauses):
        mentions = find_concepts(clause.text)
        if not mentions:
            continue
        if is_question(clause) and clause.role != "patient":
            found += _answered(at, mentions, clauses, said)
        else:
            local = [local_polarity(mention, clause.text) for mention in mentions]
            found += [
                Assertion(mention.concept, polarity, (at,), (clause.span,))
                for mention, polarity in zip(mentions, local, strict=True)
            ]
    return found


def local_polarity(mention: Mention, text: str) -> Polarity:
    """The polarity that a clause or written sentence itself gives to one of its mentions."""
    cues = _cues()
    before, after = text[: mention.start], text[mention.end :]
    borders = [match.end() for match in cues["border"].finditer(before)]
    scope = before[borders[-1] if borders else 0 :]
    if cues["family"].search(scope):
        return "family"
    if cues["historical"].search(text):
        return "historical"
    if cues["hypothetical"].search(scope):
        return "hypothetical"
    if cues["negation"].search(cues["pseudo"].sub(" ", scope)) or cues["negation_after"].match(after):
        return "denied"
    return "possible" if cues["possible"].search(scope) else "present"


def _answered(
    at: int, mentions: Sequence[Mention], clauses: Sequence[Clause], said: Sequence[str]
) -> list[Assertion]:
    """Mentions of a question, decided by the patient's next turn; "asked" when it does not decide."""
    asker = clauses[at].span.turn
    answer = next(
        (
            i
            for i in range(at + 1, min(at + 8, len(clauses)))
            if clauses[i].span.turn > asker and clauses[i].role != clauses[at].role
        ),
        None,
    )
    if answer is None or _asked_again(at, answer, clauses):
        return [Assertion(m.concept, "asked", (at,), (clauses[at].span,)) for m in mentions]
    kind = reply(said[answer])
    own = {
        m.concept.name: local_polarity(m, clauses[answer].text) for m in find_concepts(clauses[answer].text)
    }
    spans, places = (clauses[at].span, clauses[answer].span), (at, answer)
    taken_back = _taken_back(answer, clauses, said)
    result = []
    for mention in mentions:
        polarity: Polarity = "asked"
        if mention.concept.name in own:
            continue  # the answer speaks of it in its own words
        if kind == "no":
            polarity = "possible" if taken_back else "denied"
        elif kind == "yes":
            polarity = "present" if len(mentions) == 1 else "possible"
        result.append(Assertion(mention.concept, polarity, places, spans))
    return result


def _asked_again(at: int, answer: int, clauses: Sequence[Clause]) -> bool:
    """Whether another question stood between this one and the answer, which then answers that one."""
    later = [
        i
        for i in range(at + 1, answer)
        if clauses[i].span.turn == clauses[at].span.turn and is_question(clauses[i])
    ]
    return any(len(clauses[i].text.split()) > 3 for i in later)


def _taken_back(answer: int, clauses: Sequence[Clause], said: Sequence[str]) -> bool:
    """Whether the same speaker at once limits the answer: "Nope." "Well, just last night." """
    cue = _cues()["taken_back"]
    near = range(answer, min(answer + 3, len(clauses)))
    return any(clauses[at].role == clauses[answer].role and cue.search(said[at]) for at in near)
