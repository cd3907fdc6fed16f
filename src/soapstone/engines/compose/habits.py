"""Tobacco, alcohol and drugs, which are asked of everybody: what is denied of them in one sentence; and marriage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from soapstone.engines.compose.grammar import Subject, sentence_case
from soapstone.engines.compose.phrases import Habit, habits_of_life
from soapstone.engines.compose.reading import Heard, Reading, answering_turn
from soapstone.engines.compose.statement import Statement, listed
from soapstone.nlp.assertion import reply
from soapstone.nlp.relatives import names_relative
from soapstone.types import Span


def habits(reading: Reading, subject: Subject) -> list[Statement]:
    """ "Do you smoke or drink?" "Never." "Any drugs?" "No." is "She denies tobacco, alcohol, or drug use."."""
    denied = dict[Habit, tuple[int, tuple[Span, ...]]]()
    for at, about in _asked(reading):
        question, told = reading.heard[at].seen.clause, answering_turn(reading, reading.answers[at])
        for habit, span in _denied(question.text, about, told):
            denied.setdefault(habit, (at, (question.span, span)))
    without = [habit for habit in habits_of_life() if habit in denied and not _owned(reading, habit)]
    married = _marriage(reading, subject)
    if not without:
        return married
    spans = tuple(dict.fromkeys(span for habit in without for span in denied[habit][1]))
    first = min(denied[habit][0] for habit in without)
    text = sentence_case(f"{subject.lead} denies {listed([habit.name for habit in without], 'or')} use")
    return [*married, Statement("social_history", text, spans, first, "habits", confidence=0.85)]


def _asked(reading: Reading) -> Iterator[tuple[int, Sequence[Habit]]]:
    """The last clause of each question about habits that is answered, with all that it asks about.

    What came before in the same turn is part of it: "Do you use tobacco? Cigarettes, vaping?"
    """
    for at, heard in enumerate(reading.heard):
        clause = heard.seen.clause
        if heard.seen.side != "C" or at not in reading.answers or _OF_OTHERS.search(clause.text):
            continue
        names = [habit for habit in habits_of_life() if habit.said.search(clause.text)]
        if not names:
            continue
        first = reading.heard[reading.answers[at]]
        if _OF_ALL.search(first.said):
            before = [
                one.seen.clause.text
                for one in reading.heard[:at]
                if one.seen.clause.span.turn == clause.span.turn
            ]
            names += [
                habit
                for habit in habits_of_life()
                if habit not in names and any(habit.said.search(text) for text in before)
            ]
        yield at, names


def _denied(question: str, asked: Sequence[Habit], told: Sequence[Heard]) -> Iterator[tuple[Habit, Span]]:
    """The habits that an answer denies, each with the clause that does: those that it names, else all that were asked of."""
    if any(_LIMITED.search(one.said) for one in told):
        return
    supposed = "yes" if _SUPPOSED.match(question) else "no"  # "No drugs either?" "Correct."
    for one in told:
        said = one.seen.clause.text
        if not (reply(one.said) in ("no", supposed) or _NEVER.match(said)):
            continue
        named = [habit for habit in habits_of_life() if habit.said.search(said)]
        if named and reply(one.said) == "yes" and not _NOT.search(said):
            continue  # "No drinking?" "Yes, I drink."
        if not named and _WORDS.sub("", said).strip(" .,!-…"):
            continue  # it says more than no: "No, my husband does not let me"
        for habit in named or asked:
            yield habit, one.seen.clause.span


def _owned(reading: Reading, habit: Habit) -> bool:
    """Whether the patient tells of a habit elsewhere: "I used to smoke"."""
    return any(
        one.seen.side != "C"
        and not one.seen.clause.text.endswith("?")
        and reply(one.said) != "no"
        and habit.done.search(one.seen.clause.text)
        and not _NOT.search(one.seen.clause.text)
        and not names_relative(one.seen.clause.text)
        for one in reading.heard
    )


def _marriage(reading: Reading, subject: Subject) -> list[Statement]:
    """ "Are you married?" "For the last ten years." is "He is married."; "No, she's divorced." names another state."""
    for at, heard in enumerate(reading.heard):
        clause = heard.seen.clause
        if heard.seen.side != "C" or at not in reading.answers or not _MARRIED.search(clause.text):
            continue
        first = reading.heard[reading.answers[at]]
        text = first.seen.clause.text
        if len(text.split()) > _SHORT or _WAS.search(text):
            continue  # it is told in the patient's own words
        asked, kind = {state.group().lower() for state in _STATE.finditer(clause.text)}, reply(first.said)
        if state := _STATE.search(text):
            is_not = "not " if _IS_NOT.search(text[: state.start()]) else ""
            told = f"{is_not}{_WIDOW.sub('a widow', state.group().lower())}"
        elif len(asked) == 1 and (kind != "other" or _LASTING.search(text)):
            told = f"{'not ' * (kind == 'no')}{asked.pop()}"
        else:
            continue
        spans = (clause.span, first.seen.clause.span)
        text = sentence_case(f"{subject.lead} is {told}")
        return [Statement("social_history", text, spans, at, "marriage", confidence=0.85)]
    return []


_SUPPOSED = re.compile(
    r"(?:(?:and|so|okay|I(?:'m| am) guessing|I (?:guess|assume|take it))[, ]+)*no\b(?! (?:more|longer)\b)",
    re.IGNORECASE,
)
_SHORT = 5  # words
_OF_OTHERS = re.compile(
    r"\b(?:any(?:one|body)(?: else)?|who|people|everyone|exposed|secondhand|around (?:him|her|you)|at home|in the (?:house|"
    r"home))\b",
    re.IGNORECASE,
)
_NEVER = re.compile(r"(?:I(?:'ve| have)? )?never\b|absolutely not\b|not (?:even )?once\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:no|not|never)\b|n't\b", re.IGNORECASE)
# A no that is meant of everything asked: "none of them", "I've never done either".
_OF_ALL = re.compile(r"\b(?:none|neither|either|any|never|nothing)\b", re.IGNORECASE)
_LIMITED = re.compile(
    r"\b(?:used to|stopped|quit|anymore|any more|no longer|except|but|however|ago|in the past|before|only|just|"
    r"socially|occasion\w*|sometimes|once in|now and then|not really|not much|rarely|much)\b",
    re.IGNORECASE,
)
# The words of an answer that says no more than no.
_WORDS = re.compile(
    r"\b(?:no+|nope|nah|never|none|neither|either|nothing|not|absolutely|definitely|at all|ever|"
    r"correct|right|such|anything|yes|yeah|ma'am|sir|doctor|doc|"
    r"I(?:'m|'ve|'d)?|am|he|she|we|don't|doesn't|does|did|didn't|do|haven't|hasn't|have|has|had|used?|using|done|tried|try|"
    r"touch(?:ed)?|taken?|of|it|that|this|them|those|these|any|stuff|things?|kind|like|in|my|his|her|entire|whole|"
    r"life|one|the|to|so|oh|uh|um|well|thank(?:s|fully)?|god|goodness)\b",
    re.IGNORECASE,
)
_MARRIED = re.compile(
    r"\b(?:(?:are|were) you|is (?:he|she)|you're) (?:\w+ )?(?:married|single)\b|\bmarital status\b",
    re.IGNORECASE,
)
_IS_NOT = re.compile(r"\bnot\b|n't\b", re.IGNORECASE)
_STATE = re.compile(r"\b(?:divorced|separated|widow(?:ed|er)?|single|engaged|married)\b", re.IGNORECASE)
_WIDOW = re.compile(r"widow(?!ed)")
_WAS = re.compile(r"\b(?:was|were|used to|had been)\b", re.IGNORECASE)
_LASTING = re.compile(r"\b(?:for|since|years?)\b", re.IGNORECASE)
