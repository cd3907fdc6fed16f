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
_AGREE = (
    (r"\b(he|she) haven't\b", r"\1 hasn't"),
    (r"(?<!does )(?<!did )\b(he|she) have\b", r"\1 has"),
    (r"\bhave (he|she)\b", r"has \1"),
    (r"\b(he|she) don't\b", r"\1 doesn't"),
    (r"\bdo (he|she)\b", r"does \1"),
    (r"\b(he|she) am\b", r"\1 is"),
    (r"\b(he|she|i) were\b", r"\1 was"),
    (r"\byou (was|is|am)\b", r"you are"),
    (r"\bwas you\b", "were you"),
    (r"\b(he|she) get\b", r"\1 gets"),
    (r"\b(he|she) need\b", r"\1 needs"),
    (r"\bare (he|she)\b", r"is \1"),
    (
        r"\ba (?=(?:8|11|18|8\d|eight|eleven|eighteen|eighty)\b|elevated|acute|[aeiou][bcdfgklmnprstvx])",
        "an ",
    ),
)
_AGREEMENT = tuple((re.compile(pattern), new) for pattern, new in _AGREE)

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


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
    for pattern, new in _AGREEMENT:
        text = pattern.sub(new, text)
    return text


def spelled(text: str) -> str:
    """Figures as words: "142/88" is "one forty two over eighty eight", "98.6" "ninety eight point six"."""
    text = re.sub(r"(\d{2,3})/(\d{2,3})", lambda m: f"{_said(int(m[1]))} over {_said(int(m[2]))}", text)
    text = re.sub(
        r"(\d+)\.(\d+)", lambda m: f"{_said(int(m[1]))} point {' '.join(_ONES[int(d)] for d in m[2])}", text
    )
    return re.sub(r"\b\d{1,4}\b", lambda m: _said(int(m[0])), text)


def units_said(text: str) -> str:
    """Units as they are said: "40 mg" is "40 milligrams"."""
    for unit, said in (
        ("mg/dL", ""),
        ("mcg", "micrograms"),
        ("mg", "milligrams"),
        ("g", "grams"),
        ("%", " percent"),
    ):
        text = re.sub(rf"(?<=[\d ]){re.escape(unit)}(?![\w])", said, text)
    return text


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
