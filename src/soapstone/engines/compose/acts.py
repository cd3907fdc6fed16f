"""What the clinician does: a clause of the plan as an act with its object."""

from __future__ import annotations

import re

from soapstone.engines.compose.grammar import Subject, without_dangling
from soapstone.engines.compose.phrases import Act, act_named, acts, names_specialty, specialties
from soapstone.engines.compose.third_person import third_person
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.drugs import find_drugs
from soapstone.nlp.wordings import in_words_of_a_note

# Acts that treat, wherever they are said.
TREATS = ("start", "restart", "stop", "continue", "increase", "decrease", "refill", "refer")
_CLOSING = re.compile(
    r"(?:,? (?:for (?:you|him|her)|as well|okay|here|then|now|just|right|too|all right))+$", re.IGNORECASE
)


_IMPERATIVE = re.compile(
    r"(?:for now,? |just |always |also |then |please )*(?P<object>(?:rinse|take|use|keep|avoid|rest|"
    r"drink|eat|ice|elevate|apply|wear|"
    r"monitor|weigh|record|limit|try|watch|bring|stay|cut|finish|wash|do not|don't|never) .+)",
    re.IGNORECASE,
)
_PRECAUTION = re.compile(
    r"(?:if|when|should|for) .+\b(?:go to|go straight to|call|come (?:back|in|right)|return to|seek|"
    r"head to) .+",
    re.IGNORECASE,
)
# "If there is fever or a rash, give us a call", "should a rash come up, then straight back": what to come back for.
_COME_BACK = re.compile(
    r"(?:if|should) (?:(?:you|he|she|they|it|there)(?:'re|'s)? )?"
    r"(?:(?:have|has|had|gets?|develops?|notices?|sees?|is|are|be|turns? into|feels?) )?"
    r"(?:any(?: of| more)? )?(?:worsening symptoms,? (?:like|such as) )?"
    r"(?P<object>(?!you\b|we\b|that\b|it\b|not\b|still\b|needed\b).+?)"
    r"(?:,? (?:comes?|shows?) up| happens?| develops?| starts?)?,? (?:then )?(?:please )?"
    r"(?:give (?:us|me) a call|call (?:us|me)(?: right away)?|let (?:us|me) know|get back in touch|"
    r"come (?:straight |right )?(?:back|in)(?: (?:in|here))?(?: right away)?|"
    r"(?:a trip|straight|right) back(?: here| to us)?|"
    r"I want to (?:see|know)(?: (?:you|him|her))?(?: again)?(?: right away)?)",
    re.IGNORECASE,
)


def act_of(text: str, subject: Subject) -> tuple[Act, str] | None:
    """The act of a clause and its object as a note writes it, or None when nothing is done in it.

    "I'd like to increase your lisinopril to 40 milligrams" is `increase`, "lisinopril to 40 mg".
    """
    said = text.rstrip(" .?!,")
    if match := _COME_BACK.fullmatch(said):
        warned_of = _in_clinical_words(_written(match["object"], subject))
        return act_named("return_if")._replace(wordings=("Return for {object}.",)), warned_of
    if _PRECAUTION.match(said):
        warned_of = _in_clinical_words(_written(said, subject))
        return act_named("return_if")._replace(wordings=("{object}.",)), warned_of
    if match := _IMPERATIVE.fullmatch(said):
        told = match["object"]
        return act_named("advise"), _written(told[0].lower() + told[1:], subject)
    if referral := _referral(said):
        return act_named("refer"), _written(referral, subject)
    for act in acts():
        match = act.pattern.match(said)
        if match and (not act.clinical or _is_clinical(match["object"])):
            if _CONDITION.match(said):  # what is done only if something comes to pass is not done today
                return act._replace(wordings=("{object}.",)), _written(said, subject)
            done = _written(match["object"], subject)
            return _as_said(act, match), _in_clinical_words(done) if act.name == "return_if" else done
    taken = _TAKEN.match(said)
    if taken and find_drugs(taken["object"]) and not _OPEN.search(said[: taken.start("object")]):
        return act_named("advise"), _written(taken["object"], subject)
    return None


# "We can treat it take acetaminophen 500 mg as needed", without a pause between
_TAKEN = re.compile(r".{0,60}?\b(?P<object>(?:take|use) (?=.*\d).+)$", re.IGNORECASE)


def _in_clinical_words(text: str) -> str:
    """A list of what to come back for with the symptoms by name: "for temperature, sores on his feet" has foot ulcers."""
    text = in_words_of_a_note(text, "precaution")
    for mention in reversed(find_concepts(text)):
        before, after = text[: mention.start], text[mention.end :]
        alone = _BEFORE_ITEM.search(before), _AFTER_ITEM.match(after)
        if mention.concept.kind == "symptom" and mention.concept.group != "General" and all(alone):
            text = f"{_DETERMINER.sub('', before)}{mention.concept.name}{after}"
    return text


_BEFORE_ITEM = re.compile(
    r"(?:^|, |\b(?:or|and|for|any|with|of|there is|there's|worsening|new)(?: an?| the| some| any)? )(?:his |her |their )?$",
    re.IGNORECASE,
)
_AFTER_ITEM = re.compile(r"$|,|\.| or\b| and\b", re.IGNORECASE)
_DETERMINER = re.compile(r"(?:his|her|their|an?|the|some) $", re.IGNORECASE)


# "If it's not better, we can do a shot."
_CONDITION = re.compile(
    r"(?:if|unless|in case|should) (?:(?! and )[^,])+?,? (?:then )?(?:we|I|you)"
    r"(?:'ll|'d| can| could| will| would| should)\b",
    re.IGNORECASE,
)


# "You may not be able to see the dermatologist": nobody is sent.
_OPEN = re.compile(
    r"\b(?:did|no|not|may|might|could|if|when|unless|until|once|before)\b|n't\b", re.IGNORECASE
)


def _referral(said: str) -> str:
    """To whom and for what one is referred: "go to G I for an endoscopy", "see the hand surgeon in seven days"."""
    for name, pattern in specialties() if names_specialty(said) else ():
        match = pattern.match(said)
        if match and not _OPEN.search(said[: match.start("rest")]):
            return f"{name} {_GOES_ON.sub('', match['rest']).strip(' ,')}"
    return ""


# "To urology, they'll look inside with a scope", "a therapist, therapy works well with the medicine"
_GOES_ON = re.compile(r",? (?:(?:they|he|she|it|who)(?:'\w+)? |therapy works ).*", re.IGNORECASE)


# "Order a lithium level"
_MEASURES = re.compile(r"\b(?:levels?|tests?|panel|screen|titer|antibod\w+)\b", re.IGNORECASE)


def _as_said(act: Act, match: re.Match[str]) -> Act:
    """To check, to repeat and to schedule are more exact than to order; a drug is not ordered but started."""
    verb = match["verb"].lower()
    if act.name == "order" and any(drug.start == 0 for drug in find_drugs(match["object"])):
        return act if _MEASURES.search(match["object"]) else act_named("start")
    exact = act.name == "order" and verb in ("check", "recheck", "repeat", "schedule")
    return (
        act._replace(name=f"order by {verb}", wordings=(f"{verb.capitalize()} {{object}}.",))
        if exact
        else act
    )


def _is_clinical(text: str) -> bool:
    return (
        any(m.concept.kind != "anatomy" for m in find_concepts(text))
        or bool(find_drugs(text))
        or re.search(r"\d", text) is not None
    )


def _written(text: str, subject: Subject) -> str:
    text = third_person(_WHAT_IS_TAKEN.sub("the current medications", text), subject, "clinician")
    text = re.sub(r"\b(\d+(?:\.\d+)?) milligrams?\b", r"\1 mg", text)
    return without_dangling(_CLOSING.sub("", text.strip(" .?!,")))


# "Keep taking what you're on"
_WHAT_IS_TAKEN = re.compile(
    r"\bwhat(?:ever)? (?:you|he|she)(?:'re|'s| are| is)(?: already| currently| now)? (?:on|taking)\b(?: now)?(?! \w+ing)",
    re.IGNORECASE,
)
