"""What the patient brings along: earlier illnesses, operations, family, medications and allergies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from soapstone.engines.compose.grammar import Subject, sentence_case, without_dangling
from soapstone.engines.compose.memory import Memory
from soapstone.engines.compose.phrases import Background, backgrounds, frames
from soapstone.engines.compose.reading import Heard, Reading
from soapstone.engines.compose.statement import Statement, listed
from soapstone.engines.compose.third_person import third_person
from soapstone.nlp.assertion import reply
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.dictionary import find_phrases
from soapstone.nlp.drugs import Dose, find_drugs
from soapstone.types import Span

NONE_KNOWN = "No known drug allergies."
_TAKING = re.compile(
    r"\b(?:tak(?:e|es|ing)|on|using|uses?|continue|prescribed|currently|medications?|still|with|my|your)\b",
    re.IGNORECASE,
)
_NOT_TAKING = re.compile(
    r"\b(?:stopped|not taking|don't take|ran out|quit|allerg\w+|never (?:took|tried|taken)|used to|"
    r"tried|start|prescribe|going to|want to|refill|increase|instead|can't take|avoid|should)\b",
    re.IGNORECASE,
)
_ALLERGY = re.compile(r"\ballerg(?:y|ies|ic)\b", re.IGNORECASE)
_REACTION = re.compile(
    r"\b(?:hives|rash|swelling|itching|anaphylaxis|throat (?:closes|swells|closed)|nausea|vomiting|"
    r"trouble breathing|breaks? (?:me )?out)\b",
    re.IGNORECASE,
)


def medications(reading: Reading, memory: Memory) -> list[Statement]:
    """One list of the drugs that the patient is on, with what was said of strength and frequency.

    A drug counts when the patient says to take it, or the clinician asks and is told so; what is
    started today belongs in the plan.
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
    if not found:
        return []
    wording = memory.wording("medications", frames()["medications"][0])
    text = sentence_case(wording.format(items=listed([dose.written for dose, _, _ in found.values()])))
    spans = tuple(dict.fromkeys(span for _, span, _ in found.values()))
    return [Statement("medications", text, spans, min(at for _, _, at in found.values()), confidence=0.8)]


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


def histories(reading: Reading, subject: Subject) -> list[Statement]:
    """What the patient says when asked for earlier illnesses, operations, relatives' illnesses, work and home.

    "Any medical problems?" "Uh, afib." is atrial fibrillation; "No." is said as plainly, and so is "I don't know".
    """
    statements: list[Statement] = []
    for at, heard in enumerate(reading.heard):
        answer = reading.answers.get(at)
        clause = heard.seen.clause
        if heard.seen.side != "C" or answer is None or _ASKS_FURTHER.match(clause.text):
            continue
        asked = next((one for one in backgrounds() if one.asks.search(clause.text)), None)
        first = reading.heard[answer].seen.clause
        if asked is None or any(s.group == asked.name for s in statements):
            continue
        if asked.conditions and first.role == "patient" and _OF_ANOTHER.search(clause.text):
            continue
        told = [one for one in reading.heard[answer:] if one.seen.clause.span.turn == first.span.turn]
        for text, used in _answers(asked, told, subject):
            spans = (clause.span, *(one.seen.clause.span for one in used))
            statements.append(Statement(asked.topic, text, spans, at, asked.name, confidence=0.85))
    return statements


def _answers(
    asked: Background, told: Sequence[Heard], subject: Subject
) -> Iterator[tuple[str, Sequence[Heard]]]:
    """What an answer says of what was asked, as a note has it, each with the clauses that say so."""
    first = told[0].seen.clause.text
    if any(_UNKNOWN.search(one.said) for one in told):
        if asked.unknown:
            yield asked.unknown, told[:1]
        return
    affirmed = [one for one in told if not _NOT_SO.search(one.seen.clause.text)]
    if asked.conditions:
        named = {one: found for one in told if (found := _conditions(one.seen.clause.text))}
        names = list(dict.fromkeys(name for one in affirmed for name in named.get(one, ())))
        if names:
            yield sentence_case(listed(names)), [one for one in affirmed if one in named]
        elif reply(told[0].said) == "no" and not named:
            yield asked.none, told[:1]  # "No diabetes, no asthma" says nothing of the rest
    elif asked.yes:
        if not _NOT_SO.search(first):
            yield asked.yes, told[:1]
    elif reply(told[0].said) == "no":
        yield asked.none, told[:1]
    else:
        for one in affirmed:
            if asked.names.search(one.seen.clause.text):
                yield _written(asked, one.seen.clause.text, subject), [one]


def _written(asked: Background, said: str, subject: Subject) -> str:
    """An answer in the patient's words, in the third person."""
    text = without_dangling(third_person(_LEADS.sub("", said), subject, "patient"))
    if asked.written:
        return sentence_case(text if _STANDS_ALONE.match(text) else asked.written.format(answer=text))
    return sentence_case(text if asked.topic == "family_history" else _POSSESSED.sub("", text))


def _conditions(text: str) -> list[str]:
    """The conditions that a clause names, in the words of our lexicon or of ICD-10-CM."""
    named = {
        (mention.start, mention.end): mention.concept.name
        for mention in find_concepts(text)
        if mention.concept.kind == "condition" or mention.concept.group == "Allergic"
    }
    more = {
        (found.start, found.end): text[found.start : found.end]
        for found in find_phrases(text)
        if found.type == "DIAGNOSIS"
        and not any(start < found.end and found.start < end for start, end in named)
    }
    return [name for _, name in sorted((named | more).items())]


# What asks further of what was told already: "How long ago did you have those surgeries?"
_ASKS_FURTHER = re.compile(r"(?:how|when|which|why|where|those|these|that)\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"\b(?:he|she|they|your (?:mother|father|mom|dad|brother|sister|son|daughter))\b", re.IGNORECASE
)
_UNKNOWN = re.compile(
    r"\b(?:(?:don't|do not|didn't|couldn't|can't) (?:really )?(?:know|tell|remember|recall|say)|not sure|"
    r"no (?:clue|idea)|never (?:knew|close|met)|adopted)\b",
    re.IGNORECASE,
)
_NOT_SO = re.compile(r"\b(?:no|not|never|nothing|n't|don't|isn't|haven't|hasn't)\b", re.IGNORECASE)
_LEADS = re.compile(
    r"^(?:(?:yes|yeah|well|just|only|oh|I think|I'm|it was|there was|"
    r"(?:I|he|she)(?:'ve|'s)?(?: also)? (?:had|have|got|work(?:ed|s)?(?: as)?)(?: had)?)\b[,. ]*)+",
    re.IGNORECASE,
)
_POSSESSED = re.compile(r"^(?:his|her|their|an?) (?=\w+ )")
_STANDS_ALONE = re.compile(
    r"(?:he|she|they|it|the patient|his|her|their|that|retired|unemployed|disabled|on disability|in school)\b",
    re.IGNORECASE,
)


def allergies(reading: Reading) -> list[Statement]:
    """Each allergy with its reaction; "No known drug allergies." only when the patient says so."""
    statements = []
    for at, heard in enumerate(reading.heard):
        clause = heard.seen.clause
        if not _ALLERGY.search(clause.text) or re.search(
            r"seasonal|environmental|pollen|hay fever", clause.text, re.I
        ):
            continue
        if heard.seen.side == "C" and heard.seen.question:
            statements += _asked(reading, at)
        elif heard.seen.side != "C":
            statements += _told(clause.text, (clause.span,), at)
    unique = {statement.text: statement for statement in statements}
    if len(unique) > 1:
        unique.pop(NONE_KNOWN, None)  # said of some kind of allergy only
    return list(unique.values())


def _asked(reading: Reading, at: int) -> list[Statement]:
    clause, answer = reading.heard[at].seen.clause, reading.answers.get(at)
    if answer is None:
        return []
    first = reading.heard[answer]
    if _reply(reading, at) == "no" and not find_drugs(first.seen.clause.text):
        return [
            Statement("allergies", NONE_KNOWN, (clause.span, first.seen.clause.span), at, confidence=0.85)
        ]
    turn = first.seen.clause.span.turn
    whole = [h.seen.clause for h in reading.heard[answer : answer + 3] if h.seen.clause.span.turn == turn]
    return _told(" ".join(part.text for part in whole), (clause.span, *(part.span for part in whole)), at)


def _told(text: str, spans: Iterable[Span], at: int) -> list[Statement]:
    reaction = _REACTION.search(text)
    suffix = f": {reaction.group().lower()}" if reaction else ""
    names = [dose.name for dose in find_drugs(text)] or [
        m.group().lower()
        for m in re.finditer(
            r"\b(?:sulfa|penicillin|latex|shellfish|peanuts?|nuts|iodine|contrast|eggs?|bee stings?)\b",
            text,
            re.I,
        )
    ]
    return [
        Statement("allergies", sentence_case(f"{name}{suffix}"), tuple(spans), at, confidence=0.8)
        for name in dict.fromkeys(names)
        if not re.search(r"\b(?:no|not|never|denies)\b", text, re.I)
    ]
