"""Which side: left where right was said of the same part of the body."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from soapstone.checks.heard import heard, places
from soapstone.nlp.stems import Token, tokens
from soapstone.resources import read_toml
from soapstone.types import Finding, Note, Visit

RULE = "contradiction.side"
_BOTH = frozenset(["both", "bilater"])


def sides(visit: Visit, note: Note) -> list[Finding]:
    """Findings for sides that the visit gives otherwise.

    "Left knee pain" is wrong where the visit speaks of the right knee only.
    """
    words = heard(visit.transcript).tokens
    said: dict[str, set[str]] = {}
    for part, side in _sided(words):
        said.setdefault(part, set()).add(side)
    ever = {side for known in said.values() for side in known}
    spoken = {_parts().get(word.stem) for word in words}
    found = []
    for place in places(note):
        for part, side in set(_sided(tokens(place.text))):
            known = said.get(part, set())
            if side == "both" or side in known:
                continue
            if known or side not in ever or part in spoken:
                told = " and ".join(sorted(known or ever)) or "no side"
                found.append(place.finding(RULE, f"{side} {part}: the visit says {told}.".replace("  ", " ")))
    return found


def _sided(words: list[Token]) -> Iterator[tuple[str, str]]:
    """Each part of the body with the side said of it: "the knee on the left", "both of your legs"."""
    parts = _parts()
    for at, word in enumerate(words):
        side = _side(word)
        if side is None:
            continue
        near = [*words[at + 1 : at + 5], *reversed(words[max(0, at - 6) : at])]
        part = next((parts[w.stem] for w in near if w.stem in parts), "")
        if (
            part
            or words[at - 1].text.lower() == "the"
            or (words[at + 1 : at + 2] and words[at + 1].text == "side")
        ):
            yield part, side


def _side(word: Token) -> str | None:
    text = word.text.lower()
    if text in ("left", "right"):
        return text
    return "both" if word.stem in _BOTH else None


@cache
def _parts() -> dict[str, str]:
    """The stems of parts of the body, each with the part that it stands for: a foot is named as a leg too."""
    return {
        tokens(word)[0].stem: part
        for part, words in read_toml("rules/checks.toml")["parts"].items()
        for word in words
    }
