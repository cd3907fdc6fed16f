"""Why the patient came: the complaint, and the sentence with which a history opens."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from soapstone.engines.compose.grammar import sentence_case, within_a_sentence
from soapstone.engines.compose.histories import HISTORIES
from soapstone.engines.compose.memory import Memory
from soapstone.engines.compose.person import Who
from soapstone.engines.compose.phrases import frames, reasons
from soapstone.engines.compose.problems import named
from soapstone.engines.compose.reading import Heard, Reading
from soapstone.engines.compose.statement import Statement, listed
from soapstone.engines.compose.third_person import third_person
from soapstone.nlp.assertion import Assertion
from soapstone.nlp.concepts import concept_at_end, find_concepts
from soapstone.nlp.stems import content_stems
from soapstone.notes.templates import Topic
from soapstone.types import Patient, Span

FIRST_WORDS = 8  # clauses of the patient among which the reason for the visit is looked for
QUOTED = "quoted"  # the kind of a complaint in the patient's words
SOON = 2  # clauses by which the name of a symptom may come before an injury is told
LATE = 3  # turns of the patient before a symptom that is no complaint any more
TELLING = 0.2  # worth of a clause that tells much
_HERE_FOR = re.compile(
    r"\b(?:here|presents?|presenting|comes? in|came in|in today|in here|coming in|see me|visit|"
    r"seen|year[- ]old \w+(?: \w+)?)(?: today| to (?:the )?(?:clinic|office))*"
    r" (?:for|with|because of|complaining of|about|regarding|to discuss|"
    r"due to) (?P<reason>[^.?!,]{3,90}?)(?= (?:he|she|you|who|they|it|it's|i|i'm|we|was|is|and then|so|"
    r"did|do|can) |[.?!,]|$)",
    re.IGNORECASE,
)
# "How long have you had this right hip pain?": both know what brings the patient in.
_HAS_HAD = re.compile(
    r"\bhow long have you (?:had|been having) (?:this|that|these|your|the) (?P<reason>[^.?!,]{3,60})",
    re.IGNORECASE,
)


def complaint(reading: Reading) -> list[Statement]:
    """The reason for the visit in a few words: the clinician's, else the first symptoms told."""
    for at, heard in enumerate(reading.heard[:40]):
        text = heard.seen.clause.text
        match = _HERE_FOR.search(text)
        if match is None and not any(m.concept.group == "General" for m in heard.seen.mentions):
            match = _HAS_HAD.search(text)
        mentions = [
            m
            for m in heard.seen.mentions
            if match and m.start >= match.start("reason") and m.concept.kind in ("symptom", "condition")
        ]
        if mentions:
            names = _distinct([named(text, m) for m in mentions[:3]])
            return [_complaint(names, heard.spans, at)]
        if match and re.search(
            r"follow|annual|physical|check|refill|evaluation|results|routine", match["reason"], re.I
        ):
            why = re.sub(r"^(?:your|his|her|an?|the) | today$", "", match["reason"].strip())
            return [_complaint([why], heard.spans, at)]
    told, first = _told_reason(reading), _first_named(reading)
    begin = first[0][0].clauses[-1] if first else None
    if told and (begin is None or told.order <= begin + SOON):
        return [told]
    if begin is None or _late(reading, begin):
        own = _in_own_words(reading)
        if own or begin is None:
            return own or _fell(reading)
    turn = first[0][0].evidence[-1].turn
    near = [(a, name) for a, name in first if a.evidence[-1].turn <= turn + 1]
    names = _distinct([name for _, name in near])[:3]
    spans = tuple(dict.fromkeys(span for a, name in near if name in names for span in a.evidence))
    sited = [_with_site(reading, name) for name in names]
    spans = tuple(dict.fromkeys([*spans, *(span for _, more in sited for span in more)]))
    return [_complaint([name for name, _ in sited], spans, first[0][0].clauses[-1])]


def _first_named(reading: Reading) -> list[tuple[Assertion, str]]:
    """What the patient has, in the order in which it was told, with its name; not what was found or planned."""
    return [
        (assertion, named(reading.heard[assertion.clauses[-1]].seen.clause.text, mention))
        for assertion in reading.assertions
        if assertion.polarity == "present" and assertion.concept.kind in ("symptom", "condition")
        if assertion.clauses[-1] not in reading.examined and not _concluded(reading, assertion)
        if reading.heard[assertion.clauses[-1]].topic not in HISTORIES
        for mention in reading.heard[assertion.clauses[-1]].seen.mentions
        if mention.concept == assertion.concept
    ]


def _concluded(reading: Reading, assertion: Assertion) -> bool:
    """Whether a clinician tells the patient of an illness: no reason to come."""
    told = [reading.heard[at] for at in assertion.clauses]
    return assertion.concept.kind == "condition" and all(
        one.seen.side == "C" and one.topic in ("assessment", "plan", "results") for one in told
    )


def _late(reading: Reading, at: int) -> bool:
    """Whether the patient had said much before clause `at`: a complaint is told first."""
    before = [one for one in reading.heard[:at] if one.seen.side != "C" and _tells(one)]
    return len({one.seen.clause.span.turn for one in before if one.worth >= TELLING}) > LATE


def _tells(heard: Heard) -> bool:
    """Whether a clause of the patient tells something of why they came."""
    text = heard.seen.clause.text
    return (
        len(text.split()) > 3
        and heard.topic in ("history", "complaint", "review")
        and not (heard.seen.question or text.endswith("?") or _COURTESY.search(text))
    )


def _in_own_words(reading: Reading) -> list[Statement]:
    """The reason in the patient's words, as records quote a complaint that has no name: "I can't get my ring off"."""
    asked = (at for at, one in enumerate(reading.heard[:40]) if _WHY.search(one.seen.clause.text))
    begin = next(asked, None)
    if begin is None:
        return []
    told = [at for at, one in enumerate(reading.heard) if at > begin and one.seen.side != "C"][:FIRST_WORDS]
    for at in told:
        heard = reading.heard[at]
        if heard.seen.clause.role == "patient" and _tells(heard):
            words = _BECAUSE.sub("", heard.seen.clause.text).rstrip(" .,")
            text = f'"{words[:1].upper()}{words[1:]}"'
            return [Statement("complaint", text, heard.spans, at, confidence=0.7, kind=QUOTED)]
    return []


# "What brings you in?", "How can I help you today?"
_WHY = re.compile(
    r"\b(?:what(?:'s| is| has| can| seems| made)? (?:brings?|brought|bringing|going on|happened|"
    r"the (?:problem|matter|trouble)|wrong|I (?:do|help)|you (?:in|here)|to be the)|"
    r"how (?:can|may) (?:I|we) help|what can (?:I|we) (?:do|help)|"
    r"tell me (?:what|about|why|a (?:little|bit))|why (?:are you|you're) here|what are (?:you|we) (?:here|seeing))\b",
    re.IGNORECASE,
)
# "I'm here because", "my wife made me come in because"
_BECAUSE = re.compile(
    r"^.{0,60}?\b(?:here|called|rung|came|come(?: in| here)?|checked(?: out)?|looked at)(?: today)? because,? "
    r"(?=\S+ \S+ \w)",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^(?:no|nope|yes|yeah)\b|\b(?:thank|fine|good|great|better|nice|weather|okay|all right|see you|complain|busy|hear you|"
    r"trouble|forever)\b|\bI'm (?:his|her|their)\b|\bmy (?:mother|father|mom|dad|brother|sister) (?:had|has)\b",
    re.IGNORECASE,
)


def complaint_as_given(reading: Reading, given: Mapping[Topic, str]) -> list[Statement]:
    """The reason for the visit as a person wrote it, in its own section or as what a history opens with.

    It rests on the clauses that speak of it; where none does it is not taken.
    """
    opened = _PRESENTS.search(given.get("history", ""))
    text = (given.get("complaint") or (opened["reason"] if opened else "")).strip(" .\n")
    if not text or "\n" in text or len(text) > LONGEST_REASON:
        return []
    concepts, stems = {mention.concept for mention in find_concepts(text)}, content_stems(text)
    spoken = [
        at
        for at, heard in enumerate(reading.heard)
        if any(mention.concept in concepts for mention in heard.seen.mentions)
        or (len(stems) > 1 and stems <= heard.seen.content)
    ]
    if not spoken:
        return []
    spans = tuple(span for at in spoken[:3] for span in reading.heard[at].spans)
    return [_complaint([within_a_sentence(text)], spans, spoken[0])]


LONGEST_REASON = 90  # characters
_PRESENTS = re.compile(
    r"\b(?:presents?|presenting|comes in|is here|is seen)\b(?: today| to (?:the |our )?[\w ]{3,30}?| back| in)*"
    r"(?: for| with| complaining of| due to| because of)(?: an?| the| his| her)?"
    r"(?: (?:evaluation|follow[- ]?up(?: evaluation| visit)?|management|re-?evaluation) (?:of|for|on)"
    r"(?: (?:an?|the|his|her))?)?"
    r" (?P<reason>[^.,;\n]{3,80})",
    re.IGNORECASE,
)


def _told_reason(reading: Reading) -> Statement | None:
    """What the patient came for in the first words of the story, where these name an injury and no symptom."""
    told = [(at, heard) for at, heard in enumerate(reading.heard) if heard.seen.side != "C"]
    for at, heard in told[:FIRST_WORDS]:
        for reason in reasons():
            if name := reason.named(heard.seen.clause.text):
                return _complaint([_by_its_name(name)], heard.spans, at)
    return None


def _by_its_name(reason: str) -> str:
    """A reason as the lexicon names it, where it does: "left ear pain", but "headache" for a head pain."""
    last = concept_at_end(reason)
    return named(reason, last) if last and last.concept.kind == "symptom" else reason


def _fell(reading: Reading) -> list[Statement]:
    """A fall, where that is all that is told of why the patient came."""
    found = ((at, heard) for at, heard in enumerate(reading.heard) if _FALL.search(heard.seen.clause.text))
    return [_complaint(["fall"], heard.spans, at) for at, heard in found][:1]


_FALL = re.compile(
    r"\b(?:had|took) a (?:\w+ )?fall\b|\bI (?:tripped|stumbled|slipped)\b.*\bfell\b|\bI fell (?:down|off|over|at|in|from)\b",
    re.IGNORECASE,
)


def _with_site(reading: Reading, name: str) -> tuple[str, tuple[Span, ...]]:
    """A bare complaint with the part of the body that was asked for, and what says so: "Where is the pain?" "My elbow."."""
    if name not in _ANYWHERE:
        return name, ()
    for at, heard in enumerate(reading.heard[:20]):
        answer = reading.answers.get(at)
        if heard.seen.side != "C" or answer is None:
            continue
        asked, told = heard.seen.clause.text, reading.heard[answer].seen
        said = asked if _HOW_IS.match(asked) else told.clause.text if _WHERE.search(asked) else ""
        if (
            said
            and len(said.split()) <= FIRST_WORDS
            and any(m.concept.kind == "anatomy" for m in find_concepts(said))
        ):
            of_it = next(
                m
                for m in find_concepts(f"{said} {name}")
                if m.concept.name == name or m.concept.kind == "symptom"
            )
            spans = (heard.seen.clause.span, told.clause.span)
            return named(f"{said} {name}", of_it), spans
    return name, ()


_ANYWHERE = ("pain", "swelling", "numbness", "itching", "injury")
_WHERE = re.compile(r"\b(?:where|which (?:part|side|area|one)|what part)\b", re.IGNORECASE)
_HOW_IS = re.compile(r"(?:so |and )?how(?:'s| is| are) (?:your|the) ", re.IGNORECASE)


def _distinct(names: list[str]) -> list[str]:
    """Each name once, and none that another one says more exactly: "elbow pain", "right elbow pain"."""
    return [
        name
        for name in dict.fromkeys(names)
        if not any(name != other and other.endswith(name) for other in names)
    ]


def _complaint(names: list[str], spans: tuple[Span, ...], at: int) -> Statement:
    return Statement("complaint", sentence_case(listed(names)), spans, at, confidence=0.85)


def opener(
    reason: Sequence[Statement], person: Who, patient: Patient, memory: Memory, told: Sequence[Statement]
) -> list[Statement]:
    """ "Jane Roe is a 58-year-old female who presents today for cough.", unless the clinician dictated such a sentence."""
    if not reason or any(_DICTATED.search(statement.text) for statement in told[:4]):
        return []
    sex = {"F": "female ", "M": "male "}.get(person.sex or "", "")
    aged = f"{_article(person.age)} {person.age}-year-old" if person.age else "an infant"
    age = f"{aged} {sex}" if person.age is not None else ""
    name = patient.name or "The patient"
    if name.islower():
        name = name.title()
    text = memory.wording("opener", frames()["opener"][0])
    if not age:
        text = text.replace("is {age}who presents", "presents")
    why = third_person(reason[0].text.strip('."'), person.subject, "patient")
    if reason[0].kind == QUOTED:
        text = text.replace(" for {reason}", " because {reason}")
    text = text.format(name=name, age=age, reason=why[0].lower() + why[1:] if not why[:2].isupper() else why)
    return [Statement("history", text, (*person.evidence, *reason[0].evidence), -1, confidence=0.85)]


def _article(number: int | None) -> str:
    return "an" if str(number).startswith("8") or number in (11, 18) else "a"


_DICTATED = re.compile(
    r"\b(?:\d+[- ]year[- ]old|presents? (?:today|to|for|with))\b",
    re.IGNORECASE,
)
