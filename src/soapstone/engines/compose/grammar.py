"""Turning the first and second person of speech into the third person of a note."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from soapstone.resources import read_toml


class Subject(NamedTuple):
    """How a note refers to the patient: "The patient", then "she", "her", "her", "hers".

    `relative` is who else speaks for the patient ("mother"), empty for nobody that is known.
    """

    noun: str = "The patient"
    pronoun: str = "they"
    object: str = "them"
    possessive: str = "their"
    relative: str = ""

    @property
    def lead(self) -> str:
        """What begins a sentence: "she", or "the patient" where the sex is unknown."""
        return self.pronoun if self.pronoun != "they" else "the patient"

    @property
    def reflexive(self) -> str:
        """ "herself", "himself" or "themselves"."""
        return {"he": "himself", "she": "herself"}.get(self.pronoun, "themselves")


SUBJECTS = {
    "F": Subject(pronoun="she", object="her", possessive="her"),
    "M": Subject(pronoun="he", object="him", possessive="his"),
    None: Subject(),
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
    table = read_toml("rules/grammar.toml")
    return Grammar(
        frozenset(table["past"].split()),
        frozenset(table["modal"].split()),
        frozenset(table["adverb"].split()),
        table["irregular"],
        table["contractions"],
    )


def verb(word: str, subject: str) -> str:
    """The verb after a subject of the third person: "take" after "she" is "takes", after "they" "take"."""
    table = grammar()
    if subject == "they":
        return _PLURAL_VERBS.get(word, table.contractions.get(word, word))
    if word in table.irregular:
        return table.irregular[word]
    unchanged = word in table.past or word in table.modal or (word.endswith("ed") and len(word) > 4)
    if unchanged or "'" in word or word in _NO_VERBS or word.endswith("ing"):
        return table.contractions.get(word, word)
    if re.search(r"(?:[sxz]|ch|sh|o)$", word):
        return word + "es"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"


_PLURAL_VERBS = {"am": "are", "was": "were", "'m": "are"}
_NO_VERBS = frozenset(
    "is has does not and to or but when where while if that who which because as so then than the a an in on at of for "
    "with from by what how why there here no yes yeah dunno kinda sorta okay both all my his her their".split()
)


def sentence_case(text: str) -> str:
    """The first letter a capital, one full stop at the end, no comma before it."""
    text = re.sub(r"\s+", " ", text).strip(" ,;-")
    text = text.rstrip("?.! ,")
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def within_a_sentence(text: str) -> str:
    """The text with a small first letter, unless it begins with a short form: "Sorry" and "COPD" give "sorry" and "COPD"."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


# "It comes and goes now and then", "her foot has been killing her"
_WHOLE = re.compile(
    r"\b(?:now and then|(?:a|every once in a|for a) while|(?:killing|bother(?:s|ing|ed)|hurt(?:s|ing)?|help(?:s|ed|ing)?|"
    r"told|scar(?:es|ed|ing)|worr(?:ies|ied|ying)|wak(?:es|ing)|gave|gives) her|"
    r"(?:do(?:es|ing)?|did|feel(?:s|ing)?|felt|eat(?:s|ing)?|sle(?:ep|eps|eping|pt)|go(?:es|ing)?|went|work(?:s|ed|ing)?|heal(?:s|ed|ing)?|"
    r"look(?:s|ed|ing)?|moves?|extremities) (?:(?:very|pretty|really|quite|so|fairly) )?well|"
    r"(?:hepatitis|influenza|flu|type|group|vitamin) a)$",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"[\s,]+(?:and|but|so|or|because|that|which|who|the|a|an|of|to|in|on|at|for|with|from|about|like|is|are|was|feels?|"
    r"if|when|as|he|she|they|his|her|their|my|your|i|you|then|thinks|just|some|has|had|not|also|even|really|again|well|how|we|"
    r"going to|right now|now|what|this|very|kind|sort|by|into|be|do|does|because of|where|while|than|"
    r"can|could|would|should)$",
    re.IGNORECASE,
)


def without_dangling(text: str) -> str:
    """The text without words that an interruption left hanging: "he is tired, and he" gives "he is tired"."""
    text = text.rstrip(" ,.?!")
    if _WHOLE.search(text):
        return text
    while shorter := _DANGLING.search(text):
        text = text[: shorter.start()]
    return text
