"""What stands in lists: the medications that the patient takes and the allergies."""

from __future__ import annotations

import re
from collections.abc import Iterable

from soapstone.engines.compose.grammar import sentence_case
from soapstone.engines.compose.memory import Memory
from soapstone.engines.compose.phrases import frames
from soapstone.engines.compose.reading import Reading
from soapstone.engines.compose.statement import Statement, listed
from soapstone.nlp.assertion import reply
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.drugs import Dose, find_drugs
from soapstone.types import Span

NO_ALLERGIES, NO_DRUG_ALLERGIES = "No known allergies.", "No known drug allergies."  # as was asked or told
_TAKING = re.compile(
    r"\b(?:tak(?:e|es|ing)|on|using|uses?|continue|prescribed|currently|medications?|still|with|my|your)\b",
    re.IGNORECASE,
)
_NOT_TAKING = re.compile(
    r"\b(?:stopped|not taking|don't take|ran out|quit|allerg\w+|never (?:took|tried|taken)|used to|"
    r"tried|start|prescribe|going to|want to|refill|increase|instead|can't take|avoid|should|recommend|"
    r"you (?:can|could|may|might)(?: also| just| always)? (?:take|try|use|get|have|buy))\b",
    re.IGNORECASE,
)
_ALLERGY = re.compile(r"\ballerg(?:y|ies|ic)\b", re.IGNORECASE)
_NO_ALLERGIES = re.compile(
    r"\b(?:no|not (?:aware of|have) any|don't have any|without)(?: known)?(?: drug| medication| medicine)? allergies\b",
    re.IGNORECASE,
)
_REACTION = re.compile(
    r"\b(?:hives|rash|swelling|itching|anaphylaxis|throat clos(?:es|ed|ing)|nausea|vomiting|trouble breathing|"
    r"breaks? (?:me )?out|"
    r"(?P<part>throat|tongue|lips?|face|mouth)(?: \w+)?(?P<swollen> (?:swells?|swelled|swelling|swole|swollen)))\b",
    re.IGNORECASE,
)


def medications(reading: Reading, memory: Memory, allergic: Iterable[Statement]) -> list[Statement]:
    """One list of the drugs that the patient is on, with what was said of strength and frequency.

    A drug counts when the patient says to take it, or the clinician asks and is told so; what is
    started today belongs in the plan, what the patient is `allergic` to in its own list.
    """
    found: dict[str, tuple[Dose, Span, int]] = {}
    for at, heard in enumerate(reading.heard):
        clause = heard.seen.clause
        if heard.topic in ("plan", "assessment", "instructions", "allergies") and heard.seen.side == "C":
            continue
        for dose in find_drugs(clause.text):
            confirmed = heard.seen.question and _reply(reading, at) == "yes"
            spoken_of = (
                heard.seen.side != "C"
                or heard.topic == "medications"
                or confirmed
                or _TAKING.search(clause.text)
            )
            if (
                _NOT_TAKING.search(clause.text)
                or _ALLERGY.search(_asked_before(reading, at))
                or not spoken_of
            ):
                continue
            if heard.seen.question and _reply(reading, at) == "no":
                found.pop(dose.name, None)
                continue
            before = found.get(dose.name)
            if before is None or len(dose.written) > len(before[0].written):
                found[dose.name] = (dose, clause.span, at)
    for cause in (name for allergy in allergic for name in allergens(allergy.text)):
        found.pop(cause, None)  # "What happens when you take clindamycin?" asks of an allergy
    if not found:
        return _takes_none(reading)
    wording = memory.wording("medications", frames()["medications"][0])
    text = sentence_case(wording.format(items=listed([dose.written for dose, _, _ in found.values()])))
    spans = tuple(dict.fromkeys(span for _, span, _ in found.values()))
    first = min(at for _, _, at in found.values())
    return [Statement("medications", text, spans, first, confidence=0.8, kind=LISTED)]


def _takes_none(reading: Reading) -> list[Statement]:
    """That the patient takes no medications, where the answer says so: "Any daily medications?" "No." """
    for at, heard in enumerate(reading.heard):
        clause = heard.seen.clause
        asks = heard.seen.side == "C" and heard.seen.question and _ANY_MEDICATIONS.search(clause.text)
        if asks and not _SOME_MEDICATIONS.search(clause.text) and _reply(reading, at) == "no":
            spans = (clause.span, reading.heard[reading.answers[at]].seen.clause.span)
            return [Statement("medications", NONE_TAKEN, spans, at, confidence=0.8)]
    return []


LISTED = "list"  # the kind of the statement that lists all medications
NONE_TAKEN = "No regular medications."
_ANY_MEDICATIONS = re.compile(
    r"\b(?:any|tak(?:e|es|ing)|on)\b.*\b(?:medic(?:ation|ine)s?|meds|prescriptions?|pills)\b", re.IGNORECASE
)
# A question about some of them only
_SOME_MEDICATIONS = re.compile(
    r"\b(?:new|other|more|else|pain|sleeping|allerg\w+|side effects?|over[- ]the[- ]counter|"
    r"for (?:it|this|that|the|your|these)|to help|tried|try|with that|changes?|missed|stop\w*)\b",
    re.IGNORECASE,
)


def _asked_before(reading: Reading, at: int) -> str:
    """The clinician's last words before a clause of the patient; empty for the clinician's own."""
    turn = reading.heard[at].seen.clause.span.turn
    if reading.heard[at].seen.side == "C" or turn == 0:
        return ""
    return reading.transcript.turns[turn - 1].text


def _reply(reading: Reading, at: int) -> str:
    """What kind of answer question `at` got: yes, no or other."""
    answer = reading.answers.get(at)
    return reply(reading.heard[answer].said) if answer is not None else "other"


def allergies(reading: Reading) -> list[Statement]:
    """Each allergy with its reaction; "No known allergies." only when the patient says so, of drugs if drugs are meant."""
    statements = []
    for at, heard in enumerate(reading.heard):
        clause = heard.seen.clause
        if not _ALLERGY.search(clause.text) or re.search(
            r"seasonal|environmental|pollen|hay fever", clause.text, re.I
        ):
            continue
        if heard.seen.side == "C" and heard.seen.question:
            statements += _asked(reading, at)
        elif heard.seen.side == "C":
            statements += _confirmed(reading, at)
        elif _NO_ALLERGIES.search(clause.text):
            statements.append(
                Statement("allergies", _none_known(clause.text), (clause.span,), at, confidence=0.85)
            )
        else:
            statements += _told(clause.text, (clause.span,), at)
    unique = {statement.text: statement for statement in statements}
    none = [unique.pop(text) for text in (NO_DRUG_ALLERGIES, NO_ALLERGIES) if text in unique]
    return list(unique.values()) or none[:1]  # beside an allergy, none was said of some kind only


def _none_known(text: str) -> str:
    """That there is no allergy, of drugs where the question or the answer speaks of drugs."""
    of_drugs = re.search(r"\b(?:drugs?|medic\w+|antibiotics?|meds)\b(?! or\b)", text, re.IGNORECASE)
    return NO_DRUG_ALLERGIES if of_drugs else NO_ALLERGIES


def _asked(reading: Reading, at: int) -> list[Statement]:
    clause, answer = reading.heard[at].seen.clause, reading.answers.get(at)
    if answer is None:
        return []
    first = reading.heard[answer]
    turn = first.seen.clause.span.turn
    whole = [h.seen.clause for h in reading.heard[answer : answer + 3] if h.seen.clause.span.turn == turn]
    spans = (clause.span, *(part.span for part in whole))
    if told := _told(". ".join(part.text for part in whole), spans, at):
        return told  # "No, just latex."
    if _reply(reading, at) == "no":
        none = _none_known(f"{clause.text} {first.seen.clause.text}")
        return [Statement("allergies", none, spans[:2], at, confidence=0.85)]
    # "You're allergic to Augmentin, is that right?" "Yes."
    return _told(clause.text, spans, at) if _reply(reading, at) == "yes" else []


def _confirmed(reading: Reading, at: int) -> list[Statement]:
    """ "You're allergic to Augmentin, is that right?" "Yes, that's correct." """
    clause, after = reading.heard[at].seen.clause, reading.heard[at + 1 : at + 2]
    if not after or after[0].seen.side == "C" or reply(after[0].said) != "yes":
        return []
    return _told(clause.text, (clause.span, *after[0].spans), at)


def allergens(text: str) -> list[str]:
    """What a text says to cause an allergy, each once; not what it says to cause none."""
    return [name for _, name in _allergen_places(text)]


def _allergen_places(text: str) -> list[tuple[int, str]]:
    """Where each cause is named first, in order."""
    named = {m.start(): m.group().lower() for m in _ALLERGENS.finditer(text)}
    named |= {dose.start: dose.name for dose in find_drugs(text)}
    first: dict[str, int] = {}
    for at, name in sorted(named.items()):
        if not _DENIES.search(_BREAK.split(text[:at])[-1]):
            first.setdefault(name, at)
    return [(at, name) for name, at in first.items()]


def _told(text: str, spans: Iterable[Span], at: int) -> list[Statement]:
    return [
        Statement("allergies", sentence_case(f"{name}{reaction}"), tuple(spans), at, confidence=0.8)
        for name, reaction in _reactions(text).items()
    ]


def _reactions(text: str) -> dict[str, str]:
    """What each cause of an allergy did, ": hives": what was said after it and before the next, or of "both"."""
    places = _allergen_places(text)
    ends = (*(start for start, _ in places[1:]), len(text))
    found = {name: _reaction(text[start:end]) for (start, name), end in zip(places, ends, strict=False)}
    if len(found) == 1 or (_BOTH.search(text) and sum(map(bool, found.values())) == 1):
        return dict.fromkeys(found, _reaction(text))
    return found


def _reaction(text: str) -> str:
    reaction = _REACTION.search(text)
    seen = reaction and (f"{reaction['part']} swelling" if reaction["swollen"] else reaction.group())
    named = next((m.concept.name for m in find_concepts(text) if m.concept.kind == "symptom"), None)
    told = seen or (named if _GIVES.search(text) else None)
    return f": {told.lower()}" if told else ""


_BOTH = re.compile(r"\b(?:both|they all|all of them|each|either)\b", re.IGNORECASE)
_GIVES = re.compile(
    r"\b(?:gives?|gave|get|gets|got|makes?|made|causes?d?|breaks?|broke|itch\w*|swell\w*)\b", re.IGNORECASE
)


_ALLERGENS = re.compile(
    r"\b(?:sulfa|penicillin|latex|shellfish|peanuts?|nuts|iodine|contrast|eggs?|bee stings?|wasps?|codeine|grapefruit|"
    r"strawberr(?:y|ies)|milk|dairy|soy|wheat|gluten|fish|seafood|bananas?|avocados?|kiwis?|adhesives?|nickel)\b",
    re.IGNORECASE,
)
# "No, not to penicillin, but sulfa gives me hives"
_DENIES = re.compile(r"\b(?:no|not|never|denies)\b|n['’]t\b", re.IGNORECASE)
_BREAK = re.compile(r"[.,;]|\b(?:but|except|only|just)\b", re.IGNORECASE)
