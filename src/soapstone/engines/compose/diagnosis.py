"""What a clinician concludes: "I'm leaning toward gout" names a problem that may stand in no lexicon."""

from __future__ import annotations

import re
from functools import cache

from soapstone.engines.compose.grammar import without_dangling
from soapstone.nlp.concepts import concept_at_end, find_concepts, with_clinical_names
from soapstone.nlp.dictionary import find_phrases
from soapstone.nlp.drugs import find_drugs
from soapstone.resources import read_toml

_LONGEST = 7  # words of a name that stands in no dictionary


def concluded(text: str) -> str | None:
    """The diagnosis that a clause states, as a note names it; "suspected ..." where the clinician is not sure.

    A name that ICD-10-CM or our lexicons know is taken out of the words around it; one that they do not know is taken
    as it was said, where what leads up to it can only lead up to a diagnosis.
    """
    for sure in ("surely", "hardly"):
        match = _stated(sure).search(text)
        if match is None or _NEGATED.search(text[: match.end()]) or _NOT.match(text[match.end() :]):
            continue
        rest = text[match.end() :]
        said, called, name = _object(rest).partition(" called ")
        first = without_dangling((name if called else said).partition(",")[0])
        sayable = called or (_stated("only").search(match.group()) and len(first.split()) > 1)
        found = (
            _clearer(_whole(_known(name if called else said), first), _known_again(rest))
            or _lay_name(first)
            or _lay_beginning(_ARTICLE.sub("", rest))
            or (first if sayable and len(first.split()) <= _LONGEST else "")
        )
        if found and _YOU_HAVE.match(match.group()) and _names_symptom(found):
            continue  # "you've got a bit of a belly ache": the history again
        if found.lower() == "allergy" and (find_drugs(rest) or "allergy to" in rest.lower()):
            continue  # "you've got an allergy to penicillin"
        if found:
            cause = _CAUSE.search(rest)
            of_what = _known(_object(rest[cause.end() :]).partition(",")[0]) if cause else ""
            found = with_clinical_names(_put_exactly(rest, found))
            if of_what and _names_symptom(found) and find_concepts(of_what)[:1] != find_concepts(found)[-1:]:
                found = f"{found} due to {with_clinical_names(of_what)}"
            found = _YOUR.sub("the", found)
            doubted = sure == "hardly" or _LIKELY.search(text[: match.start()])
            return f"suspected {found}" if doubted else found
    return None


_YOU_HAVE = re.compile(r"(?:you|he|she)(?:'ve|'s| have got| has got)\b", re.IGNORECASE)
_YOUR = re.compile(r"\byour\b", re.IGNORECASE)
# "This might be confusion from a urine infection"
_CAUSE = re.compile(
    r"(?<=\w) (?:from|due to|because of|caused by|related to|secondary to) (?:an? |the |your )?",
    re.IGNORECASE,
)


def _names_symptom(name: str) -> bool:
    """Whether a name ends in a symptom, which may have a cause."""
    last = concept_at_end(name)
    return last is not None and last.concept.kind == "symptom"


def _clearer(name: str, again: str) -> str:
    """Of a lay name and what follows it, the latter: "a heart attack, so non-ST elevation myocardial infarction"."""
    lay = name and with_clinical_names(name) != name
    return again if again and (not name or (lay and with_clinical_names(again) == again)) else name


def _lay_name(said: str) -> str:
    """The lay name of an illness that ends what is said, with what qualifies it: "mild stomach bug". Empty for none."""
    last = concept_at_end(said)
    return _whole(said[last.start :], said) if last and last.concept.kind == "condition" else ""


def _lay_beginning(said: str) -> str:
    """The lay name that a text begins with, though it may hold a "when": "blood pressure dropping when you stand up"."""
    first = next(iter(find_concepts(said)), None)
    begins = first is not None and first.concept.kind == "condition" and first.start == 0
    return said[: first.end] if first and begins else ""


_LIKELY = re.compile(r"\b(?:most likely|probably|possibly)(?: that)? $", re.IGNORECASE)


def _put_exactly(rest: str, found: str) -> str:
    """The name that follows a looser one: "a seizure from stopping alcohol, alcohol withdrawal seizure"."""
    parts = [_ARTICLE.sub("", _LEADS.sub("", part.strip(" ."))) for part in rest.split(",")]
    exact = next(
        (part for part in parts[1:2] if part.lower().endswith(found.lower()) and len(part.split()) <= 4), ""
    )
    return exact if exact and not _ENDS.search(exact) and not _NEGATED.search(exact) else found


_LEADS = re.compile(r"^(?:so|or|and|that means|that is|that's|which is|which means|it's) ", re.IGNORECASE)


def _known_again(rest: str) -> str:
    """The name that a layman's name is followed by, with what qualifies it; empty for none that a dictionary has."""
    after = rest.split(", ")[1:2]
    for again in (_said_again(rest), *(_object(part) for part in after if len(part.split()) <= _LONGEST)):
        known = _known(again)
        if known and (again.endswith(known) or again.startswith(known)):
            return _whole(known, again)
    return ""


def _said_again(rest: str) -> str:
    """What a layman's name is said to be: "a stomach virus, so viral gastroenteritis"."""
    again = _AGAIN.search(rest)
    return _object(rest[again.end() :]) if again else ""


_AGAIN = re.compile(
    r", (?:so|or|that's|that is|also called|which is(?: called)?|called) (?=(?:an? )?[a-z-]+(?: [a-z-]+){0,3}[.,]?$)",
    re.IGNORECASE,
)


def _whole(known: str, said: str) -> str:
    """A name that a dictionary has, with the word or two before it that say which: "yeast infection"."""
    before = said.removesuffix(known).split()
    telling = 0 < len(before) < 3 and not any(map(_TELLS_NOTHING.fullmatch, before))
    return said if known and said.endswith(known) and telling else known


_TELLS_NOTHING = re.compile(
    r"(?:this|that|these|those|some|more|most|much|any|all|your|you|his|her|have|has|with|consistent|likely|little|just|"
    r"possible|possibly|probable|for|from|to|of|in|on|or|and|another|other|new|\w+ed|\w+ing|\w+ly|mono)",
    re.IGNORECASE,
)


def _known(said: str) -> str:
    """The first condition that a dictionary has, with its part of the body: "tooth abscess", "bursitis of the elbow"."""
    found = find_phrases(said)
    for at, one in enumerate(found):
        if (
            one.type == "DIAGNOSIS" and said[one.start : one.end].lower() != "pcp"
        ):  # a person, not a pneumonia
            before = found[at - 1] if at else None
            after = found[at + 1] if at + 1 < len(found) else None
            starts = before and before.type == "ANATOMY" and before.end + 1 == one.start
            ends = after and after.type == "ANATOMY" and _IN_THE.fullmatch(said, one.end, after.start)
            return said[
                before.start if before and starts else one.start : after.end if after and ends else one.end
            ]
    return ""


_IN_THE = re.compile(r" (?:of|in|on) (?:the |your |his |her )?(?:left |right )?", re.IGNORECASE)


@cache
def _stated(kind: str) -> re.Pattern[str]:
    """What leads up to a diagnosis: "surely", "hardly", or "only" where nothing else could follow."""
    rules = read_toml("rules/phrases.toml")["conclusion"]
    return re.compile(rf"\b(?:{'|'.join(rules[kind])}) ", re.IGNORECASE)


# "It's not a tumor", "he's had hearing loss", "it sounds like we're looking for stones", "it's less than one percent"
_NOT = re.compile(
    r"(?:\w+ly )?(?:not|no|never|had|been|we|we're|I|I'm|they're|less than|more than|only)\b", re.IGNORECASE
)
_NEGATED = re.compile(r"\b(?:not|n't|isn't|don't|doubt|unlikely|rule out|if)\b", re.IGNORECASE)
_ENDS = re.compile(
    r"[.;?!]|,? (?:but|so|because|which|that is|based on|since|given|from|when|and (?:you|it|I|we|that|the))\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"^(?:(?:a|an|the|some|your|probably|likely|just|just a|called|what we call) )+", re.IGNORECASE
)


def _object(rest: str) -> str:
    """What follows, up to where the clinician goes on to something else."""
    end = _ENDS.search(rest)
    return without_dangling(_ARTICLE.sub("", rest[: end.start()] if end else rest).strip(" ,"))
