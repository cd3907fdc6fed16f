"""The realisation patterns that Soapstone ships: what a note leaves out, and how it says what is done."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from soapstone.notes.templates import Topic
from soapstone.resources import read_toml


class Act(NamedTuple):
    """Something a clinician does in a plan, with its possible wordings; `wordings[0]` is the shipped one.

    `clinical` asks that the object be a drug, a test, a treatment or a number: "order" a test, not a taxi.
    """

    name: str
    pattern: re.Pattern[str]
    wordings: tuple[str, ...]
    label: str
    clinical: bool


@cache
def _table() -> dict[str, Any]:
    return read_toml("rules/phrases.toml")


@cache
def acts() -> tuple[Act, ...]:
    """The acts in the order in which they are tried."""
    intention = _table()["intention"]["words"]
    return tuple(
        Act(
            row["name"],
            _act_pattern(row, intention),
            (row["written"], *row["also"]),
            row["label"],
            row.get("clinical", False),
        )
        for row in _table()["act"]
    )


@cache
def lasting() -> re.Pattern[str]:
    """The illnesses that last, which a history names though nobody asked."""
    return re.compile(_table()["lasting"]["illnesses"], re.IGNORECASE)


def act_named(name: str) -> Act:
    """The first act of a name."""
    return next(act for act in acts() if act.name == name)


# "We'll have you use crutches": the act is to use them. "We'll have you back in a week" is a visit.
_CAUSING = r"(?:go ahead and )?(?:have (?:you|him|her) (?!in\b|on\b|at\b|back\b|come\b))?"


def _act_pattern(row: dict[str, Any], intention: str) -> re.Pattern[str]:
    """Lead, verb, words passed over, object: "I'd like to | increase | your | lisinopril to 40 mg"."""
    lead = (
        r"(?:.{0,60}?\b)?"
        if row.get("anywhere")
        else rf"(?:\w+, )?(?:.{{0,60}}?(?:\b|(?='))(?:{intention}),? {_CAUSING}(?:\w+ly |just |also )?)?"
    )
    needs = f"(?={row['needs']})" if "needs" in row else ""
    return re.compile(
        rf"^{lead}(?P<verb>{row['verb']})\b,? (?:(?:{row['skips']}) )*{needs}(?P<object>.+)$", re.IGNORECASE
    )


# "You need to go see the", "I'm going to send you over to", "we'll set you up with an": what stands before a specialty.
_REFERRING = (
    r"(?:(?:(?!(?<!ahead)(?<!go) and ).){0,40}?\b(?:go(?: and)? see|go(?: in)? to|see|visit|"
    r"refer(?:ral)?(?: you| him| her)?(?: over| out)?(?: to| for)|"
    r"send (?:you|him|her)(?: over| out| off)?(?: (?:to|for))?(?: see)?|"
    r"get (?:you|him|her)(?: (?:in|back|over|set up|started|hooked up|to start))*(?: (?:to see|into|to|with|in))?|"
    r"set (?:you|him|her) up (?:with|for)|start (?:you|him|her) (?:with|in)|appointment with|work with) "
    r"(?:the |an? |our |some )?)"
)
# "I want {the surgeon} to see you", "we'll have {the dietitian} talk with you": whom a specialty is to see.
_COMES = (
    r"(?: (?:doctor|specialist|team|clinic|service))?(?: to)?(?: come(?: by)?(?: and)?)? "
    r"(?:see|evaluate|examine|take a look at|look at|talk (?:to|with)|meet(?: with)?|follow) "
    r"(?:you|him|her|this|that|it)\b"
)


@cache
def specialties() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The specialties by name, each with what sends a patient there or, alone in a clause, names it; `rest` follows it."""
    return tuple(
        (
            name,
            re.compile(
                rf"^(?:{_REFERRING}(?:{said})|"
                rf".{{0,40}}?\b(?:have|want|like|need|ask|get) (?:the |an? |our )?(?:{said}){_COMES}|"
                rf"(?:{said})(?= (?:with)?in \w))(?P<rest>(?:[ ,].*)?)$",
                re.IGNORECASE,
            ),
        )
        for name, said in _table()["specialties"].items()
    )


def names_specialty(text: str) -> bool:
    """Whether a text names any specialty."""
    return _any_specialty().search(text) is not None


@cache
def _any_specialty() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_table()['specialties'].values())})", re.IGNORECASE)


class Background(NamedTuple):
    """A question about what was before the illness: its `topic`, and how its answers are written.

    `none` is written for a no, `unknown` for "I don't know", `yes` for whatever is no denial; `written` holds an
    {answer} that `names` what was asked for. With `conditions` only the conditions that an answer names are written.
    """

    name: str
    topic: Topic
    asks: re.Pattern[str]
    none: str
    unknown: str
    yes: str
    names: re.Pattern[str]
    written: str
    conditions: bool


@cache
def backgrounds() -> tuple[Background, ...]:
    """The questions about what was before, in the order in which they are tried."""
    return tuple(
        Background(
            row["name"],
            row["topic"],
            re.compile(rf"\b(?:{'|'.join(row['asks'])})", re.IGNORECASE),
            row.get("none", ""),
            row.get("unknown", ""),
            row.get("yes", ""),
            re.compile(rf"\b(?:{row.get('names', '')})", re.IGNORECASE),
            row.get("written", ""),
            row.get("conditions", False),
        )
        for row in _table()["background"]
    )


class Asked(NamedTuple):
    """A question that a few words answer, and the sentence that both make, `past` if it is of what was.

    `topic` is where it stands, None for anywhere.
    """

    asks: re.Pattern[str]
    answer: re.Pattern[str]
    written: str
    past: str
    topic: Topic | None


@cache
def asked() -> tuple[Asked, ...]:
    """The questions that a few words answer, in the order in which they are tried."""
    return tuple(
        Asked(
            re.compile(rf"\b(?:{row['asks']})", re.IGNORECASE),
            re.compile(row["answer"], re.IGNORECASE),
            row["written"],
            row.get("past", row["written"]),
            row.get("topic"),
        )
        for row in _table()["asked"]
    )


class Reason(NamedTuple):
    """Words for why a patient came, and its name with the {part} that they tell."""

    said: re.Pattern[str]
    written: str

    def named(self, text: str) -> str:
        """The reason that a text gives; empty for none."""
        found = self.said.search(text)
        return self.written.format(**found.groupdict()).lower() if found else ""


@cache
def reasons() -> tuple[Reason, ...]:
    """Why patients come whose words name no symptom: "I've got a cut on my right hand"."""
    return tuple(Reason(re.compile(row["said"], re.IGNORECASE), row["written"]) for row in _table()["reason"])


@cache
def frames() -> dict[str, tuple[str, ...]]:
    """The fixed phrases by name, each with its possible wordings; the first is the shipped one."""
    return {row["name"]: (row["written"], *row["also"]) for row in _table()["frame"]}


@cache
def habits() -> dict[str, str]:
    """What else a question may be about, each with the words that ask for it as a regular expression."""
    return dict(_table()["habits"])


class Habit(NamedTuple):
    """A habit that everybody is asked of; `said` finds it in a question or a denial, `done` where it is told."""

    name: str
    said: re.Pattern[str]
    done: re.Pattern[str]


@cache
def habits_of_life() -> tuple[Habit, ...]:
    """Tobacco, alcohol and drugs, in the order in which a note denies them."""
    return tuple(
        Habit(row["name"], re.compile(row["said"], re.IGNORECASE), re.compile(row["done"], re.IGNORECASE))
        for row in _table()["habit"]
    )


@cache
def short_forms() -> dict[str, str]:
    """Short forms as they are written, by their small letters."""
    return {word.lower(): word for word in _table()["short_forms"]["written"].split()}


@cache
def labels() -> dict[str, str]:
    """The names that sites give to each kind of statement in a plan, as regular expressions."""
    return dict(_table()["labels"])


def region(text: str) -> str:
    """The line of the exam that a clause announces, empty for none: "for the heart exam, ..." is Cardiovascular."""
    announced = _EXAM_OF.match(text)
    words = announced["region"].lower() if announced else ""
    return next((name for name, pattern in _regions("regions") if pattern.search(words)), "")


def region_named(text: str) -> str:
    """The line of the exam for the first part of the body that a clause names, empty for none."""
    return _first_region("regions", text)


def region_told(text: str) -> str:
    """The line of the exam of what is asked for or found: "squeeze my fingers" and "reflexes are brisk" are neurological."""
    return _first_region("region_told", text)


@lru_cache(maxsize=256)  # a clause is asked for several times in a row
def _first_region(table: str, text: str) -> str:
    found = ((match.start(), name) for name, pattern in _regions(table) if (match := pattern.search(text)))
    return min(found, default=(0, ""))[1]


@cache
def _regions(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for name, pattern in _table()[table].items()
    )


_EXAM_OF = re.compile(
    r"(?:(?:and|so|now|okay|then)[, ]+)*(?:(?:on|for|in|with) )?(?:(?:your|the|his|her) )?"
    r"(?P<region>(?:[\w-]+ ){1,3})exam(?:ination)?\b",
    re.IGNORECASE,
)


@cache
def _lead_in(kind: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(_table()['lead_in'][kind])})", re.IGNORECASE)


@cache
def _conduct() -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(_table()['conduct']['patterns'])})[.?!]*$", re.IGNORECASE)


def without_lead_in(text: str, kind: str) -> str:
    """The finding itself: "on your heart exam, I do appreciate a murmur" gives "a murmur"."""
    pattern = _lead_in(kind)
    while match := pattern.match(text):
        if match.end() == 0 or not text[match.end() :].strip():
            break
        text = text[match.end() :]
    return text


def conducts(text: str) -> bool:
    """Whether the clause only conducts the visit ("let me listen to your lungs") or is what is left of a question."""
    return _conduct().match(text) is not None or _ASKING.match(text) is not None


def echoes_denial(text: str) -> bool:
    """Whether the clinician only says again what the patient denied: "Okay, no headaches."."""
    return _ECHOED.fullmatch(text) is not None


_ECHOED = re.compile(
    r"(?:(?:okay|no|right|yeah|all right)[, ]+)*no (?:other )?"
    r"(?!(?:sign|signs|evidence|need|actually|because|it|we|you|he|she|they|I)\b)"
    r"(?:[\w-]+ ){0,6}[\w-]+(?:, (?:good|okay|great|all right))?[.!]*",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:is|are|do|does|did|was|were|have|has|can|could|would|will|should|how|what|when|where|why|who|which) (?!no\b)\w+",
    re.IGNORECASE,
)
