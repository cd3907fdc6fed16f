"""Words as the ICD-10-CM index compares them: one spelling, one stem, one word for those that mean the same."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from soapstone.nlp.stems import stem
from soapstone.resources import read_table

BRACKETS = re.compile(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
# The letter, which is no article: "type A", "Morquio syndrome A", "stage 2A", "hepatitis a".
_LETTER_A = re.compile(
    r"(?<=[a-z)\d] )A\b|(?<=\d)A\b|\b(?i:(?<=type )a|(?<=group )a|(?<=vitamin )a|(?<=hepatitis )a|(?<=influenza )a)\b"
)
# Words of the tabular list that say nothing about which condition is meant.
EMPTY = frozenset(
    "a an the of in on at by for from to with and or as is due other unspecified nos nec not elsewhere classified "
    "specified any such this that these those its his her site so called type kind form cause code disease "
    "part parts site sites".split()
)
# What the stems of a name do not say, and yet tells a code from its neighbour: thyroiditis from a disease of the thyroid.
HEDGES = {
    "other": re.compile(r"\bother\b|\bnec\b|\bnot elsewhere classified\b"),
    "unspecified": re.compile(r"\bunspecified\b|\bnos\b|\bnot (?:otherwise )?specified\b"),
    "not": re.compile(r"\bnon\w+|\bnot\b(?! elsewhere| otherwise| specified)"),
    "inflamed": re.compile(r"\w{3}itis\b|\w{3}itides\b|\binflam"),
}
# British to American, as in anaemia, oesophagus, tumour, fibre, paralyse.
_SPELLING = [
    (re.compile(pattern), to)
    for pattern, to in (
        (r"aem", "em"),
        (r"oe(?=d|s|m|n)", "e"),
        (r"ae(?=s|t|d|g|r|c|l|n|o)", "e"),
        (r"our\b", "or"),
        (r"tre\b", "ter"),
        (r"ys(e[ds]?|ing)\b", r"yz\1"),
        (r"is(e[ds]?|ing|ation)\b", r"iz\1"),
        (r"phil\b", "philia"),
    )
]


@lru_cache(maxsize=60_000)
def plain(text: str) -> str:
    """Lower case, no accents, American spelling: "Œsophageal tumour" is "esophageal tumor"."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize(
        "NFKD", text.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    )
    return "".join(c for c in folded if not unicodedata.combining(c))


@lru_cache(maxsize=60_000)
def _american(word: str) -> str:
    for pattern, to in _SPELLING[:6]:
        word = pattern.sub(to, word)
    return word


@lru_cache(maxsize=60_000)
def _stem(word: str) -> str:
    return stem(_american(word))


@cache
def _groups() -> dict[tuple[str, ...], str]:
    """Stems of a word or phrase to the stems' stand-in, longest phrases to be tried first."""
    groups: dict[tuple[str, ...], str] = {}
    for row in read_table("icd10cm/words.tsv"):
        stand_in = "_".join(_stem(w) for w in _WORD.findall(plain(row[0])))
        for phrase in row:
            groups.setdefault(tuple(_stem(w) for w in _WORD.findall(plain(phrase))), stand_in)
    return groups


@lru_cache(maxsize=60_000)
def hedges(text: str) -> frozenset[str]:
    """Which of HEDGES a text has: "Menstrual migraine, not intractable" has "not"."""
    low = plain(text)
    return frozenset(name for name, pattern in HEDGES.items() if pattern.search(low))


@lru_cache(maxsize=60_000)
def keys(text: str) -> tuple[str, ...]:
    """The words of a term that carry meaning, each as the index knows it, without repeats.

    "Malignant tumour of the kidney, unspecified" gives the same as "renal cancer".
    """
    words = _WORD.findall(plain(_LETTER_A.sub(" lettera", text)))
    stems = [_stem(word) for word in words if word not in EMPTY]
    groups, found, at = _groups(), list[str](), 0
    while at < len(stems):
        for length in (3, 2, 1):
            phrase = tuple(stems[at : at + length])
            if len(phrase) == length and phrase in groups:
                found.append(groups[phrase])
                at += length
                break
        else:
            found.append(stems[at])
            at += 1
    return tuple(dict.fromkeys(found))


def named_thing(text: str) -> frozenset[str]:
    """What a name names, by its words in any order: those of `keys`, and whether it is inflamed."""
    return frozenset(keys(text)) | (hedges(text) & {"inflamed"})


@lru_cache(maxsize=60_000)
def wording(text: str) -> str:
    """A text's very words in their order, less what stands in brackets, "NOS", "unspecified" and "the".

    "Oesophageal reflux, NOS" is "esophageal reflux", and no "reflux esophagitis", which has the same `keys`.
    """
    low = HEDGES["unspecified"].sub(" ", plain(BRACKETS.sub("", text)))
    words = (_american(word.removesuffix("'s")) for word in _WORD.findall(low))
    return " ".join(word for word in words if word != "the")
