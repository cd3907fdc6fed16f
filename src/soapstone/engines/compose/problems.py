"""The assessment and plan: which problems the clinician names, what is thought and done about each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from soapstone.engines.compose.acts import TREATS, act_of
from soapstone.engines.compose.diagnosis import concluded
from soapstone.engines.compose.grammar import Subject, sentence_case, without_dangling
from soapstone.engines.compose.memory import Memory
from soapstone.engines.compose.phrases import conducts, echoes_denial, without_lead_in
from soapstone.engines.compose.reading import Heard, Reading
from soapstone.engines.compose.statement import Statement
from soapstone.engines.compose.third_person import third_person
from soapstone.nlp.assertion import local_polarity
from soapstone.nlp.concepts import Mention, find_concepts
from soapstone.nlp.drugs import find_drugs
from soapstone.nlp.wordings import in_words_of_a_note
from soapstone.notes.templates import Topic

MODIFIERS = frozenset(
    "left right bilateral acute chronic recurrent uncontrolled controlled poorly well mild moderate "
    "severe lower upper low "
    "high new newly diagnosed possible likely early stage essential diabetic persistent "
    "worsening stable type medial lateral".split()
)
# "For your second problem, your ...", "in terms of the ...", "lastly, his ...": what may stand before a problem's name.
_TURNS_TO = re.compile(
    r"(?:(?:lastly|finally|next|first|second|third|secondly|also|again|moving on)[, ]+)*"
    r"(?:(?:I|we) (?:think|believe|feel|suspect)(?: that)? |it (?:looks|sounds|seems) like )?"
    r"(?:for|regarding|as far as|in terms of|with regards? to|about|now|from|on to|when it comes to|"
    r"as for)?\s*"
    r"(?:the|your|his|her|this|that|our)?\s*"
    r"(?:(?:first|second|third|fourth|next|last|other|final|number (?:one|two|three))\s*(?:problem|"
    r"issue|thing|one|diagnosis)?)?"
    r"[\s,]*(?:is|of|with|being|was)?\s*(?:the|your|his|her|a|an|this|some|that)?\s*"
    rf"(?:(?:{'|'.join(sorted(MODIFIERS))}) )*$",
    re.IGNORECASE,
)
# Acts that are no part of the plan: where the patient goes and returns, and what is given at once.
TOPICS: dict[str, Topic] = {
    "follow_up": "instructions",
    "return_if": "instructions",
    "admit": "instructions",
    "discharge": "instructions",
    "give_now": "course",
}
_RETURNS = re.compile(
    r"(?:follow ?-?up|check in|be seen|come (?:back|in)|return|call)\b|"
    r"see (?:your|the|his|her|their) (?:own |primary |family )*(?:doctor|care|physician|provider|pcp)\b",
    re.IGNORECASE,
)
ACT_WANTED = 0.5  # what is done counts more than what is thought: half the worth is enough
PLANNED = ("plan", "assessment", "instructions", "course", "medications", "history", "complaint")


# "So let's talk about the plan, for your last little issue, the anemia": what stands before is passed over.
_ANNOUNCES = re.compile(
    r"\bfor (?:your|the|his|her) (?:first|second|third|fourth|fifth|next|last|other) (?:\w+ )?"
    r"(?:problem|issue|diagnosis|concern)\b",
    re.IGNORECASE,
)
# "For your next problem, the hysterectomy, ...": a problem that no dictionary has as an illness.
_ANNOUNCED = re.compile(
    r"(?:(?:and|so|then|now|okay)[, ]+)*for (?:your|the|his|her) (?:first|second|third|fourth|next|last|other) "
    r"(?:problem|issue|diagnosis)(?: of| is)?,? (?:the|your|his|her) (?P<name>[\w-]+(?: [\w-]+){0,2}?)(?=,|$)",
    re.IGNORECASE,
)
_IS_A = re.compile(
    r"\b(?:(?:this|that|it) (?:looks|sounds|seems) like|consistent with|diagnosis of|diagnosis is|you have|this is|that is|"
    r"(?:has|have) (?:probably|likely|an?|some)|think (?:that )?(?:you have|this is|it's|it is)) "
    r"(?:a |an |some |the )?(?:[\w-]+ ){0,2}$"
)
# "You've had this belly ache and been sick twice": the history again
_RECAPPED = re.compile(
    r"\byou(?:'ve| have)?(?: also)? (?:got|had|felt|been|have)(?: \w+){0,4} $", re.IGNORECASE
)
# "A stroke doesn't take the forehead, so it's unlikely"
_RULED_OUT = re.compile(
    r"\b(?:unlikely|not likely|I doubt|(?:it|this|that) (?:isn't|is not|wasn't)|(?:it|this|that)'s not)\b|"
    r"^ (?:does|do|would)(?:n't| not)\b",
    re.IGNORECASE,
)
_NAMES_NONE = re.compile(r"\b(?:first|second|next|problems?|issues?|one|thing)\b", re.IGNORECASE)


class Problem(NamedTuple):
    """A problem as the plan names it, and the clause that turns to it."""

    name: str
    order: int


def problems_of(reading: Reading, begin: int) -> list[Problem]:
    """The problems in the order in which the plan, from clause `begin` on, turns to them; each once."""
    found: dict[str, Problem] = {}
    for at, heard in enumerate(reading.heard):
        announces = _ANNOUNCES.search(heard.seen.clause.text)
        asks = heard.seen.question and not announces
        if at < begin or at in reading.examined or heard.seen.side != "C" or asks:
            continue
        stated = concluded(heard.seen.clause.text)
        if not stated and heard.topic not in ("plan", "assessment", "instructions"):
            continue
        before_mention = len(found)
        for mention in heard.seen.mentions:
            if mention.concept.kind not in ("condition", "symptom") or mention.concept.group == "General":
                continue
            if local_polarity(mention, heard.seen.clause.text) not in ("present", "possible"):
                continue
            if _RULED_OUT.search(heard.seen.clause.text, mention.end):
                continue
            before = heard.seen.clause.text[: mention.start]
            if announces and announces.end() <= mention.start:
                if stated and mention.concept.kind == "symptom":
                    continue  # what it is, is told in the same breath
                before = heard.seen.clause.text[announces.end() : mention.start]
            recapped = mention.concept.kind == "symptom" and _RECAPPED.search(before)
            if _TURNS_TO.fullmatch(before) or (_IS_A.search(before) and not recapped):
                name = _fullest(stated or "", heard.seen.clause.text, mention)
                if name:
                    found.setdefault(mention.concept.name, Problem(name, at))
                    break
        announced = _ANNOUNCED.match(heard.seen.clause.text) if announces and not stated else None
        if announced and len(found) == before_mention and not _NAMES_NONE.search(announced["name"]):
            found.setdefault(announced["name"], Problem(announced["name"], at))
        if stated and len(found) == before_mention and not _only_found(stated):
            found.setdefault(stated, Problem(stated, at))
    return sorted(found.values(), key=lambda problem: problem.order)


def _fullest(stated: str, text: str, mention: Mention) -> str:
    """The name of a mention, beside the diagnosis `stated` in the same clause: "yeast infection" is more than an infection.

    Empty for what only explains it: "cellulitis of the right leg, a skin infection".
    """
    core = stated.removeprefix("suspected ")
    longer = len(core) > mention.end - mention.start
    if longer and any(one.concept == mention.concept for one in find_concepts(core)):
        return core
    start = text.lower().find(core.lower()) if core else -1
    end = start + len(core)
    if start < 0 or mention.start < start:
        return named(text, mention)
    if mention.start >= end:
        return ""
    return core if mention.end - mention.start < len(core) else named(text, mention)


def _only_found(name: str) -> bool:
    """Whether a name is of what is found in an exam, and of no illness: "straight leg raise", "tenderness"."""
    mentions = find_concepts(name)
    if mentions and all(mention.concept.kind == "anatomy" for mention in mentions):
        return len(name.split()) == sum(
            len(name[m.start : m.end].split()) for m in mentions
        )  # "stomach virus" is more
    return bool(mentions) and all(
        m.concept.kind in ("sign", "test", "anatomy") or m.concept.group == "General" for m in mentions
    )


def plan_begins(reading: Reading) -> int | None:
    """The clause with which the clinician comes to the plan: what stands before belongs to the history. None for no plan."""
    total = len(reading.heard)
    for at, heard in enumerate(reading.heard):
        text = heard.seen.clause.text
        if heard.seen.side != "C" or at < 0.3 * total:
            continue
        if heard.seen.question:
            if _ANNOUNCES.search(text):
                return at
            continue
        examined = at in reading.examined
        if _PLAN_CUE.search(text) or (
            at >= 0.5 * total and not examined and (concluded(text) or _treats(text))
        ):
            return at
    return next(
        (
            at
            for at, h in enumerate(reading.heard)
            if at >= total / 2
            and h.seen.side == "C"
            and h.topic in ("plan", "assessment")
            and at not in reading.examined
        ),
        None,
    )


def _treats(text: str) -> bool:
    """Whether a clause orders a drug: with the first one a plan has begun."""
    if not find_drugs(text):
        return False
    done = act_of(without_lead_in(text, "plan"), Subject())
    return done is not None and done[0].name in TREATS


_PLAN_CUE = re.compile(
    r"\b(?:(?:my|the|our) (?:assessment|plan|impression)|(?:first|second) (?:problem|diagnosis|issue)|"
    r"assessment and plan|"
    r"so (?:for|regarding|in terms of) your)\b",
    re.IGNORECASE,
)


def named(text: str, mention: Mention) -> str:
    """The concept with the words that qualify it: "left knee pain", "type 2 diabetes mellitus"."""
    name = mention.concept.name
    part = next((m for m in find_concepts(text) if m.concept.kind == "anatomy"), None)
    if mention.concept.group == "General" and part is not None:
        whole = find_concepts(f"{part.concept.name} {name}")[
            0
        ].concept  # "belly" and "pain" are abdominal pain
        name, mention = whole.name if whole.kind == "symptom" else f"{part.concept.name} {name}", part
    words = text[: mention.start].lower().replace(",", "").split()
    kept: list[str] = []
    while words and words[-1] in MODIFIERS:
        kept.insert(0, words.pop())
    return " ".join([*(word for word in kept if word not in name.split()), name])


def plan(
    reading: Reading, subject: Subject, reason: Sequence[Statement], memory: Memory, wanted: float
) -> list[Statement]:
    """Headings, thoughts and acts. Each belongs to the problem that was last turned to.

    Where the clinician names no problem, it is the `reason` for the visit.
    """
    begin = plan_begins(reading)
    if begin is None:
        begin = len(reading.heard) // 2
    starts = {problem.order: problem for problem in problems_of(reading, begin)}
    statements: list[Statement] = []
    current = ""
    if not starts:
        statements += [s._replace(topic="assessment", group=s.text, order=begin) for s in reason]
        current = reason[0].text if reason else ""
    for at, heard in enumerate(reading.heard):
        if at in starts:
            current = sentence_case(starts[at].name)
            statements.append(Statement("assessment", current, heard.spans, at, current, 1.0, 0.85))
        if (
            at >= begin
            and at not in reading.examined
            and heard.seen.side == "C"
            and heard.topic in PLANNED
            and not heard.seen.question
        ):
            statements += _planned(heard, at, current, subject, memory, wanted)
    return _joined(_under_the_reason(statements, reason))


def _under_the_reason(statements: list[Statement], reason: Sequence[Statement]) -> list[Statement]:
    """What is planned before any problem is named stands under the reason for the visit."""
    first = next((at for at, one in enumerate(statements) if one.topic == "assessment"), None)
    if not first or not reason or statements[first].group == reason[0].text:
        return statements
    heading, early = reason[0], statements[:first]
    placed = [one._replace(group=heading.text) if one.topic == "plan" else one for one in early]
    if placed == early:
        return statements
    return [
        heading._replace(topic="assessment", group=heading.text, order=early[0].order),
        *placed,
        *statements[first:],
    ]


def _joined(statements: Sequence[Statement]) -> list[Statement]:
    """Statements without conditions of which the rest was not said; what a treatment is for goes with it."""
    kept: list[Statement] = []
    for statement in statements:
        purpose = _PURPOSE.match(statement.text)
        last = kept[-1] if kept else None
        if (
            purpose
            and last
            and last.kind in ("treatment", "counseling")
            and last.order >= statement.order - 2
        ):
            text = f"{last.text.rstrip('.')}, {statement.text[purpose.end() :]}"
            kept[-1] = last._replace(text=text, evidence=(*last.evidence, *statement.evidence))
        elif not _HALF.fullmatch(statement.text):
            kept.append(statement)
    return kept


_PURPOSE = re.compile(r"(?:that|this|it|these|those)(?: is|'s| are) (?=(?:for|to help with) )", re.IGNORECASE)
# "If that does not help." and no more
_HALF = re.compile(
    r"(?:if|when|unless) (?!.*(?:,|\b(?:then|call|return|come|go|see|stop|take|we|contact|seek)\b)).*",
    re.IGNORECASE,
)


def _planned(
    heard: Heard, at: int, problem: str, subject: Subject, memory: Memory, wanted: float
) -> list[Statement]:
    """What a clause of the plan says: an act in the site's wording, else the thought itself."""
    text = in_words_of_a_note(without_lead_in(_after_the_problem(heard), "plan"), "act")
    spans, done = heard.spans, act_of(text, subject)
    only_advice = done is None or done[0].name == "advise"
    said_only = only_advice and (conducts(text) or echoes_denial(heard.seen.clause.text))
    if len(text.split()) < 3 or (said_only and not find_drugs(text)):
        return []
    if done is not None and (heard.worth >= ACT_WANTED * wanted or find_drugs(done[1])):
        act, said = done
        topic = "instructions" if _RETURNS.match(said) else TOPICS.get(act.name, "plan")
        written = sentence_case(memory.wording(act.name, act.wordings[0]).format(object=said))
        written = _TO_DO_NOT.sub("not to", written)
        return [Statement(topic, written, spans, at, problem, heard.worth, 0.85, act.label)]
    thought = sentence_case(without_dangling(third_person(text, subject, "clinician")))
    # a drug with its dose is never left out
    dosed = any(dose.strength or dose.frequency for dose in find_drugs(text))
    unwanted = heard.worth < wanted and not dosed and not _RULED_OUT.search(text)
    if done is not None or unwanted or len(thought.split()) < 4:
        return []
    return [Statement("plan", thought, spans, at, problem, heard.worth, 0.8, "reasoning")]


# "Advised to do not drink before bed"
_TO_DO_NOT = re.compile(r"\bto (?:do not|don't)\b")


def _after_the_problem(heard: Heard) -> str:
    """The clause without its turn to a problem: "for your gout, continue allopurinol" gives the latter."""
    text = heard.seen.clause.text
    mention = next(iter(heard.seen.mentions), None)
    if mention is None or mention.concept.kind not in ("condition", "symptom"):
        return text
    alone = mention.start == 0 and len(text) > mention.end
    if alone or not _TURNS_TO.fullmatch(text[: mention.start]):
        return text
    rest = re.sub(r"^[\s,]*(?:standpoint|wise|again)?[\s,]*", "", text[mention.end :])
    return text if _GOES_ON.match(rest) else rest


_GOES_ON = re.compile(
    r"(?:is|are|was|(?:do|does|did|would|could|can|may|might|should|will)(?:n't)?|looks?|seems?|has|have|and|who|medic\w+|of|"
    r"that|from|with)\b"
)
