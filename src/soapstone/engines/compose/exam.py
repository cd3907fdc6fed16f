"""What was found in the physical exam, by body system."""

from __future__ import annotations

import re

from soapstone.engines.compose.findings import NOTHING_FOUND, finding
from soapstone.engines.compose.grammar import Subject
from soapstone.engines.compose.phrases import conducts, region, region_named, region_told
from soapstone.engines.compose.reading import Heard, Reading
from soapstone.engines.compose.statement import Statement
from soapstone.engines.compose.vitals import reads_vitals
from soapstone.nlp.assertion import reply

SIGN_WANTED = 0.5  # a named sign counts more than the rest: half the worth is enough
SHORT = 4  # words of a finding that names no place
EXAM_SYSTEMS = {
    "General": "General",
    "Constitutional": "General",
    "Head": "HEENT",
    "ENMT": "HEENT",
    "Eyes": "Eyes",
    "Neck": "Neck",
    "Cardiovascular": "Cardiovascular",
    "Chest": "Chest",
    "Respiratory": "Respiratory",
    "Abdomen": "Abdomen",
    "Gastrointestinal": "Abdomen",
    "Genitourinary": "Genitourinary",
    "Back": "Musculoskeletal",
    "Limb": "Musculoskeletal",
    "Musculoskeletal": "Musculoskeletal",
    "Neurological": "Neurological",
    "Psychiatric": "Psychiatric",
    "Skin": "Skin",
}
ORDER = tuple(dict.fromkeys(["Vitals", *EXAM_SYSTEMS.values()]))
_NAMED = {"heart": "Cardiovascular", "lung": "Respiratory", "skin": "Skin", "thyroid": "Neck"}
_PRESSED = re.compile(
    r"(?:hurt|pain|painful|tender|sore)\b.*\b(?:press|push|touch|palpat|here|there|squeeze)|(?:press|push|touch).*(?:hurt|pain|tender)",
    re.I,
)
_MOVED = re.compile(
    r"(?:hurt|pain|painful)\b.*\b(?:bend|turn|move|lift|raise|flex|extend|twist|straighten|pull|reach)|(?:bend|turn|move|lift|raise|flex|twist).*(?:hurt|pain)",
    re.I,
)


def exam(reading: Reading, subject: Subject, wanted: float) -> list[Statement]:
    """The findings by body system, in the order of a head-to-toe exam; nothing that was not spoken."""
    statements: list[Statement] = []
    system = done = ""
    for at, heard in enumerate(reading.heard):
        if heard.seen.side != "C":
            continue
        said, kinds = heard.seen.clause.text, {m.concept.kind for m in heard.seen.mentions}
        examined = at in reading.examined
        if examined and conducts(said):
            done = said
        system = _system(heard, system) or system
        asks = heard.seen.question and not (examined and _NO_PAIN.match(said))
        if asks and (examined or heard.topic == "exam"):
            statements += _elicited(reading, at, system)
            continue
        signs = "sign" in kinds or ("symptom" in kinds and _FOUND.match(said) is not None)
        sums_up = _SUMS_UP.match(said) if examined else _SUMS_UP.search(said)
        if sums_up or _RECAPPED.search(said) or _EXPLAINED.search(said):
            continue
        located = examined and bool(
            region_named(said) or region_told(said) or kinds & {"symptom", "condition"}
        )
        enough = SIGN_WANTED if signs or located or (examined and NOTHING_FOUND.match(said)) else 1.0
        if heard.topic not in ("exam", "vitals") or heard.worth < enough * wanted:
            continue
        if asks or conducts(said) or reads_vitals(said) or _ALL_RIGHT.fullmatch(said):
            continue
        text = finding(said, "exam", subject, near=f"{system}: {done}")
        group = "Vitals" if re.match(r"vitals?\b", text, re.IGNORECASE) else system
        if statements and _GOES_ON.match(text) and statements[-1].order >= at - 3:
            statements[-1] = _continued(statements[-1], text, heard)
        elif len(text.split()) > 1 and not _ONLY_A_PLACE.fullmatch(text):
            statements.append(Statement("exam", text, heard.spans, at, group, heard.worth, 0.85))
    return statements


# "You mentioned a headache": the history again, not found
_SUMS_UP = re.compile(
    r"\b(?:you|he|she)(?:'ve|'d| have| had| also)* (?:mentioned|said|told|reported|described)\b",
    re.IGNORECASE,
)
_RECAPPED = re.compile(
    r"\b(?:you|he|she)(?:'ve|'s| have| has) been (?:having|getting|feeling|noticing)\b", re.IGNORECASE
)
# "It's quite usual to see some redness after a sting"
_EXPLAINED = re.compile(
    r"\b(?:(?:it|this|that)(?:'s| is) (?:quite |very |pretty |perfectly )?(?:normal|common|usual|typical|natural),? "
    r"(?:to|for|with|when|in|if)|"
    r"usually|normally|often|tends? to|most likely|my guess|someone|somebody|(?:some|many|most) (?:people|patients))\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:To|Of|In|On|At|With|Over|From|Around) (?!palpation of|auscultation|inspection|exam|his|her|their|the)\w"
)
# "I hear wheezing on both sides"
_FOUND = re.compile(
    r"(?:I (?:can |do |also )*(?:hear|see|feel|appreciate|notice)|there(?:'s| is| are))\b", re.IGNORECASE
)
# "No pain when I tap.": found, although it may look like a question
_NO_PAIN = re.compile(r"no (?:pain|tenderness|soreness) when I \w+[^?]*$", re.IGNORECASE)
_ALL_RIGHT = re.compile(
    r"(?:(?:um|uh|okay|ok|all right|right|fine|lovely|perfect|good|great|yes|yeah)[ ,.!]*)+", re.IGNORECASE
)
_ONLY_A_PLACE = re.compile(
    r"(?:(?:on|for|in|with|as for) )?(?:his|her|their|the)?(?: ?[\w-]+){0,3} (?:exam(?:ination)?|inspection|palpation)\.",
    re.IGNORECASE,
)


def _continued(statement: Statement, text: str, heard: Heard) -> Statement:
    """A finding that an interruption cut in two, made whole."""
    whole = f"{statement.text.rstrip('.')} {text[0].lower()}{text[1:]}"
    return statement._replace(text=whole, evidence=(*statement.evidence, *heard.spans))


_ARTICLE = re.compile(r"\b(?:an?|the) ", re.IGNORECASE)
# "Supple, no lymphadenopathy" is of the neck, without its name
_SUPPLE = re.compile(r"(?:it's |it is |nice and )*supple\b", re.IGNORECASE)


def _system(heard: Heard, before: str) -> str:
    """The line of the exam that a clause belongs to or leads up to; `before` is the one of the clause before."""
    if announced := region(heard.seen.clause.text):
        return announced
    if told := region_told(heard.seen.clause.text):
        # the strength of a limb under examination is no line of its own
        return before if (before, told) == ("Musculoskeletal", "Neurological") else told
    if _SUPPLE.match(heard.seen.clause.text):
        return "Neck"
    for mention in heard.seen.mentions:
        concept = mention.concept
        if concept.name in _NAMED:
            return _NAMED[concept.name]
        if (
            concept.kind in ("sign", "anatomy", "symptom", "condition")
            and concept.group in EXAM_SYSTEMS
            and concept.group != "General"
        ):
            line = EXAM_SYSTEMS[concept.group]
            # redness of the tonsils is none of the skin, nor are tender sinuses of the limbs
            named = region_named(heard.seen.clause.text)
            general = line in ("Skin", "Musculoskeletal") or concept.kind == "symptom"
            here = (
                before if len(_ARTICLE.sub("", heard.seen.clause.text).split()) <= SHORT else ""
            )  # "a little red", of what was looked at
            return (named or here or line) if general else line
    return region_named(heard.seen.clause.text)


_ELICITED = {
    ("palpation", "yes"): "Tenderness to palpation.",
    ("palpation", "no"): "No tenderness to palpation.",
    ("movement", "yes"): "Pain with movement.",
    ("movement", "no"): "No pain with movement.",
}


def _elicited(reading: Reading, at: int, system: str) -> list[Statement]:
    """ "Does it hurt when I press here?" "Yes." is tenderness to palpation."""
    question = reading.heard[at].seen.clause
    done = (
        "palpation" if _PRESSED.search(question.text) else "movement" if _MOVED.search(question.text) else ""
    )
    answered_by = reading.answers.get(at)
    answer = reading.heard[answered_by] if answered_by is not None else None
    if answer is None or answer.seen.side == "C" or (done, reply(answer.said)) not in _ELICITED:
        return []
    text = _ELICITED[done, reply(answer.said)]
    return [Statement("exam", text, (question.span, *answer.spans), at, system, 0.6, 0.75)]
