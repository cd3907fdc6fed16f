"""Turning the first and second person of speech into the third person of a note."""

from __future__ import annotations

import re
from typing import NamedTuple

from soapstone.engines.compose.grammar import Subject, grammar, verb
from soapstone.types import Role

_TOKEN = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]|\s+")
_HAS = re.compile(
    r"\b(it|that|he|she|there|what|who)'s(?= (?:\w+ )?(?:been|had|got|gotten|gone|become|started|come|helped|improved|tried|"
    r"taken|noticed|lost|gained|seen|done|worked|failed|stopped|never)\b)",
    re.IGNORECASE,
)


class _Voice(NamedTuple):
    """The words with which a speaker means the patient."""

    heads: frozenset[str]
    possessives: frozenset[str]
    objects: frozenset[str]
    reflexive: str
    others: dict[str, str]


# "We" of a patient is the family or those at home.
_FAMILY = {
    "we": "they",
    "our": "their",
    "us": "them",
    "we're": "they are",
    "we've": "they have",
    "we'll": "they will",
}
_PATIENT = _Voice(
    frozenset(["i", "i'm", "i've", "i'll", "i'd"]),
    frozenset(["my", "mine"]),
    frozenset(["me"]),
    "myself",
    _FAMILY,
)
_CLINICIAN = _Voice(
    frozenset(["you", "you're", "you've", "you'll", "you'd"]),
    frozenset(["your", "yours"]),
    frozenset(),
    "yourself",
    {},
)
_CLITICS = {"m": "is", "re": "is", "ve": "has", "ll": "will"}
_CLITICS_OF_THEY = {"m": "are", "re": "are", "ve": "have", "ll": "will"}
_DONE = frozenset(["been", "had", "gone", "taken", "better", "never"])


def third_person(text: str, subject: Subject, speaker: Role) -> str:
    """The clause as a note says it: the patient's "I" and the clinician's "you" become the patient.

    "I've had this cough and my throat hurts" gives "she has had this cough and her throat hurts". Where
    the sex is unknown a clause begins with "the patient" and goes on with "they". Of a mother who speaks for the
    patient "I" is "his mother", and "my son" the patient.
    """
    if speaker == "other" and subject.relative:
        text = _of_relative(text, subject)
    voice = _CLINICIAN if speaker == "clinician" else _PATIENT
    words = _TOKEN.findall(_HAS.sub(r"\1 has", text.replace("’", "'")))
    told: list[str] = []
    doer = ""  # the subject just written, whose verb is still to come
    for at, word in enumerate(words):
        lower = word.lower()
        if lower in voice.heads and not (lower == "you" and _is_object(words, at)):
            name = subject.pronoun if told else subject.lead
            doer = "" if "'" in lower else name
            told.append(name + _clitic(lower, name, words, at))
        elif lower in voice.objects or (lower == "you" and lower in voice.heads):
            told.append(subject.object)
        elif lower in voice.others and word != "US":
            told.append(voice.others[lower])
        elif lower in voice.possessives:
            told.append(subject.possessive)
        elif lower == voice.reflexive:
            told.append(subject.reflexive)
        elif lower == "am" and voice is _PATIENT and told and not doer:
            told.append("is")  # "I joined a company and am working there"
        elif doer and word[0].isalpha() and not _is_adverb(lower):
            told.append(verb(lower, doer))
            doer = ""
        else:
            told.append(grammar().contractions.get(lower, word))
    return _TWICE.sub(r"\1", "".join(told))


# "I, he had" of one who begins again
_TWICE = re.compile(r"\b(he|she|they),? \1\b", re.IGNORECASE)


def _of_relative(text: str, subject: Subject) -> str:
    """A relative's words with both named: "I gave my son Tylenol" is "his mother gave the patient Tylenol"."""
    named = f"{subject.possessive} {subject.relative}"
    if patient := _THEIRS.get(subject.relative):
        text = re.sub(rf"\bmy (?:little )?(?:{patient})(?!'s)\b", "the patient", text, flags=re.IGNORECASE)
    told: list[str] = []
    doer = ""
    words = _TOKEN.findall(text.replace("’", "'"))
    for at, word in enumerate(words):
        lower = word.lower()
        if lower in _PATIENT.heads:
            doer = "" if "'" in lower else named
            told.append(named + _clitic(lower, named, words, at))
        elif lower in ("me", "myself"):
            told.append(named)
        elif lower == "my":
            told.append(f"{named}'s")
        elif doer and word[0].isalpha() and not _is_adverb(lower):
            told.append(verb(lower, doer))
            doer = ""
        else:
            told.append(word)
    return "".join(told)


# Who the patient is to the one who speaks.
_CHILD = "son|daughter|baby|child|kid|boy|girl|guy|toddler|grandson|granddaughter"
_PARENT = "mother|mom|father|dad"
_THEIRS = dict.fromkeys(("mother", "father", "grandmother", "grandfather", "parent"), _CHILD) | {
    "wife": "husband",
    "husband": "wife",
    "son": _PARENT,
    "daughter": _PARENT,
}


def _is_adverb(word: str) -> bool:
    """Whether a word between subject and verb is none of the two: "I socially smoke"."""
    return word in grammar().adverb or (word.endswith("ly") and len(word) > 5 and word not in _VERBS_IN_LY)


_VERBS_IN_LY = frozenset("apply comply imply multiply reply supply".split())


def _clitic(head: str, name: str, words: list[str], at: int) -> str:
    """What is joined to a subject, written out: "I've" gives " has" after "she" and " have" after "they"."""
    clitic = head.partition("'")[2]
    if clitic == "d":
        return " had" if _next_word(words, at) in _DONE else " would"
    return f" {(_CLITICS_OF_THEY if name == 'they' else _CLITICS)[clitic]}" if clitic else ""


def _is_object(words: list[str], at: int) -> bool:
    """Whether "you" is an object: "I have seen you", "put you on lasix"; not "it looks like you have"."""
    before, after = _previous_word(words, at), _next_word(words, at)
    if before == "have" and _CAUSES.search("".join(words[:at]).rstrip().lower()):
        return True
    if after in _AUXILIARIES or before in _CLAUSE_OPENERS or before == "":
        return False
    return after in _AFTER_OBJECT or before in _OBJECT_VERBS


# "We'll have you use crutches" tells what the patient is to do; "have you used crutches" asks.
_CAUSES = re.compile(r"(?:'ll|will|to|would|should|could|can|ahead and|gonna) have$")
_AUXILIARIES = frozenset(
    "have are had do did can could will would should were may might must need don't haven't aren't".split()
)
_CLAUSE_OPENERS = frozenset(
    "that if when because and but so as than what how where while do did are were have can could will would should may "
    "might whether until before after since which who the".split()
)
_AFTER_OBJECT = frozenset(
    [
        "",
        *"again back today for in to on at with about from a an the some your and or of out up over down here there".split(),
    ]
)
_OBJECT_VERBS = frozenset(
    "put start give get keep help see refer send want let have continue prescribe treat advise recommend tell make call "
    "bring increase decrease schedule place write switch allow bother cause touch press examine check move flex bend "
    "gave told sent referring starting keeping "
    "giving getting sending remind reminding reminds telling show showing teach teaching ask asking warn warned "
    "for to with of on at from about in by".split()
)


def _previous_word(words: list[str], at: int) -> str:
    return next((w.lower() for w in reversed(words[:at]) if w[0].isalnum()), "")


def _next_word(words: list[str], at: int) -> str:
    return next((w.lower() for w in words[at + 1 :] if w[0].isalnum()), "")
