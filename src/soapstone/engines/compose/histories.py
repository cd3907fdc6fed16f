"""What was before the illness: earlier illnesses, operations, relatives, work, home; as it was asked for and answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from soapstone.engines.compose.grammar import Subject, sentence_case, without_dangling
from soapstone.engines.compose.phrases import Background, backgrounds
from soapstone.engines.compose.reading import Heard, Reading
from soapstone.engines.compose.statement import Statement, listed
from soapstone.engines.compose.third_person import third_person
from soapstone.nlp.assertion import reply
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.dictionary import find_phrases
from soapstone.nlp.relatives import names_relative
from soapstone.nlp.speech import Clause
from soapstone.nlp.wordings import in_words_of_a_note

HISTORIES = ("medical_history", "surgical_history", "family_history", "social_history")


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
        again = asked is not None and any(s.group == asked.name for s in statements)
        if asked is None or (again and asked.topic != "family_history"):
            continue
        told = _turn_from(reading, answer)
        if asked.conditions and told[0].seen.clause.role == "patient" and _OF_ANOTHER.search(clause.text):
            continue
        for text, used in _answers(asked, heard, told, subject):
            spans = (clause.span, *(one.seen.clause.span for one in used))
            statements.append(Statement(asked.topic, text, spans, at, asked.name, confidence=0.85))
    return [*statements, *_confirmed(reading)]


def _turn_from(reading: Reading, answer: int) -> list[Heard]:
    """The clauses of the turn that answers; where it only asks back ("What, like cancer?"), of the turn after."""
    for _ in range(2):
        turn = reading.heard[answer].seen.clause.span.turn
        told = [one for one in reading.heard[answer:] if one.seen.clause.span.turn == turn]
        later = (
            at
            for at, one in enumerate(reading.heard[: answer + 12])
            if one.seen.clause.span.turn > turn and one.seen.side != "C"
        )
        if (
            not all(one.seen.clause.text.endswith("?") for one in told)
            or (following := next(later, None)) is None
        ):
            break
        answer = following
    return told


def _confirmed(reading: Reading) -> list[Statement]:
    """What the clinician knows and the patient confirms: "You have diabetes?" "Yes." "And high cholesterol?" "Yes."."""
    found: list[Statement] = []
    last = -_NEAR
    for at, heard in enumerate(reading.heard[: reading.examined.start or None]):
        clause, answer = heard.seen.clause, reading.answers.get(at)
        if heard.seen.side != "C" or answer is None or reply(reading.heard[answer].said) != "yes":
            continue
        begun = _KNOWN.match(clause.text)
        goes_on = at - last <= _NEAR and len(clause.text.split()) <= 5 and not _YES_NO.match(clause.text)
        named = _conditions(clause.text) if begun or goes_on else []
        if not named or _NOT_SO.search(clause.text) or _symptoms(heard):
            continue
        last = at
        text = sentence_case(listed([condition.name for condition in named]))
        spans = (clause.span, reading.heard[answer].seen.clause.span)
        found.append(Statement("medical_history", text, spans, at, "known", confidence=0.85))
    return found


def _symptoms(heard: Heard) -> bool:
    """Whether a clause names a symptom, which is no earlier illness."""
    return any(mention.concept.kind in ("symptom", "sign") for mention in heard.seen.mentions)


_NEAR = 3  # clauses
_KNOWN = re.compile(
    r"(?:(?:okay|and|so|I see(?: here)?(?: that)?|I'm seeing(?: here)?(?: that)?|it says(?: here)?(?: that)?)[, ]+)*"
    r"(?:you|he|she)(?:'ve| also| still| do)* (?:have|has|had|been diagnosed with)\b(?! any\b| you\b)",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"(?:and |so |okay,? )*(?:do|does|did|are|is|have|has|was|were|any|how|what)\b", re.IGNORECASE
)


def _of_family(question: str, told: Sequence[Heard], none: str) -> Iterator[tuple[str, Sequence[Heard]]]:
    """What an answer that names no relative says of a family's illnesses, "none" where that was all that was asked."""
    named = {
        one: kept
        for one in told
        if (kept := [c for c in _conditions(one.seen.clause.text) if not _NOT_THEIRS.search(one.said)])
    }
    about = [] if _IN_GENERAL.search(question) else [condition.name for condition in _conditions(question)]
    kind = reply(told[0].said)
    if named:
        names = list(dict.fromkeys(condition.name for kept in named.values() for condition in kept))
        yield f"Family history of {listed(names)}.", list(named)
    elif about and kind == "no" and not _SUCH_AS.search(question):
        yield f"No family history of {listed(about, 'or')}.", told[:1]
    elif about and kind == "yes" and not _OR.search(question):
        yield f"Family history of {listed(about)}.", told[:1]
    elif kind == "no" or any(_HEALTHY.search(one.seen.clause.text) for one in told):
        yield none, told[:1]


_IN_GENERAL = re.compile(r"\bfamily(?:'s)? (?:medical |health )?history(?! of)\b", re.IGNORECASE)
_NOT_THEIRS = re.compile(r"\b(?:no|not|never|nothing|isn't|I have|I've got|I do)\b|n't\b", re.IGNORECASE)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_SUCH_AS = re.compile(r"\b(?:like|such as)\b", re.IGNORECASE)


def _answers(
    asked: Background, question: Heard, told: Sequence[Heard], subject: Subject
) -> Iterator[tuple[str, Sequence[Heard]]]:
    """What an answer says of what was asked, as a note has it, each with the clauses that say so."""
    first = told[0].seen.clause.text
    of_others = asked.topic == "family_history" and any(names_relative(one.said) for one in told)
    if any(_UNKNOWN.search(one.said) for one in told) and not (
        of_others or any(_conditions(one.said) for one in told)
    ):
        if asked.unknown:
            yield asked.unknown, told[:1]
        return
    denied = reply(told[0].said) == "no"
    affirmed = [one for one in told if not _NOT_SO.search(one.seen.clause.text)]
    if asked.conditions:
        named = {one: found for one in _of_oneself(told) if (found := _conditions(one.seen.clause.text))}
        affirmed = [one for one in named if not _NOT_SO.search(one.seen.clause.text, 0, named[one][0].start)]
        names = list(dict.fromkeys(condition.name for one in affirmed for condition in named[one]))
        if names:
            yield sentence_case(listed(names)), affirmed
        elif not named and (denied or any(_HEALTHY.search(one.seen.clause.text) for one in told)):
            yield asked.none, told[:1]  # "No diabetes, no asthma" says nothing of the rest
    elif asked.yes:
        if not _NOT_SO.search(first):
            yield asked.yes, told[:1]
    elif asked.topic == "family_history" and not any(
        asked.names.search(one.seen.clause.text) for one in affirmed
    ):
        yield from _of_family(question.seen.clause.text, told, asked.none)
    elif denied:
        yield asked.none, told[:1]
    else:
        for one in affirmed:
            if asked.names.search(one.seen.clause.text):
                yield _written(asked, one.seen.clause, subject), [one]


def _of_oneself(told: Sequence[Heard]) -> Iterator[Heard]:
    """The clauses of an answer that are not of relatives: "My family has diabetes, and some of them had heart attacks." """
    others = False
    for one in told:
        text = _INHERITED.sub("", one.seen.clause.text)
        others = names_relative(text) or (others and _THEY.search(one.seen.clause.text) is not None)
        if not others:
            yield one


_INHERITED = re.compile(r"\bruns in (?:my|the|our|his|her) family\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:he|she|they|them)\b", re.IGNORECASE)


def _written(asked: Background, clause: Clause, subject: Subject) -> str:
    """An answer in the patient's words, in the third person."""
    said = clause.text
    if asked.topic == "surgical_history":
        said = _DONE_TO.sub("", in_words_of_a_note(said, "operation"))
    if asked.name == "home":
        said = _with_whom(_PARENTS.sub("with parents", said) if clause.role == "other" else said)
    text = without_dangling(third_person(_LEADS.sub("", said), subject, clause.role))
    if asked.written:
        if _STANDS_ALONE.match(text):
            return sentence_case(text)
        return sentence_case(asked.written.format(answer=text[:1].lower() + text[1:]))
    if asked.topic == "family_history":
        return sentence_case(_NEXT_RELATIVE.sub(";", text))
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


# "They took cholecystectomy", the words of a note having replaced the patient's
_DONE_TO = re.compile(
    r"^(?:and |so |well,? )*(?:they|the (?:doctors?|surgeons?)|I|he|she)(?:'ve|'d| have| had)? "
    r"(?:took|taken|removed|did|had|done)(?: out)? (?=\w+(?:ectomy|plasty|otomy|ostomy)\b)",
    re.IGNORECASE,
)


class _Condition(NamedTuple):
    """A condition that a clause names, and where."""

    start: int
    name: str


def _conditions(text: str) -> list[_Condition]:
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
    return [_Condition(start, name) for (start, _), name in sorted((named | more).items())]


# What asks further of what was told already: "How long ago did you have those surgeries?"
_ASKS_FURTHER = re.compile(r"(?:how|when|which|why|where|those|these|that)\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"\b(?:he|she|they|your (?:mother|father|mom|dad|brother|sister|son|daughter))\b", re.IGNORECASE
)
_UNKNOWN = re.compile(
    r"\b(?:(?:don't|do not|didn't|couldn't|can't) (?:really )?(?:know|tell|remember|recall|say)(?! of any)|not sure|"
    r"no (?:clue|idea)|never (?:knew|close|met)|adopted)\b",
    re.IGNORECASE,
)
# "She's generally healthy"
_HEALTHY = re.compile(
    r"\b(?<!not )(?:generally|otherwise|pretty|very|perfectly|been|is|am|I'm|she's|he's)(?: like)?,? healthy\b",
    re.IGNORECASE,
)
_NOT_SO = re.compile(r"\b(?:no|not|never|nothing|n't|don't|isn't|haven't|hasn't)\b", re.IGNORECASE)
_LEADS = re.compile(
    r"^(?:(?:yes|yeah|well|just|only|oh|I think|I'm|it was|there was|"
    r"(?:I|he|she)(?:'ve|'s)?(?: also)? (?:had|have|got|work(?:ed|s)?(?: as)?)(?: had)?)\b[,. ]*)+",
    re.IGNORECASE,
)
# "His brother had asthma his mother had a stroke"
_NEXT_RELATIVE = re.compile(
    r"(?<=[a-z])(?= (?:his|her|their) (?:\w+ )?(?:mother|father|mom|dad|brother|sister|aunt|uncle|grand\w+|son|daughter) "
    r"(?:had|has|died|is|was)\b)"
)
_POSSESSED = re.compile(r"^(?:his|her|their|an?) (?=\w+ )")
_STANDS_ALONE = re.compile(
    r"(?:he|she|they|it|the patient|his|her|their|that|retired|unemployed|disabled|on disability|in school)\b",
    re.IGNORECASE,
)
