"""What was before the illness: earlier illnesses, operations, relatives, work, home; as it was asked for and answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from soapstone.engines.compose.family import of_family
from soapstone.engines.compose.grammar import Subject, sentence_case, without_dangling
from soapstone.engines.compose.illnesses import DENIES, HEALTHY, conditions, illnesses_told
from soapstone.engines.compose.known import (
    FAMILY,
    HOW_ABOUT,
    NEAR,
    confirmed,
    names_symptom,
    never_had,
    volunteered,
)
from soapstone.engines.compose.phrases import Background, backgrounds
from soapstone.engines.compose.reading import Heard, Reading, answering_turn
from soapstone.engines.compose.statement import Statement, listed
from soapstone.engines.compose.third_person import third_person
from soapstone.nlp.assertion import reply
from soapstone.nlp.relatives import names_relative
from soapstone.nlp.speech import Clause
from soapstone.nlp.wordings import in_words_of_a_note

HISTORIES = ("medical_history", "surgical_history", "family_history", "social_history")


def histories(reading: Reading, subject: Subject) -> list[Statement]:
    """What the patient says when asked for earlier illnesses, operations, relatives' illnesses, work and home.

    "Any medical problems?" "Uh, afib." is atrial fibrillation; "No." is said as plainly, and so is "I don't know".
    """
    statements: list[Statement] = []
    of_relatives: tuple[int, Background] | None = None  # the last question about them
    for at, heard in enumerate(reading.heard):
        clause, answer = heard.seen.clause, _answer_to(reading, at)
        if heard.seen.side != "C" or answer is None or _ASKS_FURTHER.match(clause.text):
            continue
        asked = next((one for one in backgrounds() if one.asks.search(clause.text)), None)
        if asked is None and of_relatives and at - of_relatives[0] <= NEAR and HOW_ABOUT.match(clause.text):
            asked = of_relatives[1] if conditions(clause.text) and not names_symptom(heard) else None
        if asked and asked.topic == "family_history":
            of_relatives = (at, asked)
        again = asked is not None and any(s.group == asked.name and s.text != asked.none for s in statements)
        if asked is None or (again and asked.topic != "family_history"):
            continue
        told = answering_turn(reading, answer)
        of_another = _OF_ANOTHER.search(clause.text) or names_relative(clause.text)
        if not told or (asked.conditions and told[0].seen.clause.role == "patient" and of_another):
            continue
        for text, used in _answers(asked, heard, told, subject):
            spans = (clause.span, *(one.seen.clause.span for one in used))
            statements.append(Statement(asked.topic, text, spans, at, asked.name, confidence=0.85))
    asked_for = [*statements, *confirmed(reading)]
    return [*asked_for, *volunteered(reading, asked_for), *never_had(reading)]


def _answer_to(reading: Reading, at: int) -> int | None:
    """What answers a question, or the one that makes it plainer: "Any family history of cancer? Of the breast?" """
    after = reading.heard[at + 1 : at + 2]
    turn = reading.heard[at].seen.clause.span.turn
    plainer = (
        FAMILY.search(reading.heard[at].seen.clause.text)
        and after
        and after[0].seen.clause.span.turn == turn
        and conditions(after[0].seen.clause.text)
    )
    return reading.answers.get(at + 1 if plainer and at not in reading.answers else at)


def _answers(
    asked: Background, question: Heard, told: Sequence[Heard], subject: Subject
) -> Iterator[tuple[str, Sequence[Heard]]]:
    """What an answer says of what was asked, as a note has it, each with the clauses that say so."""
    first = told[0].seen.clause.text
    of_others = asked.topic == "family_history" and any(names_relative(one.said) for one in told)
    if any(_UNKNOWN.search(one.said) for one in told) and not (
        of_others or any(conditions(one.said) for one in told)
    ):
        if asked.unknown:
            yield asked.unknown, told[:1]
        for one in told:
            if _ADOPTED.search(one.seen.clause.text):
                clause = one.seen.clause
                yield sentence_case(without_dangling(third_person(clause.text, subject, clause.role))), [one]
        return
    denied = reply(told[0].said) == "no"
    affirmed = [one for one in told if not DENIES.search(one.seen.clause.text)]
    if asked.conditions:
        named = {one: found for one in _of_oneself(told) if (found := illnesses_told(one.seen.clause.text))}
        affirmed = [one for one in named if not DENIES.search(one.seen.clause.text, 0, named[one][0].start)]
        names = list(dict.fromkeys(condition.name for one in affirmed for condition in named[one]))
        if names:
            yield sentence_case(listed(names)), affirmed
        elif not named and (denied or _is_well(question, told)):
            yield asked.none, told[:1]  # "No diabetes, no asthma" says nothing of the rest
    elif asked.yes:
        if not DENIES.search(first):
            yield asked.yes, told[:1]
    elif asked.topic == "family_history":
        yield from of_family(asked, question.seen.clause.text, told, subject)
    elif denied:
        yield asked.none, told[:1]
    else:
        for one in affirmed:
            if asked.names.search(one.seen.clause.text) and not _SMALL_TALK.search(one.seen.clause.text):
                yield _written(asked, one.seen.clause, subject), [one]


# "You know how it is, life gets in the way"
_SMALL_TALK = re.compile(
    r"\b(?:you know how|how it is|life gets|it is what it is|what can you do)\b", re.IGNORECASE
)


def _is_well(question: Heard, told: Sequence[Heard]) -> bool:
    """Whether an answer says that nothing was the matter: "She's generally healthy", or yes to "are you fit and well?"."""
    asks = _FIT.search(question.seen.clause.text) is not None and reply(told[0].said) == "yes"
    return asks or any(HEALTHY.search(one.seen.clause.text) for one in told)


_FIT = re.compile(r"\b(?:fit and (?:well|healthy)|healthy)\b", re.IGNORECASE)
_ADOPTED = re.compile(r"\badopted\b", re.IGNORECASE)


def _of_oneself(told: Sequence[Heard]) -> Iterator[Heard]:
    """The clauses of an answer that are not of relatives: "My family has diabetes, and some of them had heart attacks." """
    others = False
    for one in told:
        text = _INHERITED.sub("", one.seen.clause.text)
        others = names_relative(text) or (others and _THEY.search(one.seen.clause.text) is not None)
        if not others:
            yield one


_INHERITED = re.compile(
    r",? ?(?:(?:it|that|which) )?(?:kind of |sort of |just |all )?runs? in (?:my|the|our|his|her) family\b",
    re.IGNORECASE,
)
_THEY = re.compile(r"\b(?:he|she|they|them)\b", re.IGNORECASE)


def _written(asked: Background, clause: Clause, subject: Subject) -> str:
    """An answer in the patient's words, in the third person."""
    said = _AND_NO_MORE.sub("", clause.text)
    if asked.topic == "surgical_history":
        said = _DONE_TO.sub("", in_words_of_a_note(said, "operation"))
    if asked.name == "home":
        said = _with_whom(_PARENTS.sub("with parents", said) if clause.role == "other" else said)
    text = without_dangling(third_person(_LEADS.sub("", said), subject, clause.role))
    if asked.written:
        if _STANDS_ALONE.match(text):
            return sentence_case(text)
        return sentence_case(asked.written.format(answer=text[:1].lower() + text[1:]))
    return sentence_case(_POSSESSED.sub("", text))


def _with_whom(said: str) -> str:
    """ "Me and my son" lives "with my son", "just me" lives alone."""
    if _ALONE.fullmatch(said.strip(" .,")):
        return "alone"
    others = _AND_ME.sub("", said)
    return f"with {others[0].lower()}{others[1:]}" if others.lower().startswith("my ") else said


_PARENTS = re.compile(
    r"(?:it's |just |only )*(?:me and my (?:husband|wife)|his (?:dad|father|mom|mother) and (?:me|I))\b",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?:it's |just |only )*me", re.IGNORECASE)
_AND_ME = re.compile(r"^(?:it's )?(?:just )?me and |,? and me\b|^(?:it's )?just (?=my)", re.IGNORECASE)


# "Just a knee scope, that's it."
_AND_NO_MORE = re.compile(r",? (?:and )?that(?:'s| is)(?: about| really)? (?:it|all)(?=\W*$)", re.IGNORECASE)
# "They took cholecystectomy", the words of a note having replaced the patient's
_DONE_TO = re.compile(
    r"^(?:and |so |well,? )*(?:they|the (?:doctors?|surgeons?)|I|he|she)(?:'ve|'d| have| had)? "
    r"(?:took|taken|removed|did|had|done)(?: out)? (?=\w+(?:ectomy|plasty|otomy|ostomy)\b)",
    re.IGNORECASE,
)


# What asks further of what was told already: "When were those done?"
_ASKS_FURTHER = re.compile(
    r"(?:how(?! about\b| (?:are|is) (?:your|his|her) bowels\b)|when|which|why|where|those|these|that)\b",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"\b(?:(?:don't|do not|didn't|couldn't|can't) (?:really )?(?:know|tell|remember|recall|say)(?! of any)|not sure|"
    r"no (?:clue|idea)|never (?:knew|close|met)|adopted)\b",
    re.IGNORECASE,
)
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
