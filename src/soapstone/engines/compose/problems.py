"""The assessment and plan: which problems the clinician names, what is thought and done about each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from soapstone.engines.compose.grammar import Subject, sentence_case, third_person
from soapstone.engines.compose.phrases import Act, acts, conducts
from soapstone.engines.compose.reading import Reading
from soapstone.engines.compose.statement import Statement
from soapstone.nlp.assertion import find_concepts
from soapstone.nlp.concepts import Mention

_TURNS_TO = re.compile(
    r"(?:(?:lastly|finally|next|first|second|third|secondly|also|again|moving on)[, ]+)*(?:for|regarding|as far as|in terms of|with regards? to|about|now|from|on to|when it comes to|as for)?\s*"
    r"(?:the|your|his|her|this|that|our)?\s*(?:(?:first|second|third|fourth|next|last|other|final|number (?:one|two|three))\s*(?:problem|issue|thing|one|diagnosis)?)?"
    r"[\s,]*(?:is|of|with|being|was)?\s*(?:the|your|his|her|a|an|this|some|that)?\s*(?P<modifiers>(?:[\w-]+ ){0,3})$",
    re.IGNORECASE,
)
MODIFIERS = frozenset(
    "left right bilateral acute chronic recurrent uncontrolled controlled poorly well mild moderate severe lower upper low "
    "high new newly diagnosed possible likely early stage essential diabetic persistent worsening stable type medial lateral".split()
)
PLANNED = ("plan", "assessment", "instructions", "course", "medications", "history", "complaint")
Wording = Callable[[Act], str]


class Problem(NamedTuple):
    """A problem as the plan names it, and the clause that turns to it."""

    name: str
    order: int


def problems_of(reading: Reading, wanted: float) -> list[Problem]:
    """The problems in the order in which the plan turns to them; each once."""
    found: dict[str, Problem] = {}
    for at, heard in enumerate(reading.heard):
        if (
            heard.seen.side != "C"
            or heard.topic not in ("plan", "assessment", "instructions")
            or heard.seen.question
        ):
            continue
        for mention in heard.seen.mentions:
            if mention.concept.kind not in ("condition", "symptom") or mention.concept.group == "General":
                continue
            before = heard.seen.clause.text[: mention.start]
            if _TURNS_TO.fullmatch(before) or re.search(
                r"\b(?:consistent with|diagnosis of|diagnosis is|you have|this is|that is|think (?:that )?(?:you have|this is|it's|it is)) (?:a |an |some |the )?(?:[\w-]+ ){0,2}$",
                before,
            ):
                name = named(heard.seen.clause.text, mention)
                found.setdefault(mention.concept.name, Problem(name, at))
                break
    return sorted(found.values(), key=lambda problem: problem.order)


def plan_begins(reading: Reading) -> int:
    """The clause with which the clinician comes to the plan: what stands before belongs to the history."""
    total = len(reading.heard)
    for at, heard in enumerate(reading.heard):
        if at >= 0.3 * total and heard.seen.side == "C" and _PLAN_CUE.search(heard.seen.clause.text):
            return at
    return next(
        (
            at
            for at, h in enumerate(reading.heard)
            if at >= total / 2 and h.seen.side == "C" and h.topic == "plan"
        ),
        total // 2,
    )


_PLAN_CUE = re.compile(
    r"\b(?:(?:my|the|our) (?:assessment|plan|impression)|(?:first|second) (?:problem|diagnosis|issue)|assessment and plan|"
    r"so (?:for|regarding|in terms of) your)\b",
    re.IGNORECASE,
)


def named(text: str, mention: Mention) -> str:
    """The concept with the words that qualify it: "left knee pain", "type 2 diabetes mellitus"."""
    words = text[: mention.start].lower().replace(",", "").split()
    kept: list[str] = []
    while words and words[-1] in MODIFIERS:
        kept.insert(0, words.pop())
    return " ".join([*(w for w in kept if w not in mention.concept.name.split()), mention.concept.name])


def plan(reading: Reading, subject: Subject, wanted: float, wording: Wording) -> list[Statement]:
    """Headings, thoughts and acts. Each belongs to the problem that was last turned to."""
    problems = problems_of(reading, wanted)
    begin = plan_begins(reading)
    starts = {problem.order: problem for problem in problems}
    statements: list[Statement] = []
    current = ""
    for at, heard in enumerate(reading.heard):
        if at in starts:
            current = sentence_case(starts[at].name)
            statements.append(
                Statement("assessment", current, (heard.seen.clause.span,), at, current, 1.0, 0.85)
            )
        if heard.seen.side != "C" or heard.topic not in (
            "plan",
            "assessment",
            "instructions",
            "course",
            "medications",
        ):
            continue
        text = _after_the_problem(heard)
        if heard.worth < wanted or heard.seen.question or conducts(text) or len(text.split()) < 3:
            continue
        done = _act(text)
        if done is not None:
            act, object_text = done
            said = wording(act).format(object=_object(object_text, subject))
            topic = "instructions" if act.name in ("follow_up", "return_if") else "plan"
            statements.append(
                Statement(
                    topic, sentence_case(said), (heard.seen.clause.span,), at, current, heard.worth, 0.85
                )
            )  # type: ignore[arg-type]
        else:
            said = sentence_case(third_person(text, subject, "clinician"))
            if len(said.split()) > 3:
                statements.append(
                    Statement("plan", said, (heard.seen.clause.span,), at, current, heard.worth, 0.8)
                )
    return statements


def _after_the_problem(heard: Heard) -> str:
    """The clause without its turn to a problem: "for your gout, continue allopurinol" gives the latter."""
    text = heard.seen.clause.text
    for mention in heard.seen.mentions[:1]:
        if (
            mention.concept.kind in ("condition", "symptom")
            and _TURNS_TO.fullmatch(text[: mention.start])
            and (mention.start or len(text) == mention.end)
        ):
            rest = re.sub(r"^[\s,]*(?:standpoint|wise|again)?[\s,]*", "", text[mention.end :])
            return (
                rest
                if not re.match(
                    r"(?:is|are|was|looks?|seems?|has|have|and|who|medic|of|that|from|with)\b", rest
                )
                else text
            )
    return text


def _act(text: str) -> tuple[Act, str] | None:
    for act in acts():
        match = act.pattern.fullmatch(text.rstrip(" .?!"))
        if match and _means_it(act, match):
            return act, match["object"]
    return None


_AIM = r"(?:go ahead and|going to|want to|will|'ll|would like to|'d like to|need to|let's|should|can|also|please|have to|plan to|i'm|we're)"


def _means_it(act: Act, match: re.Match[str]) -> bool:
    """Whether the verb is the clinician's act: it stands first, or after an intention."""
    if act.name in ("advise", "recommend", "follow_up", "return_if"):
        return True
    before = match.string[: match.start("object")]
    verb_at = re.search(
        r"\b(?:increase|go up|bump|raise|double|up|decrease|reduce|lower|go down|cut|taper|continue|keep|stay|stop|discontinue|hold|come off|take you off|refill|renew|prescribe|start|restart|begin|put|place|give|write|send|call in|refer|referral|order|get|obtain|check|repeat|schedule|draw|do|run|ordering)\b",
        before,
        re.I,
    )
    lead = before[: verb_at.start()] if verb_at else ""
    concerns = find_concepts(match["object"])
    if (
        act.name in ("order", "start", "continue", "stop", "refer")
        and not concerns
        and not re.search(r"\d", match["object"])
        and not _drug(match["object"])
    ):
        return False
    return lead.strip() == "" or re.search(rf"\b{_AIM}\s*(?:\w+ )?$", lead, re.I) is not None


def _drug(text: str) -> bool:
    from soapstone.nlp.drugs import find_drugs

    return bool(find_drugs(text))


def _object(text: str, subject: Subject) -> str:
    text = third_person(text, subject, "clinician")
    text = re.sub(r"\b(\d+) milligrams?\b", r"\1 mg", text)
    return re.sub(
        r"(?:,? (?:for you|for him|for her|as well|today|okay|here|then|now|just))+$", "", text.strip(" .?!,")
    )
