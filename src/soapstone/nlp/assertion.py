"""What a dialogue asserts of each concept: the answer decides the question.

"Any chest pain?" "No." is a denial of chest pain, supported by both turns.
Cues are data (`resources/rules/assertion.toml`); the scope of a negation ends at "but" and its like,
as in NegEx (Chapman et al., J Biomed Inform 2001).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

from soapstone.nlp.concepts import Concept, Mention, find_concepts
from soapstone.nlp.relatives import of_relatives
from soapstone.nlp.speech import Clause
from soapstone.resources import read_toml
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
    return {
        name: re.compile(rf"(?<![\w'])(?:{'|'.join(patterns)})(?![\w'])", re.IGNORECASE)
        for name, patterns in read_toml("rules/assertion.toml").items()
    }


def is_question(clause: Clause) -> bool:
    """Whether the clause asks; speech recognition often leaves the mark out."""
    if clause.text.endswith("?") or _cues()["question"].match(clause.text):
        return True
    if clause.role == "patient":
        return False
    asks = _cues()["asked_for"].match(clause.text) or _cues()["asks"].search(clause.text)
    for_any = _cues()["asks_for_any"].search(clause.text) and not _cues()["asks_for_none"].search(clause.text)
    return asks is not None or bool(for_any) or _names_symptoms(clause.text)


def _names_symptoms(text: str) -> bool:
    """Whether nothing but symptoms is said, as when a clinician goes down a list: "coughing, headache"."""
    mentions = find_concepts(text)
    left = text
    for mention in reversed(mentions):
        left = left[: mention.start] + left[mention.end :]
    only = not re.sub(r"\b(?:or|and|any|like|other)\b|\W", "", left)
    return only and bool(mentions) and all(mention.concept.kind == "symptom" for mention in mentions)


def reply(text: str) -> Literal["yes", "no", "other"]:
    """What kind of answer a clause is, as said (untidied): "nope not really" is no."""
    cues = _cues()
    if cues["no"].match(text.strip()):
        return "no"
    return "yes" if cues["yes"].match(text.strip()) else "other"


def assert_concepts(clauses: Sequence[Clause], said: Sequence[str]) -> list[Assertion]:
    """Assertions in order of speech. `said[i]` is clause i as it was said, with its yes and no.

    An answer in its own words ("any chest pain?" "no chest pain, but ...") rests on the question too.
    """
    found: list[Assertion] = []
    answered_by, relatives = answers(clauses), of_relatives(clauses)
    questions: dict[int, tuple[int, frozenset[Concept]]] = {}  # by the clause that answers
    for at, clause in enumerate(clauses):
        mentions = find_concepts(clause.text)
        if not mentions:
            continue
        explains = at > 0 and _EXPLAINS.match(clause.text) and clauses[at - 1].span.turn == clause.span.turn
        if clause.role != "patient" and (is_question(clause) or (explains and is_question(clauses[at - 1]))):
            answer = answered_by.get(at - 1 if explains else at)
            found += _answered(at, answer, mentions, clauses, said)
            if answer is not None:
                questions[answer] = (
                    at,
                    frozenset(m.concept for m in mentions if not _presumed(clause.text, m)),
                )
            continue
        if clause.role == "patient" and _WONDERS.match(clause.text):
            continue
        asked, about = questions.get(at, (at, frozenset()))
        refused = contradicted(clauses, said, at)
        for mention in mentions:
            places = (at, at + 1) if refused else (asked, at) if mention.concept in about else (at,)
            spans = tuple(clauses[place].span for place in places)
            of_another = at in relatives or (
                clause.role == "other" and _OF_ONESELF.search(clause.text[: mention.start])
            )
            polarity = "family" if of_another else local_polarity(mention, clause.text)
            names_it = _IT_IS_A.search(clause.text[: mention.start])
            if len(places) > 1 and polarity == "present" and _only_denies(said[at]) and not names_it:
                polarity = "denied"  # "Any dizziness?" "No, no changes in my vision or dizziness."
            if refused and polarity == "present":
                polarity = "denied"
            found.append(Assertion(mention.concept, polarity, places, spans))
    return found


# "Any signs of a TIA? That is slurred speech."
_EXPLAINS = re.compile(r"(?:that is|that's|that means|meaning|such as|for example|like)\b", re.IGNORECASE)
# "Anything coming up with a cough?" "No, it's a dry cough."
_IT_IS_A = re.compile(r"\b(?:it's|it is|this is) (?:just |only )?an? (?:\w+ )?$", re.IGNORECASE)
# "What's jaundice?", "Could it be cancer?": a patient who asks reports nothing.
_WONDERS = re.compile(
    r"(?:(?:so|and|but|or|well|okay)[, ]+)*(?:what(?:'s| is| are| about| if|,? like)|is (?:it|this|that|there)|is a|"
    r"are (?:these|they)|could (?:it|this|that)|can (?:it|this|that)|do you think|does (?:it|this|that)|will (?:it|this)|"
    r"would (?:it|this|that)|should I)\b.*\?$",
    re.IGNORECASE,
)


# A mother's "I got nervous" is no finding of the patient.
_OF_ONESELF = re.compile(
    r"(?:^(?:(?:so|and|but|well|then)[, ]+)*(?:I|we|my husband|my wife)\b(?! (?:think|noticed|see|saw|feel)\b)"
    r"|\b(?:I'm|I am|I was|I've|I have|I had|I got))(?: \w+){0,3} ?$",
    re.IGNORECASE,
)


def contradicted(clauses: Sequence[Clause], said: Sequence[str], at: int) -> bool:
    """Whether a clinician's statement asks to be confirmed and is not: "You have diabetes, right?" "No." """
    if clauses[at].role == "patient" or at + 1 >= len(clauses) or not _CONFIRM.search(said[at]):
        return False
    return clauses[at + 1].role != clauses[at].role and _only_denies(said[at + 1])


_CONFIRM = re.compile(r"\b(?:right|correct|yes|no)\s*\?\s*$", re.IGNORECASE)


def _only_denies(said: str) -> bool:
    """Whether an answer is a no that nothing limits."""
    return reply(said) == "no" and not _cues()["border"].search(said)


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
    if cues["hypothetical"].search(scope) or cues["hypothetical_after"].match(after):
        return "hypothetical"
    if cues["negation"].search(cues["pseudo"].sub(" ", re.split(r"\bsome\b", scope)[-1])) or cues[
        "negation_after"
    ].match(after):
        return "denied"
    return "possible" if cues["possible"].search(scope) else "present"


def answers(clauses: Sequence[Clause]) -> dict[int, int]:
    """For each question that is answered, the clause that answers it.

    It is the first of the other speaker's next words, unless something else was asked in between. A mere
    "mm-hmm" is passed over where the same speaker then goes on: "Mm-hmm." "No, no allergies." is a no.
    """
    questions = [at for at, clause in enumerate(clauses) if clause.role != "patient" and is_question(clause)]
    found = ((at, _answer_to(at, clauses)) for at in questions)
    return {at: answer for at, answer in found if answer is not None}


def _answer_to(at: int, clauses: Sequence[Clause]) -> int | None:
    asker = clauses[at].span.turn
    for later in range(at + 1, min(at + 8, len(clauses))):
        if clauses[later].span.turn > asker and clauses[later].role != clauses[at].role:
            if _asked_again(at, later, clauses):
                return None
            goes_on = later + 1 < len(clauses) and clauses[later + 1].role == clauses[later].role
            return later + 1 if goes_on and _LISTENS.fullmatch(clauses[later].text) else later
    return None


_LISTENS = re.compile(r"(?:mm-?hmm+|uh-?huh|h+m+|mm+)[.,! ]*", re.IGNORECASE)


def _answered(
    at: int, answer: int | None, mentions: Sequence[Mention], clauses: Sequence[Clause], said: Sequence[str]
) -> list[Assertion]:
    """Mentions of a question, decided by its answer; "asked" when it does not decide."""
    spans: tuple[Span, ...] = (clauses[at].span,)
    known = _cues()["mentioned"].match(clauses[at].text)
    begins = known.end() if known else 0
    presumed = [m for m in mentions if m.end <= begins or _presumed(clauses[at].text, m)]
    told = [Assertion(m.concept, "present", (at,), spans) for m in presumed]
    asked = [m for m in mentions if m not in presumed]
    if answer is None:
        return [*told, *(Assertion(m.concept, "asked", (at,), spans) for m in asked)]
    kind = reply(said[answer])
    own = {mention.concept for mention in find_concepts(clauses[answer].text)}
    spans = (clauses[at].span, clauses[answer].span)
    polarity: Polarity = "asked"
    if asked and local_polarity(asked[0], clauses[at].text) == "family":
        polarity = "family"
    elif _PRESUMES.match(clauses[at].text) and not _ONLY_NO.fullmatch(said[answer]):
        polarity = "present"  # "How long have you had this rash?" "Not long."
    elif kind == "no":
        polarity = "possible" if _taken_back(answer, clauses, said) else "denied"
    elif kind == "yes":
        polarity = "present" if len(asked) == 1 else "possible"
    return [
        *told,
        *(Assertion(m.concept, polarity, (at, answer), spans) for m in asked if m.concept not in own),
    ]


def _presumed(text: str, mention: Mention) -> bool:
    """Whether a question takes a finding for granted: "is the cough worse at night?", but not "how about the cough?"."""
    if mention.concept.kind != "symptom" or _BY_NATURE.search(text[mention.start : mention.end]):
        return False
    return _GRANTED.search(text[: mention.start]) is not None and not _GONE.match(text[mention.end :])


_GRANTED = re.compile(
    r"(?:^|\b(?:and|so|okay|but),? )(?:is|does|did|has|was) (?:the|this|that|your|his|her) $"
    r"|\b(?:with|helps?|helped|for|changes? in|makes?|relieves?|triggers?|describe|rate) (?:the|this|that|your|his|her) $",
    re.IGNORECASE,
)
# What everybody has, and only its change is a finding
_BY_NATURE = re.compile(
    r"\b(?:weight|appetite|energy|mood|sleep\w*|vision|breath\w*|thinking|vomit|stools?|urine|periods?|memory|balance|stress)\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\s*(?:all |completely |now )*(?:gone|go away|went away|stop|stopped|resolved?|clear\w* up)\b",
    re.IGNORECASE,
)
_PRESUMES = re.compile(
    r"(?:(?:and|so|okay)[, ]+)*(?:how long have you (?:had|been (?:having|running|feeling))|"
    r"when did (?:the|this|that|your)) (?!any\b)",
    re.IGNORECASE,
)
_ONLY_NO = re.compile(
    r"(?:(?:um|uh|oh|well)[, ]+)*(?:no|nope|nah|never|none|I (?:don't|haven't|didn't))\b.*", re.IGNORECASE
)


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
