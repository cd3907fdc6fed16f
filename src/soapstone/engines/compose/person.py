"""Who the patient is, as far as the record or the visit says: age, sex, and the words for it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from soapstone.engines.compose.grammar import SUBJECTS, Subject
from soapstone.nlp.numbers import TENS, first_number
from soapstone.nlp.relatives import names_relative
from soapstone.types import Span, Transcript, Visit

_AGE = re.compile(
    r"\b(?<!\.)(?P<age>\d{1,3})(?:\.\d)?[- ]?years?[- ]old(?: (?:[\w-]+ ){0,4}?(?P<sex>male|female|man|woman|gentleman|lady|"
    r"boy|girl))?",
    re.IGNORECASE,
)
_SEX = {
    "male": "M",
    "man": "M",
    "gentleman": "M",
    "boy": "M",
    "female": "F",
    "woman": "F",
    "lady": "F",
    "girl": "F",
}
_TITLE = re.compile(r"\b(?:(?P<m>mr\.?|mister|sir)|(?P<f>mrs\.?|ms\.?|miss|ma'am))\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:(?P<m>he|his|him)|(?P<f>she|her))\b", re.IGNORECASE)
# "How's your wife? She was telling me ...": she is not the patient.
_YOUR_OWN = re.compile(
    r"\byour (?:wife|husband|spouse|partner|mother|mom|father|dad|sister|brother|girlfriend|boyfriend|friend)\b",
    re.IGNORECASE,
)
_SEXED = re.compile(
    r"\b(?:my (?:period|pregnan\w+|menstrua\w+|hysterectomy|husband))|(?:are you pregnant|"
    r"last menstrual|your period|pap smear|mammogram)\b",
    re.IGNORECASE,
)


class Who(NamedTuple):
    """Age in years and sex, each with the span that says it; None from the record's own data or when unknown.

    `relative` is who speaks for the patient: "mother".
    """

    age: int | None
    sex: str | None
    evidence: tuple[Span, ...]
    relative: str = ""

    @property
    def subject(self) -> Subject:
        """The words for the patient."""
        return SUBJECTS[self.sex if self.sex in SUBJECTS else None]._replace(relative=self.relative)


def who(visit: Visit) -> Who:
    """The record first; then what the clinician says: "a 58 year old male", "Mr. Brown", "she"."""
    age, sex, spans = _stated(visit.transcript)
    if age is None and (told := _told_age(visit.transcript)):
        age, spans = told
    if visit.patient.age is not None:
        age = int(visit.patient.age)
    sex = visit.patient.sex or sex or _by_address(visit.transcript)
    return Who(age, sex, spans, _speaks_for(visit.transcript))


def _speaks_for(transcript: Transcript) -> str:
    """Who speaks for the patient by their own words, or by the clinician's: "I'm his mom", "is this Mateo's mom?"."""
    for turn in transcript.turns:
        told = (
            (_I_AM_THE if turn.role == "other" else _ARE_YOU).search(turn.text)
            if turn.role != "patient"
            else None
        )
        if told:
            name = told["relative"].lower()
            return _FORMAL.get(name, name)
    with_another = any(turn.role == "other" for turn in transcript.turns)
    brings = with_another and any(
        turn.role != "patient" and _MY_CHILD.search(turn.text) for turn in transcript.turns
    )
    return "parent" if brings else ""


_KIN = (
    r"(?P<relative>mom|mommy|mother|dad|daddy|father|grandmother|grandma|grandfather|grandpa|wife|husband|son|daughter|"
    r"sister|brother|aunt|uncle|caregiver|caretaker|guardian|parent)\b"
)
_I_AM_THE = re.compile(rf"\b(?:I'm|I am|this is) (?:(?:his|her|their|the|\w+'s) )?{_KIN}", re.IGNORECASE)
_ARE_YOU = re.compile(
    rf"\b(?:are you|is this|you're|you are|you must be) (?:(?:the|his|her|\w+'s) ){_KIN}", re.IGNORECASE
)
_MY_CHILD = re.compile(
    r"\b(?:my|your) (?:\w+ )?(?:son|daughter|baby|child|kid|little (?:boy|girl))\b", re.IGNORECASE
)
_FORMAL = {
    "mom": "mother",
    "mommy": "mother",
    "dad": "father",
    "daddy": "father",
    "grandma": "grandmother",
    "grandpa": "grandfather",
}


def _stated(transcript: Transcript) -> tuple[int | None, str | None, tuple[Span, ...]]:
    for turn in transcript.turns[:40]:
        match = _AGE.search(turn.text)
        if (
            match
            and turn.role != "patient"
            and not re.search(
                r"\b(?:my|his|her|your) \w+ (?:is|was)\b",
                turn.text[max(0, match.start() - 15) : match.start()],
            )
        ):
            span = Span(turn=turn.index, start=match.start(), end=match.end())
            return int(match["age"]), _SEX.get((match["sex"] or "").lower()), (span,)
    return None, None, ()


def _told_age(transcript: Transcript) -> tuple[int, tuple[Span, ...]] | None:
    """The age that the answer to "How old are you?" gives, or that the patient tells unasked, with what says so."""
    turns = transcript.turns
    for turn, after in pairwise(turns):
        asked = _HOW_OLD.search(turn.text) if turn.role != "patient" else None
        if asked is None or after.role == turn.role or "?" in turn.text[asked.end() + 6 :]:
            continue
        if names_relative(f"{turn.text} {after.text[:40]}"):
            continue
        if age := first_number(after.text[:40]):
            asking = Span(turn=turn.index, start=asked.start(), end=asked.end())
            return age, (asking, Span(turn=after.index, start=0, end=min(40, len(after.text))))
    for turn in turns:
        if (
            turn.role == "patient"
            and (told := _I_AM.search(turn.text))
            and (age := first_number(told["age"] or told["bare"]))
        ):
            return age, (Span(turn=turn.index, start=told.start(), end=told.end()),)
    return None


# Of the patient, not of the illness or of a relative: "How old are you?", "how old is she now?"
_HOW_OLD = re.compile(
    r"\b(?:how old (?:are you|is (?:he|she))|(?:what(?:'s| is)|confirm|tell me) (?:your|his|her) age)\b",
    re.IGNORECASE,
)
_I_AM = re.compile(
    r"\bI(?:'m| am) (?:only |just |an? )?(?P<age>\w+(?:[ -]\w+)?)[ -]years?[ -]old\b"
    rf"|\bI(?:'m| am) (?:only |just )?(?P<bare>(?:{'|'.join(TENS)})(?:[ -]\w+)?)(?: now)?(?=[.,]|$)",
    re.IGNORECASE,
)


def _by_address(transcript: Transcript) -> str | None:
    """By the title used, else by the pronouns of a clinician who dictates about the patient."""
    votes: Counter[str] = Counter()
    for turn in transcript.turns:
        if turn.role == "patient":
            votes["F"] += 3 * len(_SEXED.findall(turn.text))
            continue
        for match in _TITLE.finditer(turn.text):
            votes["M" if match["m"] else "F"] += 5
        votes["F"] += 3 * len(_SEXED.findall(turn.text))
        if turn.index < 6 and not _YOUR_OWN.search(turn.text):
            for match in _PRONOUN.finditer(turn.text):
                votes["M" if match["m"] else "F"] += 1
    best = votes.most_common(2)
    if not best or best[0][1] == 0 or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return best[0][0]
