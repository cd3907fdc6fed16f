"""What a transcript makes of a turn: stumbles put in, figures as words, capitals and points kept or lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from random import Random

from soapstone.simulate.marks import CLOSE, NAMED, OPEN, within
from soapstone.simulate.schema import Typed
from soapstone.simulate.voice import NUMBER_WORDS

_MARKS = f"(?:{OPEN}[^{NAMED}]*{NAMED}|{CLOSE})*"
_SENTENCE = re.compile(f"(^{_MARKS}|[.?!]{CLOSE}* {_MARKS})([a-z])")
_ALONE = re.compile(r"(?<!\b[a-hj-z] )\bi\b(?!-)")
_PUNCTUATION = re.compile(r"[,.?!;:](?!\d)")
_DOUBLED = re.compile(r"([,.?!]) ?[,.](?=\s|$)")
_STRAY = re.compile(r"(?<=[a-z]) +([,.?!])|^[,.] ?")
SAID_AGAIN = frozenset(
    "i i'm i've it it's the a my and to no is in that just you we they have he she but was of for so".split()
)
"""Short words that people say twice while they look for the next one."""


def stumbled(text: str, fillers: float, again: float, filler: Sequence[str], random: Random) -> str:
    """Fillers before words, oftener before the first, and short words said twice."""

    def stumble(part: str) -> str:
        out: list[str] = []
        for at, word in enumerate(part.split(" ")):
            drawn = random.random()
            if drawn < fillers and word and at and word.strip(",.") not in NUMBER_WORDS:
                out.append(f"{random.choice(filler)},")
            elif drawn > 1 - again and word.lower() in SAID_AGAIN:
                out.append(f"{word}," if random.random() < 0.6 else word)
            out.append(word)
        return " ".join(out)

    text = within(text, stumble)
    return f"{random.choice(_first(tuple(filler)))}, {text}" if random.random() < 4 * fillers else text


@cache
def _first(filler: tuple[str, ...]) -> tuple[str, ...]:
    """The fillers with which a turn may begin: not "like", not "you know"."""
    return tuple(word for word in filler if len(word) < 4)


def typed(text: str, how: Typed) -> str:
    """The turn as a typist or a recogniser wrote it: with capitals, in lower case, or without points as well."""
    text = _STRAY.sub(r"\1", _DOUBLED.sub(r"\1", text)).strip()
    if how == "written":
        text = within(text, lambda part: _ALONE.sub("I", part)) if "i" in text else text
        return _SENTENCE.sub(lambda match: match[1] + match[2].upper(), text)
    if how == "lower":
        return within(text, str.lower)
    return within(text, lambda part: _PUNCTUATION.sub("", part.lower()))
