"""Reading a visit: its clauses, what they assert, the topic of each and how much a note wants it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from soapstone.engines.compose.acts import TREATS, act_of
from soapstone.engines.compose.corrections import correct_sides, retracted
from soapstone.engines.compose.features import Seen, features, see
from soapstone.engines.compose.grammar import Subject
from soapstone.engines.compose.interruptions import made_whole
from soapstone.engines.compose.phrases import conducts, region, region_named, region_told, without_lead_in
from soapstone.engines.compose.vitals import reads_vitals
from soapstone.nlp.assertion import Assertion, answers, assert_concepts
from soapstone.nlp.drugs import find_drugs
from soapstone.nlp.linear import LinearModel, load, softmax
from soapstone.nlp.relatives import of_relatives, opens_with_relative
from soapstone.notes.templates import Topic
from soapstone.types import Span, Transcript

_SHOWS = re.compile(
    r"\b(?:shows?|showed|shown|reveals?|revealed|demonstrat\w+|results? (?:of|from|is|are|was|were)|"
    r"came back|"
    r"(?:was|is|were|are|look|looks|looked) (?:\w+ )?(?:normal|negative|positive|elevated|high|low|"
    r"good|fine|stable|unremarkable))\b",
    re.IGNORECASE,
)


# "The rheumatoid test, positive", "your INR is 2.1", after the test's name
_READ_OUT = re.compile(
    r"(?: level| test| we did| here)*(?: is| was|,)+ "
    r"(?:positive|negative|normal|unremarkable|elevated|low|high|no |mildly |within|clear\b|\d)",
    re.IGNORECASE,
)
_EXAMINES = re.compile(
    r"\b(?:listen to (?:you|(?:your|the|his|her) (?:heart|lungs?|chest|back|belly|abdomen|neck|breath\w*))|"
    r"take a (?:quick )?(?:look|listen)|examine you|physical exam(?:ination)?|(?:do|for|to) (?:your|his|her|the) exam|"
    r"check you out|(?<!when you )(?<!if you )take (?:a|some|in a) (?:\w+ )?deep breaths?|lie back for me|"
    r"(?:mouth|wide) and say|squeeze my (?:fingers|hands)|"
    r"(?:feel|push on|press on|tap on) (?:your|the|his|her) (?:neck|belly|stomach|tummy|abdomen|back|head|chest)|"
    r"(?:look|peek|peep) (?:in|into|inside|up) (?:your|the|his|her) (?:ears?|nose|eyes|mouth|throat)|"
    r"(?:check|feel|see|look at) (?:your|the|his|her) (?:legs?|feet|hands|arms?|neck|back|belly|skin|knees?))\b",
    re.IGNORECASE,
)
_CONCLUDES = re.compile(
    r"\b(?:I think|I believe|most likely|this (?:could|might|may) be|all my questions|"
    r"everything I wanted to ask|my guess|it(?:'s| is) likely|what you have|I suspect|"
    r"sound(?:s|ing) like|dealing with|"
    r"based on (?:what|all|everything|your (?:exam|symptoms|history))|(?:I|I'd|I would|going to) recommend|"
    r"call (?:us|me)|what you(?:'re| are) telling me|"
    r"(?:my|the|our|an?) (?:assessment|plan|impression)|I(?:'m| am) (?:worried|concerned|thinking)|"
    r"I'd like to try|first problem|go ahead and (?:order|"
    r"start|prescribe)|I'd like to start|"
    r"diagnos(?:e|ed|ing) (?:this|that|it|you)|I doubt|so (?:it's not|it isn't|it is not)|(?:is|are|it's) unlikely|"
    r"I want to|we(?:'ll| will| should)|what (?:this|that) means|here(?:'s| is) (?:where|what)|we need an?|let's follow|"
    r"follow up in)\b",
    re.IGNORECASE,
)


_LIVES = re.compile(
    r"\b(?:died|passed|dead|alive|living|deceased|years old|in (?:his|her|their) \w+ties|healthy)\b",
    re.IGNORECASE,
)


_PROBLEMS = re.compile(r"\b(?:medical|health) (?:problems?|conditions?|issues?|history)\b", re.IGNORECASE)


Judge = Callable[[Sequence[Seen]], NDArray[np.float32]]
"""Who else tells the worth of each clause [clauses] of a visit, 0 to 1."""
# The say of a second judge: the middle of the shares that do best on valid data (docs/diffusion.md).
JUDGED = 0.3


class Heard(NamedTuple):
    """A clause with its likely topic and its worth: how much of it a note would repeat, 0 to 1.

    `spans` are what supports it: its own, and that of a later correction if there was one.
    """

    seen: Seen
    said: str
    topic: Topic
    worth: float
    spans: tuple[Span, ...]


class Reading(NamedTuple):
    """All that was read out of a transcript; `heard` in the order of speech.

    `examined` are the clauses of the exam; `answers` leads from a question to the clause that answers it; `relatives`
    are the clauses that tell of a relative by "he" or "she", each with the relative's name.
    """

    transcript: Transcript
    heard: tuple[Heard, ...]
    examined: range
    answers: dict[int, int]
    relatives: dict[int, str]
    assertions: tuple[Assertion, ...]


def answering_turn(reading: Reading, answer: int) -> list[Heard]:
    """The clauses of a turn from `answer` on; where it only asks back ("What, like cancer?"), of the turn after.

    None where nothing but such questions comes.
    """
    for _ in range(2):
        turn = reading.heard[answer].seen.clause.span.turn
        told = [one for one in reading.heard[answer:] if one.seen.clause.span.turn == turn]
        later = (
            at
            for at, one in enumerate(reading.heard[: answer + 12])
            if one.seen.clause.span.turn > turn and one.seen.side != "C"
        )
        asks_back = _ASKS_BACK.match(told[-1].seen.clause.text) is not None
        if not asks_back:
            return told
        if (following := next(later, None)) is None:
            break
        answer = following
    return []


_ASKS_BACK = re.compile(
    r"(?:what|like|you mean|do you mean|such as|which|how|is that|does|sorry|I'm sorry|pardon|huh)\b.*\?$",
    re.IGNORECASE,
)


@cache
def _reader() -> LinearModel:
    return load("compose", "reader.npz")


def read(transcript: Transcript, judge: Judge | None = None) -> Reading:
    """Read a transcript. A second judge has a share of the say in what a clause is worth."""
    whole = made_whole(transcript.turns)
    spoken, further = [clause for clause, _ in whole], {clause.span: more for clause, more in whole if more}
    taken_back = retracted(spoken)
    corrected = correct_sides([clause for at, clause in enumerate(spoken) if at not in taken_back])
    seen = [see(clause) for clause, _ in corrected]
    said = [
        " ".join(map(transcript.quote, (item.clause.span, *further.get(item.clause.span, ()))))
        for item in seen
    ]
    exam = examined(seen)
    heard = [
        item._replace(spans=(*item.spans, *further.get(item.seen.clause.span, ()), *corrections))
        for item, (_, corrections) in zip(_judge(seen, said, exam, judge), corrected, strict=True)
    ]
    clauses_seen = [item.clause for item in seen]
    relatives = of_relatives(clauses_seen)
    for at, item in enumerate(seen):
        of_one = at in relatives or (item.clause.role == "patient" and opens_with_relative(item.clause.text))
        ill = any(mention.concept.kind == "condition" for mention in item.mentions)
        if of_one and (ill or _LIVES.search(said[at])):
            heard[at] = heard[at]._replace(topic="family_history")
    assertions = tuple(
        one._replace(
            evidence=tuple(span for place in one.evidence for span in (place, *further.get(place, ())))
        )
        for one in assert_concepts(clauses_seen, said)
    )
    return Reading(transcript, tuple(heard), exam, answers(clauses_seen), relatives, assertions)


def _judge(seen: Sequence[Seen], said: Sequence[str], exam: range, judge: Judge | None) -> list[Heard]:
    if not seen:
        return []
    model = _reader()
    scores = model.scores([features(seen, at) for at in range(len(seen))])
    topics: NDArray[np.float32] = softmax(scores[:, :-1])
    names, worth = model.outputs[:-1], scores[:, -1]  # the last output is the worth
    if judge is not None:
        worth = np.asarray(worth + JUDGED * (judge(seen) - worth), dtype=np.float32)
    none = names.index("none")
    topics[:, none] = -1.0  # whether a clause is wanted is told by its worth
    best = topics.argmax(axis=1)
    return [
        Heard(
            item,
            words,
            _topic(item, names[place], at in exam),
            float(worth[at]),
            (item.clause.span,),
        )
        for at, (item, words, place) in enumerate(zip(seen, said, best, strict=True))
    ]


def examined(seen: Sequence[Seen]) -> range:
    """The clauses from "let me listen to you", or else from the vital signs, to the first word of a plan."""
    said = [at for at, item in enumerate(seen) if item.side == "C"]
    measured = next((at for at in said if reads_vitals(seen[at].clause.text)), None)
    begun = next((at for at in said if _examines(seen[at].clause.text)), measured)
    if begun is None:
        return range(0)
    asked = any(seen[at].question for at in said if measured is not None and measured <= at < begun)
    if measured is not None and measured < begun and not asked:
        begun = measured
    after = [at for at in said if at > begun]
    ended = next((at for at in after if _ends_exam(seen[at])), None)
    if ended is None and begun == measured:
        placed = (
            at for at in after if region_named(seen[at].clause.text) or region_told(seen[at].clause.text)
        )
        ended = max(placed, default=begun) + 1
    ended = len(seen) if ended is None else ended
    while begun and _leads_to_exam(seen[begun - 1]):
        begun -= 1
    return range(begun, ended)


def _examines(text: str) -> bool:
    """Whether a clinician's clause begins an exam; "someone needs to have a look in your ear" is of another day."""
    return _EXAMINES.search(text) is not None and not _ANOTHER_DAY.search(text)


_ANOTHER_DAY = re.compile(
    r"\b(?:we|you|they|someone|somebody)(?:'ll|'d| will| would)? (?:need|have)s? to\b|"
    r"\b(?:come|came) in\b|face[- ]to[- ]face",
    re.IGNORECASE,
)


def _leads_to_exam(item: Seen) -> bool:
    """Whether a clause just before the exam is of it already: vital signs, a finding, what the other says to it."""
    text = item.clause.text
    if item.side != "C":
        return len(text.split()) < 4 and not item.mentions
    return not item.question and bool(
        reads_vitals(text) or region(text) or region_told(text) or conducts(text)
    )


def _ends_exam(item: Seen) -> bool:
    """Whether a clinician's clause concludes, or does what belongs in a plan."""
    if _EXPLAINS.match(item.clause.text):
        return False
    if _CONCLUDES.search(item.clause.text):
        return True
    done = None if item.question else act_of(without_lead_in(item.clause.text, "plan"), Subject())
    takes = not item.question and find_drugs(item.clause.text) and _TAKES.search(item.clause.text)
    return bool(takes) or (done is not None and done[0].name in _PLANNED)


# "Don't pop the blisters"
_FORBIDS = re.compile(r"(?:(?:and|so|also|but) )*(?:don't|do not|never|avoid)\b", re.IGNORECASE)
_DOES = re.compile(
    r"\b(?:we|we'll|I'll|I'm|I want|I'd|you'll|will|should|need|going to|might|could|would|if|someone|people|patients)\b",
    re.IGNORECASE,
)
# "What does that mean?" "That just means we'll factor it in."
_EXPLAINS = re.compile(r"(?:that|this|it|which)(?: just| only)? means\b", re.IGNORECASE)
_TAKES = re.compile(r"^(?:.{0,40}\b(?:you|he|she) can )?(?:take|use|try)\b", re.IGNORECASE)
_PLANNED = (*TREATS, "follow_up", "return_if", "refer", "refill", "restart")


def _topic(item: Seen, likely: str, in_exam: bool) -> Topic:
    """The model's topic, but what a clinician says that a test showed is a result wherever it is said,
    and a finding that is told while the patient is examined belongs to the exam."""
    if likely in ("exam", "vitals", "results") and not in_exam and item.side == "C" and not item.question:
        done = act_of(without_lead_in(item.clause.text, "plan"), Subject())
        if done and (done[0].name in TREATS or _FORBIDS.match(item.clause.text)):
            return "plan"
    if _PROBLEMS.search(item.clause.text) and likely == "medications":
        return "medical_history"
    tests = (
        [mention for mention in item.mentions if mention.concept.kind == "test"] if item.side == "C" else []
    )
    if (
        tests
        and not item.question
        and (_SHOWS.search(item.clause.text) or _READ_OUT.match(item.clause.text, tests[0].end))
    ):
        return "results"
    told = item.side == "C" and not item.question and likely in ("history", "review", "complaint", "plan")
    if in_exam and told and not (likely == "plan" and _DOES.search(item.clause.text)):
        found = likely != "plan" and any(m.concept.kind in ("symptom", "sign") for m in item.mentions)
        placed = found or region_named(item.clause.text) or region_told(item.clause.text)
        if placed and not conducts(item.clause.text):
            return "results" if tests else "exam"
    return likely  # type: ignore[return-value]
