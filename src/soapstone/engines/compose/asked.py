"""Answers of a few words to what every clinician asks: what makes it worse, how bad it is, with whom one lives."""

from __future__ import annotations

import re

from soapstone.engines.compose.grammar import Subject, sentence_case, without_dangling
from soapstone.engines.compose.phrases import asked
from soapstone.engines.compose.reading import Heard
from soapstone.engines.compose.statement import Answer
from soapstone.engines.compose.third_person import third_person
from soapstone.nlp.drugs import find_drugs
from soapstone.nlp.numbers import NUMBER_WORDS
from soapstone.types import Role, Span

_LONGEST = 12  # words of an answer


def answered_shortly(
    text: str, answer: Heard, spans: tuple[Span, ...], at: int, subject: Subject
) -> Answer | None:
    """ "What makes it worse?" "Uh, dry food, mostly." is "It is worse with dry food."."""
    said = _PUT_RIGHT.sub("", _GOES_ON.sub("", answer.seen.clause.text.rstrip("., ")))
    said = _AFTER.sub("", _BEFORE.sub("", _LIKE.sub("", said)))
    opening = _WHEN.match(said)
    if (
        answer.seen.clause.text.endswith("?")
        or not said
        or len(said.split()) > _LONGEST
        or _DENIED.search(said)
    ):
        return None
    for one in asked():
        if one.asks.search(text) and (match := one.answer.fullmatch(said)):
            if _CLAUSE.search(match["said"], opening.end() if opening else 0):
                return None
            written = (one.past if _PAST.search(text) else one.written).format(
                who=subject.lead,
                it="the pain" if re.search(r"\bpain\b", text, re.IGNORECASE) else "it",
                **_words_of(match, subject, answer.seen.clause.role),
            )
            return Answer(sentence_case(written), spans, frozenset({at}), sought=True, topic=one.topic)
    return None


def _words_of(answer: re.Match[str], subject: Subject, speaker: Role) -> dict[str, str]:
    """An answer as it stands within a sentence: `said`, with its numbers in `figures`, and `with` where that is wanted;
    `when` it is so, with a space before it.
    """
    told = without_dangling(third_person(answer["said"], subject, speaker))
    when = without_dangling(third_person(answer.groupdict().get("when") or "", subject, speaker)).strip(" ,")
    drug_first = any(dose.start == 0 for dose in find_drugs(told))
    return {
        "said": told if drug_first else told[:1].lower() + told[1:],
        "figures": " ".join(str(NUMBER_WORDS.get(word.lower(), word)) for word in told.split()),
        "when": f" {when}" if when else "",
        "with": "" if _PLACE.match(told) else "with ",
    }


_PAST = re.compile(r"\b(?:did you|used? to|were you|had you)\b", re.IGNORECASE)
# "Ibuprofen, and they just thought we'd wait": what goes on to something else.
_GOES_ON = re.compile(
    r",? (?:I know|I should|I guess I should|I'm trying|I've been trying)\b.*|"
    r",? (?:and|so|because) (?:I|I'm|I've|it|they|she|he|we|there|that)\b.*|,? but\b.*",
    re.IGNORECASE,
)
# "A five, no, more like a seven": what is put right at once.
_PUT_RIGHT = re.compile(
    r"^.*\b(?:no|actually|sorry|wait),? (?:more like|make (?:it|that)|it's|I'd say) (?=\w)", re.IGNORECASE
)
_LIKE = re.compile(r"(?<!things )(?<!stuff )(?<!something )(?<!foods )\blike,? ", re.IGNORECASE)
_BEFORE = re.compile(
    r"^(?:(?:oh|um|uh|well|hmm|so|yeah|yes|no|nope|definitely|honestly|mainly|I (?:think|guess|believe|mean)|"
    r"I(?:'d| would) (?:say|give it|rate it)|it's|it is|it gets|that's|probably|just|only|mostly|usually|about|"
    r"(?:worse|better)(?: with)?)\b(?!-)[,. ]*)+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:,? (?:mostly|mainly|for sure|definitely|I (?:think|guess|would say)|I'd say|maybe|probably|usually|really|"
    r"you know|or so|(?:right )?now))+$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(?:when|whenever|if|after|before|while|every time) (?:I|I'm|it|it's|my)\b", re.IGNORECASE
)
_PLACE = re.compile(r"(?:when|whenever|if|after|before|while|during|at|in|on|with|by)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|none|nothing|never|know|sure|remember)\b|n't\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"^(?:it|this|that|he|she|they|there|we|you)\b|\b(?:I|I'm|I've|I'll|it's|that's|is|was|are|were|does|makes?|seems?|"
    r"feels?|hurts?|helps?|depends?|sets?|brings?|triggers?)\b",
    re.IGNORECASE,
)
