"""The history: what the patient tells, what the answers decide."""

from __future__ import annotations

import re
from collections.abc import Sequence

from soapstone.engines.compose.background import allergens
from soapstone.engines.compose.complaint import opener
from soapstone.engines.compose.grammar import sentence_case, within_a_sentence, without_dangling
from soapstone.engines.compose.histories import HISTORIES
from soapstone.engines.compose.memory import Memory
from soapstone.engines.compose.person import Who
from soapstone.engines.compose.phrases import conducts, echoes_denial
from soapstone.engines.compose.problems import plan_begins
from soapstone.engines.compose.questions import answered, of_several
from soapstone.engines.compose.reading import Heard, Reading
from soapstone.engines.compose.statement import Statement
from soapstone.engines.compose.subjects import introduced, subjects
from soapstone.engines.compose.symptoms import denials
from soapstone.engines.compose.third_person import third_person
from soapstone.engines.compose.vitals import reads_vitals
from soapstone.nlp.assertion import contradicted, reply
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.drugs import find_drugs
from soapstone.nlp.numbers import first_number
from soapstone.notes.templates import Topic
from soapstone.types import Patient, Span

BACKGROUND = (*HISTORIES, "allergies", "medications")
TOLD = ("history", "complaint", "review", *BACKGROUND)
_REPEATED = re.compile(
    r"^(?:I (?:know|see|understand|remember|believe|think|heard)(?: here| that| you said| from (?:the|"
    r"your) chart)*|it (?:looks|sounds|seems) like|"
    r"(?:you|I know you) (?:had |have |'ve )?(?:said|mentioned|told me|were telling me|say|were saying)(?: that)?|"
    r"my (?:nurse|assistant|ma) (?:said|told me|mentioned)(?: that)?|"
    r"(?:I see )?here (?:that )?|the nurse (?:said|told me)(?: that)?|what I(?:'m|"
    r" am) hearing is(?: that)?) (?=\w)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:is|are|do|does|did|was|were|can|could|would|will|should|how|what|where|why|who) (?:it|that|"
    r"this|you|i|there|we|they|the|my|your|about|much|long|do|can|should)\b",
    re.IGNORECASE,
)
_SMALL_TALK = re.compile(
    r"\b(?:thank you|thanks|how are you|nice to (?:see|meet)|good to see|see you|sounds good|"
    r"that's (?:good|great|fine|funny|true|right)|"
    r"I appreciate (?:it|that|you)|you're welcome|have a (?:good|nice)|no (?:questions|problem)|"
    r"I (?:understand|agree)|okay doc|happy to)\b",
    re.IGNORECASE,
)


def history(
    reading: Reading,
    reason: Sequence[Statement],
    person: Who,
    patient: Patient,
    memory: Memory,
    wanted: float,
) -> list[Statement]:
    """What was told, in the order of speech, in the third person; then what is denied."""
    statements: list[Statement] = []
    total, planned = len(reading.heard), plan_begins(reading)
    begin = min(total if planned is None else planned, reading.examined.start or total)
    used: set[int] = set()
    for at, heard in enumerate(reading.heard):
        if (
            at in used
            or (heard.topic not in TOLD and at >= begin)
            or (heard.seen.side == "C" and at >= begin)
        ):
            continue
        if heard.seen.question:
            answer = answered(reading, at, person.subject)
            if answer is not None and (
                answer.sought or heard.worth + 0.1 >= wanted or _topic(heard) in BACKGROUND
            ):
                used |= answer.used
                statements.append(
                    Statement(
                        answer.topic or _topic(heard, f"{heard.seen.clause.text} {answer.text}"),
                        answer.text,
                        answer.evidence,
                        at,
                        worth=heard.worth + 0.1,
                        confidence=0.85,
                    )
                )
        elif heard.worth + _bonus(heard) >= wanted:
            text, spans = told(reading, at, person)
            if statements and (same := re.match(r"Regarding [^,]+, ", statements[-1].text)):
                text = sentence_case(text.removeprefix(same.group()))  # the subject was just named
            if text:
                statements.append(
                    Statement(
                        _topic(heard, f"{_question_before(reading, at)} {text}"),
                        text,
                        spans,
                        at,
                        worth=heard.worth,
                        confidence=0.85,
                    )
                )
    return [
        *opener(reason, person, patient, memory, statements),
        *statements,
        *denials(reading, person.subject),
    ]


def told(reading: Reading, at: int, person: Who) -> tuple[str, tuple[Span, ...]]:
    """A clause of the history as a note says it, with its spans; no text when it is only courtesy."""
    heard = reading.heard[at]
    text, spans = heard.seen.clause.text, heard.spans
    clinician = heard.seen.side == "C"
    near = reading.heard[at : at + 2]
    if _THE_OTHER.match(text):
        return "", spans  # the side is put right where it was said
    if clinician and contradicted([h.seen.clause for h in near], [h.said for h in near], 0):
        return "", spans
    if clinician:
        text = _REPEATED.sub("", text)
        if reads_vitals(text):
            return "", spans
        if (
            conducts(text)
            or re.match(r"I\b", text)
            or echoes_denial(text)
            or _SUMMED_UP.search(text)
            or _INTRODUCED.match(text)
            or not (heard.seen.mentions or "#" in heard.seen.stems)
            or heard.topic not in TOLD
        ):
            return "", spans
    elif _ASKED.match(text) or (_SMALL_TALK.search(text) and not heard.seen.mentions):
        return "", spans
    text = _JUST_THIS.sub("", _NO_BECAUSE.sub("", _REPLY.sub("", text)))
    if not clinician and (nothing := _NOTHING.match(text)):
        text = text[nothing.end() :]
        if len(text.split()) < 3 and not heard.seen.mentions:
            return "", spans
    if not clinician and heard.topic == "allergies" and (_NO_ALLERGY.match(text) or allergens(text)):
        return "", spans  # it stands in the list of allergies
    if not clinician and heard.seen.mentions and _DENIED_LATER.search(text):
        return "", spans  # it stands in the list of denials
    if not clinician and (denied := _denied(heard, text, person)) is not None:
        return denied, spans
    if relative := reading.relatives.get(at):
        text = _PRONOUN.sub(f"my {relative}", text, count=1)
    if not clinician and _MISSES_IT.search(text) and (drug := _drug_before(reading, at)):
        text = _MISSES_IT.sub(rf"\1 {drug}", text)
    text = without_dangling(third_person(_BUT.sub("", text), person.subject, heard.seen.clause.role))
    text = _HALF_SAID.sub("", text)
    if _says_too_little(heard, text) or (not clinician and _TO_CLINICIAN.search(text)):
        return "", spans
    if person.age is not None and _AGED.fullmatch(text) and first_number(text) == person.age:
        return "", spans  # the opening sentence gives it
    about = None if clinician else _about(reading, at)
    if about is not None:
        name, asked = about
        return sentence_case(introduced(name, text)), (asked, *spans)
    if clinician and not _HAS_VERB.search(text):
        return "", spans
    if not _HAS_VERB.search(text) and find_drugs(text):
        return "", spans  # a drug and its dose stand in the list of medications
    if not clinician and heard.seen.mentions and not _HAS_VERB.search(text):
        text = f"{person.subject.lead} reports {within_a_sentence(text)}"
    return sentence_case(text), spans


# "It's not the left ankle, it's the right one."
_THE_OTHER = re.compile(
    r"(?:no,? )?(?:it's|it is) not (?:the|my) (?:left|right)\b.{0,30}\b(?:it's|it is|but) "
    r"(?:the|my) (?:left|right)\b.{0,20}$",
    re.IGNORECASE,
)


def _says_too_little(heard: Heard, text: str) -> bool:
    """Whether a clause, as a note would have it, names nothing and tells nothing: "plenty of those"."""
    if len(text.split()) < 3:
        return True
    if heard.seen.mentions:
        return False
    fragment = not _HAS_VERB.search(text) and not _TIMED.search(text)
    return len(heard.seen.content) < 2 or (heard.seen.side != "C" and fragment)


# "So, red eye for one day, with sick contacts, no discharge. Did I get that right?"
_SUMMED_UP = re.compile(
    r"\bfor (?:about |around )?[\w-]+(?: \w+)? (?:hours?|days?|weeks?|months?|years?),? with\b", re.IGNORECASE
)
# "We have a 6 year old boy with vomiting": the opening sentence says so.
_INTRODUCED = re.compile(r"(?:we|I)(?:'ve got| have| got) an? .*year[- ]old\b", re.IGNORECASE)
_TO_CLINICIAN = re.compile(
    r"\b(?:you can|can you|help (?:me|him|her|them)|you to)\b|"
    r"^(?:please|tell me|show me|let's|let us|you (?:don't|do not|can't|know|see|must)|"
    r"that (?:sounds|does(?:n't| not) sound))\b",
    re.IGNORECASE,
)
_TIMED = re.compile(
    r"\d|\b(?:days?|weeks?|months?|years?|hours?|minutes?|times|once|twice|daily|ago|since|every)\b",
    re.IGNORECASE,
)
_AGED = re.compile(
    r"[\w ]{1,14}(?:is|are) (?:only )?(?:an? )?[\w-]+(?: \w+)?(?:[- ]years?[- ]old)?(?: now| right(?: now)?)?"
)
_PRONOUN = re.compile(r"\b(?:he|she|they|we)\b", re.IGNORECASE)
_MISSES_IT = re.compile(
    r"\b(miss(?:es|ed)?|forg[eo]t(?:s|ten)?|skip(?:s|ped)?|ran out of|stopped taking) it\b", re.IGNORECASE
)


def _drug_before(reading: Reading, at: int) -> str:
    """The one drug that the clause before, or the one before that, names; empty for none or several."""
    for before in reversed(reading.heard[max(0, at - 2) : at]):
        if names := {dose.name for dose in find_drugs(before.seen.clause.text)}:
            return names.pop() if len(names) == 1 else ""
    return ""


# "No fainting, it's really just this": nothing else is the matter.
_JUST_THIS = re.compile(
    r",? (?:it's|it is) (?:really )?(?:just|only) (?:this|that|these)[^,]*$", re.IGNORECASE
)
# A yes or no that stands for itself; "no chest pain" is none.
_REPLY = re.compile(
    r"^(?:(?:maybe )?(?:some|a little(?: bit)?|a bit)[, ]+(?=yeah|yes)|"
    r"I (?:do|am|have|did)(?:n't| not)?(?: actually)?(?=[,.]|$)[,. ]*|I (?:don't|do not) think so\b[,. ]*|"
    r"(?:yes|yeah|yep|right|correct|true|exactly|just|never(?=[,.]|$)|"
    r"not (?:a bit|once|in the least|at all|one or the other))\b[,. ]*|(?:no|nope)(?:[,.]+ *| (?=(?:i|it|"
    r"he|she|they|not|that|we|no)\b)))+",
    re.IGNORECASE,
)


# "No, because it goes away by itself"
_NO_BECAUSE = re.compile(r"^(?:no,? )?because (?=(?:it|I|he|she|they|we|my)\b)", re.IGNORECASE)
_BUT = re.compile(r"^(?:but|and|so),? ", re.IGNORECASE)
# An answer that only denies: "no, none of those", "nope, nothing like that, not that I know of".
_NOTHING = re.compile(
    r"(?:(?:no|nope|nah|oh)[, ]+)*(?:none|nothing|never|not)\b(?:[, ]+(?:of (?:those|them|that|these)|like that|at all|"
    r"never|nothing|none|no|so far|(?:at least )?not yet|thank (?:god|goodness)|(?:i|he|she|they) can think(?: of)?|"
    r"that (?:i|he|she|they)(?:'ve| have)? (?:know|noticed|can (?:think|tell|remember)|'m aware)(?: of)?)\b)+[, ]*|"
    r"(?:(?:no|nope|nah)[, ]+)*(?:none|nothing|never)[, .]*$",
    re.IGNORECASE,
)
_NO_ALLERGY = re.compile(
    r"(?:no|not|none|never|without|(?:I|he|she) (?:(?:don't|do not|doesn't|does not) have any|(?:have|has) no))\b.*\ballerg|"
    r"(?:no|none|nothing)\b[^,]*$",
    re.IGNORECASE,
)


# An answer that the patient comes back to: "Oh, going back to racing heart, no, nothing."
_DENIED_LATER = re.compile(r"\b(?:about|back to|asked (?:\w+ )?about) .+?,? (?:no|nope|nah)\b", re.IGNORECASE)


def _denied(heard: Heard, text: str, person: Who) -> str | None:
    """A clause that begins with a denial: "no chest pain, but ..." is "she denies chest pain, but ...".

    A denial and nothing else stands in the list of denials; it gives no sentence of its own here.
    """
    begun = re.match(
        r"(?:no|not any|without|never any) (?!because\b|one\b|longer\b|matter\b|idea\b|problem|"
        r"just\b|only\b|really\b|main|most)",
        text,
        re.IGNORECASE,
    )
    if begun is None:
        return None
    rest = text[begun.end() :]
    if re.match(r"(?:nothing|none|never|nope|no|not)\b", rest, re.IGNORECASE):
        return ""
    left = rest
    for mention in reversed(find_concepts(rest)):
        left = left[: mention.start] + left[mention.end :]
    if not re.sub(r"\b(?:or|and|no|any|nor|either|at all|really)\b|\W", "", left):
        return "" if heard.seen.mentions else None
    said = without_dangling(
        third_person(_SOME.sub(" but reports some", rest), person.subject, heard.seen.clause.role)
    )
    return sentence_case(f"{person.subject.lead} denies {said}")


# "..., but some of it might be me", of which the end says nothing
_HALF_SAID = re.compile(
    r",? (?:but|though|so|and) [^,]{0,30}\b(?:might|may|could)(?: just)?(?: be (?:just )?(?:her|him|them))?$"
)
# "No fever, some chills"
_SOME = re.compile(r",? some\b", re.IGNORECASE)
_HAS_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|will|would|can|could|cannot|should|\w+(?:s|ed)|got|"
    r"went|felt|took|came|been|fell|hurt|began|made|quit|lost|left|kept|broke|ran|ate|drank|slept|stood|gave|told|saw|"
    r"grew|caught|thought|knew|said|hit|cut|put|met|sat|wore|bled|woke|brought|bought|stuck)\b"
)
_KEPT = re.compile(
    r"\b(?:miss(?:ed)?|forget|forgot|ran out|stopped taking|can't afford|quit|side effects?|allergic)\b",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|few|couple of?) (?:\w+ )?(?:days?|"
    r"weeks?|months?|years?|hours?|nights?|times?|packs?|drinks?|pounds)\b|\b(?:every|"
    r"each) (?:\w+ )?(?:day|night|morning|week|hour)\b|\b(?:once|twice) (?:a|per)\b",
    re.IGNORECASE,
)


def _bonus(heard: Heard) -> float:
    """What is worth more to a clinician than to the model: how long, how often, and what was not taken."""
    text = heard.seen.clause.text
    if heard.seen.side == "C":
        return 0.0
    return (0.2 if _KEPT.search(text) else 0.0) + (0.1 if _MEASURED.search(text) else 0.0)


def _about(reading: Reading, at: int) -> tuple[str, Span] | None:
    """The one thing that an answer is about when it does not name it: what was asked just before it."""
    heard = reading.heard[at]
    turn = heard.seen.clause.span.turn
    first = at == 0 or reading.heard[at - 1].seen.clause.span.turn != turn
    if heard.seen.mentions or not (first or _POINTS_BACK.match(heard.seen.clause.text)):
        return None
    if heard.topic == "medications" and find_drugs(heard.seen.clause.text):
        return None  # what is taken for it stands in the list
    same = [one for one in reading.heard[max(0, at - 4) : at] if one.seen.clause.span.turn == turn]
    if any(one.seen.mentions or reply(one.said) == "no" for one in same):
        return None  # "No, but my hand is numb, and it gets worse at night."
    for before in reversed(reading.heard[max(0, at - 4) : at]):
        if before.seen.side != "C":
            continue
        if before.seen.question and (reply(heard.said) == "no" or of_several(before)):
            return None  # "Any trouble sleeping?" "No, I sleep like a rock."
        names = subjects(before.seen.clause.text)
        if any(name in heard.seen.clause.text for name in names):
            return None
        near = before.seen.clause.span.turn == turn - 1
        return (
            (names[0], before.seen.clause.span) if len(names) == 1 and before.seen.question and near else None
        )
    return None


_POINTS_BACK = re.compile(r"(?:it|that|they|it's|that's)\b", re.IGNORECASE)


def _question_before(reading: Reading, at: int) -> str:
    """The question that a clause of the patient follows; empty for none near."""
    near = reversed(reading.heard[max(0, at - 3) : at])
    return next((one.seen.clause.text for one in near if one.seen.side == "C" and one.seen.question), "")


def _topic(heard: Heard, text: str = "") -> Topic:
    """Where a clause stands that a note tells, with what was asked, as `text`."""
    ill = any(mention.concept.kind == "condition" for mention in heard.seen.mentions)
    if heard.topic == "medications" and ill and not find_drugs(heard.seen.clause.text):
        return "medical_history"  # "I do suffer from asthma", of one who is asked what is taken
    if heard.topic == "social_history" and text and not _OF_LIFE.search(text):
        return "history"
    return heard.topic if heard.topic in BACKGROUND else "history"


# What a social history is of: home, work, habits
_OF_LIFE = re.compile(
    r"\b(?:work\w*|jobs?|office|business|company|retire\w*|school|college|universit\w+|student|class|teach\w*|career|shifts?|"
    r"liv(?:e|es|ed|ing)|alone|home|house|apartment|flat|moved|marri\w+|single|divorced|widow\w*|husband|wife|partner|"
    r"girlfriend|boyfriend|room-?mates?|flat-?mates?|family|kids|children|sons?|daughters?|parents?|pets?|dogs?|cats?|"
    r"smok\w+|cigar\w*|tobacco|vap\w+|packs?|alcohol\w*|beers?|wine|pints?|"
    r"drink(?:s|er|ing)?(?! (?:\w+ ){0,3}(?:water|fluids?))|drank|quit|stopped|social\w*|occasion\w*|week(?:end)?s?|"
    r"drugs?|marijuana|cannabis|weed|cocaine|heroin|sober|coffee|caffeine|exercis\w+|gym|runs?|running|jog\w*|swim\w*|"
    r"walk\w*|sports?|yoga|hobb\w+|garden\w*|travel\w*|diet|sexual\w*|church|military|insurance|"
    r"i(?:'m| am) an? \w+|an? [\w-]+(?:er|or|ist|ian|ant))\b",
    re.IGNORECASE,
)
