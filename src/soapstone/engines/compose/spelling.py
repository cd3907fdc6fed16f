"""Short forms and names of products as they are written: "his ekg", "prozac" and "Mcl strain" are EKG, Prozac, MCL."""

from __future__ import annotations

import re
from functools import cache

from soapstone.engines.compose.phrases import short_forms
from soapstone.nlp.drugs import products


def as_written(text: str) -> str:
    """A sentence with its short forms in capitals and the names of products with a first one; the rest stays."""
    return _TYPE.sub(lambda match: match[0][:-1] + match[0][-1].upper(), _small().sub(_capitals, text))


_TYPE = re.compile(r"\b(?:hepatitis|influenza|flu) [a-e]\b", re.IGNORECASE)


@cache
def _small() -> re.Pattern[str]:
    words = sorted({*short_forms(), *products()}, key=len, reverse=True)
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(map(re.escape, words))})(?!\w|'(?!s\b))", re.IGNORECASE)


def _capitals(match: re.Match[str]) -> str:
    said = match.group()
    written = short_forms().get(said.lower())
    if written:
        return written
    return said if any(letter.isupper() for letter in said) else said[:1].upper() + said[1:]
