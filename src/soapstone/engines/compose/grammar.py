"""Turning the first and second person of speech into the third person of a note."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Subject(NamedTuple):
    """How a note refers to the patient: "The patient", then "she", "her", "her", "hers"."""

    noun: str = "The patient"
    pronoun: str = "they"
    object: str = "them"
    possessive: str = "their"

    @property
    def verb_s(self) -> bool:
        """Whether the pronoun takes a verb in -s: "she takes", "they take"."""
        return self.pronoun != "they"


SUBJECTS = {
    "F": Subject(pronoun="she", object="her", possessive="her"),
    "M": Subject(pronoun="he", object="him", possessive="his"),
    None: Subject(pronoun="the patient", object="them", possessive="their"),
}


class Grammar(NamedTuple):
    """The word lists of `resources/rules/grammar.toml`."""

    past: frozenset[str]
    modal: frozenset[str]
    adverb: frozenset[str]
    irregular: dict[str, str]
    contractions: dict[str, str]


@cache
def grammar() -> Grammar:
    """The grammar's words, read once."""
    table = tomllib.loads(
        (files("soapstone.resources") / "rules" / "grammar.toml").read_text(encoding="utf-8")
    )
    return Grammar(
        frozenset(table["past"].split()),
        frozenset(table["modal"].split()),
        frozenset(table["adverb"].split()),
        table["irregular"],
        table["contractions"],
    )


_TOKEN = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]|\s+")
_HAS = re.compile(
    r"\b(it|that|he|she|there|what|who)'s(?= (?:\w+ )?(?:been|had|got|gotten|gone|become|started|come|helped|improved)\b)",
    re.IGNORECASE,
)
# "We" of a patient is the family or those at home.
_PLURAL = {
    "we": "they",
    "our": "their",
    "us": "them",
    "we're": "they are",
    "we've": "they have",
    "we'll": "they will",
}
_FIRST = {"i", "i'm", "i've", "i'll", "i'd"}
_SECOND = {"you", "you're", "you've", "you'll", "you'd"}
_CLITIC = {"m": "is", "re": "is", "ve": "has", "ll": "will"}


def third_person(text: str, subject: Subject, speaker: str) -> str:
    """The clause as a note says it: the patient's "I" and the clinician's "you" become the patient.

    "I've had this cough and my throat hurts" gives "she has had this cough and her throat hurts".
    """
    plural = _PLURAL if speaker == "patient" else {}
    heads = _FIRST if speaker == "patient" else _SECOND
    possessive = (
        {"my": subject.possessive, "mine": subject.possessive}
        if speaker == "patient"
        else {"your": subject.possessive, "yours": subject.possessive}
    )
    reflexive = {"patient": "myself"}.get(speaker, "yourself")
    words = _TOKEN.findall(_HAS.sub(r"\1 has", text.replace("’", "'")))
    out: list[str] = []
    pending = False  # a subject has been written and its verb is still to come
    for at, word in enumerate(words):
        lower = word.lower()
        if word.isspace():
            out.append(word)
        elif lower in heads:
            head, _, clitic = lower.partition("'")
            if head == "you" and not clitic and _is_object(words, at):
                out.append(subject.object)
                continue
            out.append(subject.pronoun)
            pending = clitic == ""
            if clitic == "d":
                out.append(
                    " had"
                    if _next_word(words, at) in {"been", "had", "gone", "taken", "better", "never"}
                    else " would"
                )
            elif clitic:
                out.append(f" {_CLITIC[clitic]}")
        elif lower in plural:
            out.append(plural[lower])
        elif lower in possessive:
            out.append(possessive[lower])
        elif lower == "me" and speaker == "patient":
            out.append(subject.object)
        elif lower == reflexive:
            out.append(
                "himself"
                if subject.pronoun == "he"
                else "herself"
                if subject.pronoun == "she"
                else "themselves"
            )
        elif pending and lower not in grammar().adverb and word[0].isalpha():
            out.append(_verb(lower))
            pending = False
        else:
            out.append(grammar().contractions.get(lower, word))
    return "".join(out)


def _is_object(words: list[str], at: int) -> bool:
    """Whether "you" is an object: "I have seen you", "put you on lasix"; not "it looks like you have"."""
    before, after = _previous_word(words, at), _next_word(words, at)
    if after in _AUXILIARIES or before in _CLAUSE_OPENERS or before == "":
        return False
    return after in _AFTER_OBJECT or before in _OBJECT_VERBS


_AUXILIARIES = frozenset(
    "have are had do did can could will would should were may might must need don't haven't aren't".split()
)
_CLAUSE_OPENERS = frozenset(
    "that if when because and but so as than what how where while do did are were have can could will would should may "
    "might whether until before after since which who the".split()
)
_AFTER_OBJECT = frozenset(
    ["", *"again back today for in to on at with about from a an the some your and or of out up over".split()]
)
_OBJECT_VERBS = frozenset(
    "put start give get keep help see refer send want let have continue prescribe treat advise recommend tell make call "
    "bring increase decrease schedule place write switch allow bother cause gave told sent referring starting keeping "
    "giving getting sending for to with of on at from about in by".split()
)


def _previous_word(words: list[str], at: int) -> str:
    return next((w.lower() for w in reversed(words[:at]) if w[0].isalnum()), "")


def _next_word(words: list[str], at: int) -> str:
    return next((w.lower() for w in words[at + 1 :] if w[0].isalnum()), "")


def _verb(word: str) -> str:
    """The verb after he or she: "take" gives "takes", "took" and "can" stay."""
    table = grammar()
    if word in table.irregular:
        return table.irregular[word]
    if word in table.past or word in table.modal or (word.endswith("ed") and len(word) > 4):
        return table.contractions.get(word, word)
    if "'" in word or word in {"was", "is", "has", "does", "not", "and", "to", "or"} or word.endswith("ing"):
        return table.contractions.get(word, word)
    if re.search(r"(?:[sxz]|ch|sh)$", word):
        return word + "es"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"


def sentence_case(text: str) -> str:
    """The first letter a capital, one full stop at the end, no comma before it."""
    text = re.sub(r"\s+", " ", text).strip(" ,;-")
    text = text.rstrip("?.! ,")
    return f"{text[:1].upper()}{text[1:]}." if text else ""


_DANGLING = re.compile(
    r"[\s,]+(?:and|but|so|or|because|that|which|who|the|a|an|of|to|in|on|at|for|with|from|about|like|is|are|was|feels?|if|when|"
    r"as|he|she|they|his|her|their|my|your|i|you|then|thinks|just|some|has|had|not|also|even|really|again|well|how|we|"
    r"going to|now|what|this|very|kind|sort|by|into|be|do|does|because of|where|while|than)$",
    re.IGNORECASE,
)


def without_dangling(text: str) -> str:
    """The text without words that an interruption left hanging: "he is tired, and he" gives "he is tired"."""
    text = text.rstrip(" ,.?!")
    while shorter := _DANGLING.search(text):
        text = text[: shorter.start()]
    return text
