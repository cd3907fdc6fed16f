"""A question with its answer as one statement: "Do you smoke?" "No." is "She does not smoke."."""

from __future__ import annotations

import re
from collections.abc import Sequence

from soapstone.engines.compose.asked import answered_shortly
from soapstone.engines.compose.grammar import Subject, sentence_case, without_dangling
from soapstone.engines.compose.illnesses import conditions
from soapstone.engines.compose.phrases import backgrounds, habits
from soapstone.engines.compose.reading import Heard, Reading
from soapstone.engines.compose.statement import Answer
from soapstone.engines.compose.subjects import introduced, subjects
from soapstone.engines.compose.third_person import third_person
from soapstone.engines.compose.timed import timed
from soapstone.nlp.assertion import reply
from soapstone.nlp.concepts import Mention
from soapstone.nlp.relatives import names_relative
from soapstone.nlp.stems import content_stems
from soapstone.notes.templates import Topic
from soapstone.types import Span

_YES_NO = re.compile(
    r"^(?:.{0,40}?(?<!\bwe )(?<!\bI )(?<!\bthey )\b)?(?P<aux>do|did|are|were|have|can|could|will) you"
    r"(?: guys)? (?P<adverb>(?:ever|"
    r"still|also|currently|usually|really|actually|currently) )?(?P<rest>(?!(?:also )?please\b|know\b|think\b|mind\b|"
    r"tell\b|describe\b|show\b|explain\b|give me\b|walk me\b|point\b|rate\b|"
    r"confirm\b|verify\b|spell\b|want\b|remember\b|see\b|guess\b|mean\b|understand\b|have any (?:other )?questions|(?:hear|"
    r"see) me\b).+)$",
    re.IGNORECASE,
)
_TAKES = re.compile(
    r"^(?:you're|you are) (?P<rest>(?:still |also )?(?:taking|using|on|doing|having|eating|drinking|"
    r"working) .+)$",
    re.IGNORECASE,
)
_LONGEST = 22
_THAT_YOU_KNOW = re.compile(r"(?:,? that)? you(?:'re| are)? (?:know|aware)(?: of| about)?$", re.IGNORECASE)
SHORT = 3  # words of an answer that denies all that was asked: "No, I don't."


def answered(reading: Reading, at: int, subject: Subject) -> Answer | None:
    """The statement that question `at` and its answer make together, or None when they make none.

    A plain yes or no about symptoms is left out: those are reported and denied as symptoms.
    """
    heard = reading.heard[at]
    text = _THAT_YOU_KNOW.sub("", heard.seen.clause.text.rstrip("?. "))
    answer = reading.answers.get(at)
    if heard.seen.side != "C" or answer is None:
        return None
    reply_clause = reading.heard[answer]
    spans = (heard.seen.clause.span, reply_clause.seen.clause.span)
    kind = reply(reply_clause.said)
    told = timed(text, reply_clause, spans, answer, subject)
    told = told or answered_shortly(text, reply_clause, spans, answer, subject)
    if told is None and (more := _after_bare_yes(reading, answer)):
        both = (*spans, more.seen.clause.span)
        told = answered_shortly(text, more, both, answer + 1, subject)
    if told:
        return told
    symptoms = [m for m in heard.seen.mentions if m.concept.kind == "symptom"]
    if symptoms and reply_clause.seen.clause.role == "patient" and names_relative(text):
        return None  # "Anyone in your family been sick?" "My sister."
    if symptoms:
        stands_alone = _OPEN.search(text) and _WHOLE.match(reply_clause.seen.clause.text)
        if stands_alone or of_several(heard):
            return None
        return _circumstances(symptoms, kind, reply_clause, spans, answer, subject)
    state = _STATE.fullmatch(reply_clause.seen.clause.text.rstrip(". "))
    if _OF_WORK.search(text) and state and not content_stems(state.group()) & content_stems(text):
        said = third_person(state["state"], subject, reply_clause.seen.clause.role)
        return Answer(sentence_case(said), spans, frozenset({answer}), topic="social_history")
    if kind == "other" or len(text.split()) > _LONGEST or _OPEN.search(text):
        return None
    own = _REPLY.sub("", reply_clause.seen.clause.text)
    own = "" if _NONE_OF_IT.fullmatch(own.strip(" .")) else own
    if _OR.search(text) and (kind == "yes" or _OR_ELSE.search(text) or len(own.split()) > SHORT):
        return None  # of which of them it is said, or of neither, is not clear
    turn = reading.transcript.turns[reply_clause.seen.clause.span.turn]
    if _QUALIFIED.search(turn.text):
        return _qualified(text, reply_clause, spans, answer, subject)
    if kind == "no" and _says_so(reply_clause.seen.clause.text.lower(), own, text):
        said = without_dangling(third_person(own, subject, reply_clause.seen.clause.role))
        return Answer(sentence_case(said), spans, frozenset({answer}))
    if any(one.conditions or one.topic == "family_history" for one in backgrounds() if one.asks.search(text)):
        return None  # which illnesses, the answer tells
    if kind == "yes" and {one.name for one in conditions(own)} - {one.name for one in conditions(text)}:
        return None  # "Any history of high blood pressure?" "Yeah, I have low thyroid."
    statement = _statement(text, kind == "yes", subject)
    if not statement and kind == "no":
        return _habit_denied(text, spans, subject)
    says_it_again = content_stems(own) <= content_stems(text)
    topic: Topic | None = "social_history" if set(subjects(text)) & set(_OF_LIFE) else None
    used = frozenset({answer} if says_it_again else ())
    return Answer(statement, spans, used, topic=topic) if statement else None


def of_several(question: Heard) -> bool:
    """Whether a question asks of more than the symptom that it names: "any change in your stream or burning?"."""
    text = question.seen.clause.text
    first = min((m.start for m in question.seen.mentions if m.concept.kind == "symptom"), default=0)
    return _OR.search(text, 0, first) is not None or _BESIDES.match(text) is not None


_BESIDES = re.compile(r"(?:and )?(?:besides|apart from|other than|aside from)\b", re.IGNORECASE)


def _after_bare_yes(reading: Reading, answer: int) -> Heard | None:
    """What the same speaker goes on to say after a yes and no more: "Yes." "Maybe two glasses of wine a week."."""
    if not _BARE_YES.fullmatch(reading.heard[answer].seen.clause.text) or answer + 1 >= len(reading.heard):
        return None
    after = reading.heard[answer + 1]
    return after if after.seen.clause.span.turn == reading.heard[answer].seen.clause.span.turn else None


_BARE_YES = re.compile(r"(?:yes|yeah|yep|I do|sure|sometimes|a little|a bit)[., ]*", re.IGNORECASE)


def _habit_denied(text: str, spans: tuple[Span, ...], subject: Subject) -> Answer | None:
    """ "What about alcohol?" "Nope." is "She denies alcohol use."."""
    about = subjects(text) if _HOW_ABOUT.match(text) else []
    if not about or about[0] not in habits():
        return None
    denied = sentence_case(f"{subject.lead} denies {_DENIED_HABITS.get(about[0], about[0])}")
    return Answer(
        denied,
        spans,
        frozenset(),
        sought=True,
        topic="social_history" if about[0] in _OF_LIFE else None,
    )


def _says_so(said: str, own: str, asked: str) -> bool:
    """Whether an answer that begins with "no" says what was asked: "Do you live by yourself, or are you married?" "No, I
    live by myself."
    """
    wanted = content_stems(re.sub(r"\byourself\b", "", asked, flags=re.IGNORECASE))
    return bool(wanted) and wanted <= content_stems(own) and not _NEGATED.search(re.sub(r"^no[,.]", "", said))


# "I don't do any of that", "none of those"
_NONE_OF_IT = re.compile(
    r"(?:(?:I )?(?:don't|do not|never)(?: do| use| have)? )?(?:any(?:thing)?|none|nothing|either)"
    r"(?: of| like)?(?: (?:it|that|them|those|these))?|(?:absolutely|definitely|certainly) not",
    re.IGNORECASE,
)
# "Do you work?" "I am retired."
_OF_WORK = re.compile(r"\b(?:work|working|employed|job|school)\b", re.IGNORECASE)
_STATE = re.compile(r"(?:no,? )?(?P<state>I(?:'m| am) (?!\w+ing\b)(?:\w+ ){0,4}\w+)", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:no|not|never|none|nothing|without|neither|cannot)\b|n't\b", re.IGNORECASE)
# "What about alcohol?", "And any drug use?"
_HOW_ABOUT = re.compile(r"(?:and |or |okay,? )*(?:what about|how about|how 'bout|any)\b", re.IGNORECASE)
_OF_LIFE = ("smoking", "alcohol", "drug use")
_DENIED_HABITS = {"alcohol": "alcohol use"}
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_OR_ELSE = re.compile(
    r"\bor (?:you|(?:do|are|have|did|is|can|does|was|were) (?:you|it|he|she|they|there))\b", re.IGNORECASE
)
# "Where is the pain?" "It's right here.", but not "Only when I bend."
_WHOLE = re.compile(
    r"(?:(?:well|mostly|usually|yeah|yes|um|uh|honestly)[, ]+)*(?:I|I'm|I've|it|it's|that|that's|they|there|there's|he|he's|"
    r"she|she's|we|my|\w+ing)\b",
    re.IGNORECASE,
)
# A question that asks for more than yes or no: its answer is told as it is.
_OPEN = re.compile(r"\b(?:what|when|where|which|who|why|how(?! about))\b", re.IGNORECASE)
# An answer that takes its yes or no partly back: "Yeah, I used to smoke, but I stopped."
_QUALIFIED = re.compile(
    r"\b(?:used to|stopped|quit|anymore|any more|actually|except|but|however|years ago|in the past|before)\b",
    re.IGNORECASE,
)


def _qualified(text: str, answer: Heard, spans: tuple[Span, ...], at: int, subject: Subject) -> Answer | None:
    """The answer in its own words, introduced by what was asked; None where it says too little to stand alone."""
    about = subjects(text)
    words = _REPLY.sub("", answer.seen.clause.text)
    said = without_dangling(third_person(words, subject, answer.seen.clause.role))
    if len(about) != 1 or len(said.split()) < 3:
        return None
    return Answer(sentence_case(introduced(about[0], said)), spans, frozenset({at}))


_REPLY = re.compile(
    r"^(?:(?:yes|yeah|yep|no|nope|well|actually|I (?:do|have|am|did))(?:\b(?! \w+ed)[,. ]+|$))+",
    re.IGNORECASE,
)


def _circumstances(
    symptoms: Sequence[Mention], kind: str, answer: Heard, spans: tuple[Span, ...], at: int, subject: Subject
) -> Answer | None:
    """ "Any chest pain?" "Just when I climb stairs." is chest pain, when he climbs stairs."""
    names = list(dict.fromkeys(m.concept.name for m in symptoms))
    if (
        kind != "yes"
        or len(names) > 1
        or len(answer.seen.content) < 2
        or any(m.concept.name in names for m in answer.seen.mentions)
    ):
        return None
    words = re.sub(
        r"^(?:yes|yeah|yep|I (?:do|have|am|did))\b[,. ]*", "", answer.seen.clause.text, flags=re.IGNORECASE
    )
    said = third_person(words, subject, answer.seen.clause.role).rstrip(" .?!,")
    if len(said.split()) < 2:
        return None
    return Answer(
        sentence_case(f"{subject.lead} reports {names[0]}, {said[0].lower()}{said[1:]}"),
        spans,
        frozenset({at}),
    )


_AFFIRMED = {
    "did": "did",
    "are": "is",
    "were": "was",
    "have": "has",
    "can": "can",
    "could": "could",
    "will": "will",
}
_DENIED = {
    "do": "does not",
    "did": "did not",
    "are": "is not",
    "were": "was not",
    "have": "has not",
    "can": "cannot",
    "could": "could not",
    "will": "will not",
}


def _statement(text: str, yes: bool, subject: Subject) -> str:
    match = _YES_NO.match(text)
    if match is None:
        match = _TAKES.match(text)
        return (
            _joined(
                subject.lead, "is" if yes else "is not", third_person(match["rest"], subject, "clinician")
            )
            if match
            else ""
        )
    match = _YES_NO.match(re.sub(r" at all\b", "", text)) or match
    auxiliary, adverb = match["aux"].lower(), (match["adverb"] or "").lower().replace("ever", "").strip()
    if not yes:
        adverb = adverb.replace("still", "").strip()
        return _joined(
            subject.lead, _DENIED[auxiliary], adverb, third_person(match["rest"], subject, "clinician")
        )
    if re.search(r"\bany(?:body|one|thing)\b", match["rest"], re.IGNORECASE):
        return ""  # "Do you live with anybody?": who it is, the answer tells
    rest = re.sub(r"\bany\b ?", "", match["rest"])
    if auxiliary == "do":
        return _joined(third_person(f"you {adverb} {rest}", subject, "clinician"))
    return _joined(subject.lead, _AFFIRMED[auxiliary], adverb, third_person(rest, subject, "clinician"))


def _joined(*parts: str) -> str:
    return sentence_case(" ".join(filter(None, parts)))
