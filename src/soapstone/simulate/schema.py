"""What the data files hold: complaints with their causes, findings, drugs, conditions, tests.

A phrase is grammar (`grammar.py`); a pair "spoken => written" says how a thing is told and how it is noted.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator

from soapstone.types import Noun

Phrase = Annotated[str, Field(min_length=1)]
Phrases = Annotated[tuple[Phrase, ...], Field(min_length=1)]
Pairs = tuple[Phrase, ...]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Sex = Literal["F", "M", "any"]
Range = tuple[float, float]
Setting = Literal["ed", "outpatient"]
System = Literal[
    "Constitutional", "Eyes", "ENT", "Cardiovascular", "Respiratory", "Gastrointestinal", "Genitourinary",
    "Musculoskeletal", "Skin", "Neurological", "Psychiatric", "Endocrine",
]  # fmt: skip
Typed = Literal["written", "lower", "bare"]
ExamStyle = Literal["plain", "clinical", "none"]
Sign = Literal["temp", "hr", "sbp", "dbp", "rr", "spo2"]
TOLD = ("story", "place", "quality", "pattern", "worse", "better", "tried")
"""What a cause may hold about the complaint itself, each as pairs "spoken => written".

A pair that implies a finding names it at its end: "half the class is out => Classmates ill. @sick_contacts".
"""
ATTRIBUTES = (
    "story",
    "place",
    "quality",
    "pattern",
    "severity",
    "trend",
    "worse",
    "better",
    "tried",
    "impact",
)
"""All that may be told of the complaint itself, in a note's order."""
_ONSET = re.compile(r"(\d+)-(\d+) (hours|days|weeks|months|years)")


class Finding(Noun):
    """Something a patient has or has not: "fever".

    `term` is the note's word, `short` its abbreviation, `lay` noun phrases that go after "any", `say`
    how a patient tells that it is there ("<i> keep <coughing>"); `unseen` are wordings kept for --held-out.
    A patient with one of the conditions or home medicines `implied_by` has it.
    """

    term: Phrase
    lay: Phrases
    system: System
    short: str = ""
    say: tuple[Phrase, ...] = ()
    unseen: tuple[Phrase, ...] = ()
    code: str = ""
    sex: Sex = "any"
    age: Range = (0, 120)
    implied_by: tuple[str, ...] = ()


class Drug(Noun):
    """A medicine as it is prescribed at first or taken at home: name, dose as the label says, how often.

    `avoid` are conditions (keys of conditions.toml), allergy classes or "pregnant" that rule it out;
    `replaces` is the home medicine of which this is the next dose.
    """

    name: Phrase
    dose: str = ""
    often: Phrase
    source: Phrase
    short: str = ""
    days: str = ""
    why: str = ""
    heard: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    replaces: str = ""
    age: Range = (18, 120)


class Condition(Noun):
    """A long-term condition that a patient may bring: its words, code, home drugs, and how a visit follows it.

    It is not followed by the way where one of the findings `unless` is there: then it is what the visit is about.
    """

    term: Phrase
    lay: Phrases
    code: str
    source: Phrase
    short: str = ""
    drugs: tuple[str, ...] = ()
    age: Range = (40, 100)
    sex: Sex = "any"
    share: Share = 0.1
    status: Pairs = ()
    plan: Pairs = ()
    unless: tuple[str, ...] = ()


class Test(Noun):
    """A test or study: what the clinician calls it, what the note calls it, and a normal result.

    `office` tests are done at once in an outpatient clinic.
    """

    spoken: Phrases
    written: Phrase
    normal: Phrases
    office: bool = False


class Region(Noun):
    """A part of the examination: how it is announced, and a normal finding as pairs.

    `spoken` is its name when findings are called out ("on your heart exam"), where it is not the written one; `system`
    is the body system under which notes by system hold it, where that has another name.
    """

    written: Phrase
    system: str = ""
    spoken: str = ""
    announce: Phrases
    normal: Phrases


class Detail(Noun):
    """What a patient may add to a finding: pairs "it comes and goes => intermittent <term>", and the findings it fits.

    It does not go with the findings `unless`.
    """

    says: Annotated[Pairs, Field(min_length=1)]
    fits: Annotated[tuple[str, ...], Field(min_length=1)]
    unless: tuple[str, ...] = ()


class Life(Noun):
    """How the patient is otherwise: what the clinician asks, answers as pairs, where a note holds them.

    Not asked where one of the findings `unless` is there.
    """

    ask: Phrases
    says: Annotated[Pairs, Field(min_length=1)]
    topic: Literal["history", "social_history", "medical_history"]
    age: Range
    unless: tuple[str, ...] = ()


class Manner(Noun):
    """How people talk in one kind of clinic: shares of 1, and weights among alternatives.

    `fillers` are shares of words before which one of the `filler` words comes (one share is drawn a visit), `again`
    that of short words said twice; `typed` is how the transcript is written; `groups` weigh questions after one, two
    or three findings; `lead` is how often a question takes up the answer before it, `echo` how often with its words;
    `more` is how often an answer goes on without a new fact, `aside` with something that belongs to no note;
    `straight` greets with the opening question; `exam` weighs plain words, clinical words and no examination.
    """

    weight: float = Field(gt=0)
    where: tuple[Setting, ...] = ("ed", "outpatient")
    fillers: Annotated[tuple[Share, ...], Field(min_length=1)]
    filler: Phrases
    again: Share
    typed: dict[Typed, float]
    backchannel: Annotated[tuple[Share, ...], Field(min_length=1)]
    groups: tuple[float, float, float]
    lead: Share
    echo: Share
    aside: Share
    more: Share
    detail: Share
    narrative: Share
    straight: Share
    identity: Share
    ask_open: Share
    explain: Share
    polite: Share = 0.0
    exam: dict[ExamStyle, float]


class Cause(Noun):
    """What is behind a complaint, with all that follows from it.

    `brings` is how a patient with this cause comes, where the complaint's own words do not fit; `findings`
    are probabilities, and so is `risk` for long-term conditions; `takes` are medicines that the
    patient takes at home; `vitals` are added to what is normal for the age; `exam` and `results` are pairs by
    region and test; `considered` are other diagnoses that the clinician thinks of and finds unlikely; `leave`
    says whether the patient goes home, is admitted or is sent on.
    """

    name: Phrase
    lay: Phrases
    code: str
    source: Phrase
    weight: float = Field(default=1.0, gt=0)
    onset: str
    findings: dict[str, Share]
    brings: tuple[Phrase, ...] = ()
    age: Range = (0, 120)
    sex: Sex = "any"
    story: Pairs = ()
    place: Pairs = ()
    quality: Pairs = ()
    pattern: Pairs = ()
    worse: Pairs = ()
    better: Pairs = ()
    tried: Pairs = ()
    severity: tuple[int, int] = (3, 7)
    risk: dict[str, Share] = Field(default_factory=dict)
    takes: tuple[str, ...] = ()
    pregnant: bool = False
    vitals: dict[Sign, Range] = Field(default_factory=dict)
    exam: dict[str, Phrase] = Field(default_factory=dict)
    results: dict[str, Phrase] = Field(default_factory=dict)
    drugs: tuple[str, ...] = ()
    course: Pairs = ()
    considered: Pairs = ()
    plan: Pairs = ()
    leave: Literal["home", "admit"] = "home"
    follow: Phrase = "1 week"
    back: Phrases

    @field_validator("onset")
    @classmethod
    def _is_a_span(cls, value: str) -> str:
        match = _ONSET.fullmatch(value)
        if not match or int(match[1]) < 1 or int(match[1]) > int(match[2]):
            raise ValueError("must read like '2-5 days' (hours, days, weeks, months or years)")
        return value

    @property
    def onset_range(self) -> tuple[int, int, str]:
        """The shortest and the longest time since it began, and the unit."""
        match = _ONSET.fullmatch(self.onset)
        assert match
        return int(match[1]), int(match[2]), match[3]


class Complaint(Noun):
    """Why a patient comes: one file.

    `topic` is how the clinician refers to it ("the cough"); `trend` says whether it may get better or worse
    with time, which a refill or a fracture does not; a `visit` is planned, so that nobody asks since when.
    """

    name: Phrase
    where: Annotated[tuple[Setting, ...], Field(min_length=1)]
    age: Range
    brings: Phrases
    topic: Phrases
    sex: Sex = "any"
    sided: bool = False
    pain: bool = False
    trend: bool = True
    visit: bool = False
    held_out: bool = False
    is_finding: str = ""
    asks: tuple[str, ...] = ()
    examine: Annotated[tuple[str, ...], Field(min_length=1)]
    causes: Annotated[tuple[Cause, ...], Field(min_length=2, max_length=5)]
