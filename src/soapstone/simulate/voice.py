"""Who speaks of whom: "i have", "you have", "he has"; and numbers as they are said."""

from __future__ import annotations

import re
from typing import Literal

from soapstone.simulate.people import Person

Speaker = Literal["patient", "clinician", "relative"]

_FIRST = {"i": "i", "my": "my", "me": "me", "myself": "myself", "ive": "i've", "im": "i'm"}
_SECOND = {"i": "you", "my": "your", "me": "you", "myself": "yourself", "ive": "you've", "im": "you're"}
_PLURAL = {"have": "have", "do": "do", "dont": "don't", "s": "", "es": ""}
_SINGULAR = {"have": "has", "do": "does", "dont": "doesn't", "s": "s", "es": "es"}
_THIRD = {
    "haven't": "hasn't",
    "have": "has",
    "do": "does",
    "don't": "doesn't",
    "am": "is",
    "were": "was",
    "get": "gets",
    "need": "needs",
    "take": "takes",
}
_TURNED = {"have": "has", "do": "does", "are": "is"}
_AFTER = re.compile(rf"(?<!does )(?<!did )\b(he|she) ({'|'.join(_THIRD)})\b")
_BEFORE = re.compile(r"\b(have|do|are) (he|she)\b")
_SECOND_PERSON = re.compile(r"\byou (?:was|is|am)\b")
_AN = re.compile(r"\ba (?=(?:8|11|18|8\d|eight|eleven|eighteen|eighty)\b|(?!one\b|once\b)[aeio][a-z]{2})")
_UNITS = {
    "mcg/mL": "", "pg/mL": "", "ng/mL": "", "mmol/L": "", "mIU/L": "", "mmHg": "", "mg/dL": "", "mm/h": "", "g/dL": "",
    "U/L": "", "mcg": " micrograms", "mg": " milligrams", "cm": " centimeters", "mm": " millimeters", "g": " grams",
    "lb": " pounds", "%": " percent",
}  # fmt: skip
_UNIT = re.compile(rf"(?<=\d) ?({'|'.join(_UNITS)})(?!\w)")
_DIGIT = re.compile(r"\d")

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS = frozenset((*_ONES, *_TENS[2:], "hundred", "oh", "point", "over"))
"""Words of a number said aloud."""


def words_of(speaker: Speaker, person: Person) -> dict[str, str]:
    """The pronouns and verb endings for a speaker: "<ive>" is "i've" for the patient, "she's" for a parent."""
    she = person.sex == "F"
    he, his, him = ("she", "her", "her") if she else ("he", "his", "him")
    third = {"i": he, "my": his, "me": him, "myself": f"{him}self", "ive": f"{he}'s", "im": f"{he}'s"}
    about = {"he": he, "his": his, "him": him, "he_has": f"{he}'s", "he_is": f"{he}'s"}
    if speaker == "relative" or (speaker == "clinician" and person.is_child):
        return about | third | _SINGULAR | {"your": his, "i_be": f"is {he}"}
    if speaker == "patient":
        return about | _FIRST | _PLURAL | {"your": "my", "i_be": "i'm"}
    return about | _SECOND | _PLURAL | {"your": "your", "i_be": "are you"}


def agreed(text: str) -> str:
    """Verbs made to fit their subjects: "she have" is "she has"."""
    if "he " in text or " he" in text or " she" in text:
        text = _AFTER.sub(lambda match: f"{match[1]} {_THIRD[match[2]]}", text)
        text = _BEFORE.sub(lambda match: f"{_TURNED[match[1]]} {match[2]}", text)
    if "you " in text:
        text = _SECOND_PERSON.sub("you are", text).replace("was you", "were you")
    return _AN.sub("an ", text.replace("i were", "i was").replace("with when", "when"))


def digits_said(number: str) -> str:
    """A telephone number digit by digit: "555-0142" is "five five five, oh one four two"."""
    return (
        re.sub(r"\d", lambda match: f"{_ONES[int(match[0])]} ", number)
        .replace(" -", ", ")
        .replace("zero", "oh")
        .strip()
    )


def spelled(text: str) -> str:
    """Figures as words: "142/88" is "one forty two over eighty eight", "98.6" "ninety eight point six"."""
    if not _DIGIT.search(text):
        return text
    text = re.sub(r"\b(\d)/(\d)\b", lambda m: f"{_said(int(m[1]))} out of {_said(int(m[2]))}", text)
    text = re.sub(r"(\d{2,3})/(\d{2,3})", lambda m: f"{_said(int(m[1]))} over {_said(int(m[2]))}", text)
    text = re.sub(
        r"(\d+)\.(\d+)", lambda m: f"{_said(int(m[1]))} point {' '.join(_ONES[int(d)] for d in m[2])}", text
    )
    return re.sub(r"\b\d{1,4}\b", lambda m: _said(int(m[0])), text)


def units_said(text: str) -> str:
    """Units as they are said: "40 mg" is "40 milligrams"."""
    return _UNIT.sub(lambda match: _UNITS[match[1]], text) if _DIGIT.search(text) else text


def _said(number: int) -> str:
    """A number up to 9999: 142 is "one forty two", 500 "five hundred"."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f" {_ONES[number % 10]}" if number % 10 else "")
    if number % 100 == 0:
        return f"{_said(number // 100)} hundred"
    low = number % 100
    return f"{_said(number // 100)} {_said(low) if low >= 10 else 'oh ' + _ONES[low]}"
