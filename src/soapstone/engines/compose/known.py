"""Earlier illnesses that were not asked for in general: named by the clinician, then confirmed or never had; volunteered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from soapstone.engines.compose.grammar import sentence_case
from soapstone.engines.compose.illnesses import DENIES, conditions, illnesses_told
from soapstone.engines.compose.phrases import lasting
from soapstone.engines.compose.problems import plan_begins
from soapstone.engines.compose.reading import Heard, Reading, answering_turn
from soapstone.engines.compose.statement import Statement, listed
from soapstone.nlp.assertion import reply
from soapstone.types import Span

NEAR = 6  # clauses within which a question goes on with what was asked before
FAMILY = re.compile(r"\bfamily\b", re.IGNORECASE)
# "What about heart disease?", which goes on with what was asked before
HOW_ABOUT = re.compile(r"(?:(?:and|okay|good to know)[, ]+)*(?:what|how) about\b(?! you\b)", re.IGNORECASE)


def confirmed(reading: Reading) -> list[Statement]:
    """What the clinician knows and the patient confirms: "You have diabetes?" "Yes." "And high cholesterol?" "Yes."."""
    found: list[Statement] = []
    begins = plan_begins(reading)
    planned, last = len(reading.heard) if begins is None else begins, -NEAR
    for at, heard in enumerate(reading.heard[: reading.examined.start or None]):
        clause, answer = heard.seen.clause, _reply_to(reading, at)
        if heard.seen.side != "C" or answer is None or reply(reading.heard[answer].said) != "yes":
            continue
        if at >= planned and not heard.seen.question:
            continue  # "So you have sinusitis." is of today
        begun = _KNOWN.match(clause.text)
        goes_on = at - last <= NEAR and len(clause.text.split()) <= 5 and not _YES_NO.match(clause.text)
        named = conditions(clause.text) if begun or goes_on else []
        if not named or DENIES.search(clause.text) or names_symptom(heard):
            continue
        last = at
        text = sentence_case(listed([condition.name for condition in named]))
        spans = (clause.span, reading.heard[answer].seen.clause.span)
        found.append(Statement("medical_history", text, spans, at, confidence=0.85))
    return found


def volunteered(reading: Reading, known: Sequence[Statement]) -> list[Statement]:
    """Illnesses that last, told of unasked and not among the `known`: "I've got gout", "I'm a diabetic"."""
    told = {condition.name.lower() for one in known for condition in conditions(one.text)}
    found: list[Statement] = []
    begins = plan_begins(reading)
    for at, heard in enumerate(reading.heard[: reading.examined.start or begins]):
        text = heard.seen.clause.text
        has = _I_HAVE.search(text)
        if heard.seen.clause.role != "patient" or heard.seen.question or not has:
            continue
        named = conditions(text)
        # of one illness told in few words, the note says all that was said
        told_again = "told" if len(named) == 1 and len(text.split()) <= _SHORT else ""
        for condition in named:
            lasts = lasting().search(condition.name) or lasting().match(text[condition.start :])
            far = len(text[has.end() : condition.start].split()) > NEAR
            if condition.name.lower() in told or not lasts or far or condition.start < has.start():
                continue
            before, after = text[: condition.start], text[condition.start :]
            if DENIES.search(before) or _OF_OTHERS.search(before) or _DONE_FOR.match(after):
                continue
            told.add(condition.name.lower())
            name = f"{condition.name}{' in childhood' if _AS_A_CHILD.search(text) else ''}"
            found.append(
                Statement("medical_history", sentence_case(name), heard.spans, at, told_again, confidence=0.8)
            )
    return found


_I_HAVE = re.compile(
    r"\bI(?:'ve|'m|'d)?"
    r"(?: (?:also|actually|do|generally|already|just|have|had|used to|was|am|been|sometimes|kind of|sort of))*"
    r" (?:got|have|had|get|suffer(?:ed)? (?:from|of|with)|(?:diagnosed|living) with|an?|told I have)\b|"
    r"\bI(?:'m| am| have|'ve|'ve had) (?=\w)",
    re.IGNORECASE,
)
# "I had glaucoma surgery"
_DONE_FOR = re.compile(
    r"(?:[\w-]+ ){1,3}(?:surgery|operation|procedure|pills?|medic\w+|tests?|screening|checks?|shots?)\b|"
    r"[\w-]+ (?:was |got )?(?:fixed|repaired|removed|taken out|operated on)\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:my (?:mother|father|mom|mum|dad|brother|sister|son|daughter|husband|wife|friend|aunt|uncle|\w*grand\w+|family)|"
    r"think|thought|worried|scared|afraid|if|maybe|might|could)\b",
    re.IGNORECASE,
)
_AS_A_CHILD = re.compile(
    r"\bas a (?:child|kid|baby)\b|\bwhen I was (?:a (?:child|kid|baby)|little|young)", re.IGNORECASE
)


def _reply_to(reading: Reading, at: int) -> int | None:
    """What answers a clause, also one that is no question, or that another one asks to confirm: "Is that correct?" """
    after = reading.heard[at + 1 : at + 2]
    if at in reading.answers or not after:
        return reading.answers.get(at)
    if _CORRECT.match(after[0].seen.clause.text):
        return reading.answers.get(at + 1)
    return at + 1 if after[0].seen.side != "C" else None


def never_had(reading: Reading) -> list[Statement]:
    """The illnesses that a patient denies: "Any history of gout?" "Nope." "How about glaucoma?" "No."."""
    found = dict[str, tuple[Span, ...]]()
    first, last = 0, -NEAR
    for at, heard in enumerate(reading.heard[: reading.examined.start or None]):
        clause, answer = heard.seen.clause, reading.answers.get(at)
        asks = heard.seen.side == "C" and heard.seen.question and answer is not None
        goes_on = at - last <= NEAR and HOW_ABOUT.match(clause.text)
        if (
            not asks
            or not (_HAD.search(clause.text) or goes_on)
            or FAMILY.search(clause.text)
            or names_symptom(heard)
        ):
            continue
        told = answering_turn(reading, answer or 0)
        named = [condition.name for condition in illnesses_told(clause.text)]
        if (
            not named
            or not told
            or reply(told[0].said) != "no"
            or len(told[0].seen.clause.text.split()) > _SHORT
        ):
            continue
        first, last = first if found else at, at
        found |= dict.fromkeys(named, (clause.span, told[0].seen.clause.span))
    if not found:
        return []
    spans = tuple(dict.fromkeys(span for pair in found.values() for span in pair))
    text = f"No history of {listed(list(found), 'or')}."
    return [Statement("medical_history", text, spans, first, "denied", confidence=0.85)]


_SHORT = 8  # words
_HAD = re.compile(
    r"\b(?:history of|ever (?:had|have|been|diagnosed)|diagnosed with|are you (?:an? )?(?:diabetic|asthmatic))\b",
    re.IGNORECASE,
)


def names_symptom(heard: Heard) -> bool:
    """Whether a clause names a symptom, which is no earlier illness."""
    return any(mention.concept.kind in ("symptom", "sign") for mention in heard.seen.mentions)


_KNOWN = re.compile(
    r"(?:(?:okay|and|so|then|also|(?:I see|I'm seeing|it says|it looks like)(?: here)?(?: that)?)[, ]+)*"
    r"(?:(?:you|he|she)(?:'ve| also| still| do)* (?:have|has|had|(?:were |was |been |have been |has been )diagnosed with)\b"
    r"(?! any\b| you\b)|I see (?!you\b))",
    re.IGNORECASE,
)
# "I see you also have anemia. Does that sound familiar?"
_CORRECT = re.compile(
    r"(?:is (?:this|that)|does (?:this|that) sound|do (?:all of )?those sound) (?:right|correct|true|familiar)\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"(?:and |so |okay,? )*(?:do|does|did|are|is|have|has|was|were|any|how|what)\b", re.IGNORECASE
)
