"""From a code to the billable one below it that says what a text says and no more."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from soapstone.coding.shipped import description_words
from soapstone.coding.specifics import Specifics, conflict, presumed, specifics
from soapstone.coding.table import (
    billable_below,
    children,
    codes,
    description,
    parent,
    seventh_sets,
    with_seventh,
)
from soapstone.coding.words import keys, plain
from soapstone.resources import read_table

# What a said side or the conventions of the list imply: osteoarthritis of no said kind is primary, of a burn of no said
# degree 0 to 9 % of the body are burned to the third.
_IMPLIED = frozenset(
    keys("left right bilateral side without unilateral primary asymptomatic dominant nondominant 0 9")
)
# What it costs to claim a word that was not said, and to name one that is ruled out.
CLAIMED, RULED_OUT = 3.0, 0.4
_UNSPECIFIED = re.compile(r"(?<!^)\bunspecified (\w+)(?=,|$)")
_RULED_OUT = re.compile(r"\b(?:without|not|no)\b.*")
_LEFT_OPEN = re.compile(
    r"\b(?:un|not )specified (?:as|whether|number)\b.*|\bwith loss of consciousness status unknown\b"
)
# Guideline I.C.6.a: where the dominant side is not documented, the right is taken for dominant and the left is not.
_HAND = {"right": "dominant", "left": "nondominant"}
_HANDED = re.compile(r"\b(?:non)?dominant\b")
_SUBSEQUENT = re.compile(
    r"\bsubsequent\b|\bfollow[- ]?up\b|\bhealing\b|\brecheck\b|\baftercare\b", re.IGNORECASE
)
_SEQUELA = re.compile(r"\bsequelae?\b|\blate effects?\b|\bresidual\b", re.IGNORECASE)
_OPEN = re.compile(r"\bopen\b|\bcompound\b", re.IGNORECASE)


def billable_for(code: str, text: str, context: str = "") -> str:
    """The billable code at or below `code` that says what the text says and no more.

    `text` names the condition, `context` is its sentence, which may give side, stage, trimester and
    encounter. E11 with nothing else said is E11.9; "" when nothing billable is below.
    """
    said = specifics(f"{text} . {context}")
    degrees = " ".join(f"{kind} {value}" for kind, value in said.degrees)
    handed = " ".join(_HANDED.findall(plain(context)))
    words = frozenset(keys(f"{text} {degrees} {handed}"))
    code = _widened(code, said)
    below = _leaves(code)
    if not below:
        return ""
    best = max(below, key=lambda leaf: _fit(leaf, code, words, said)) if len(below) > 1 else below[0]
    row = codes().get(best)
    return _with_encounter(best, row.sevenths, f"{text} {context}") if row and row.sevenths else best


def _widened(code: str, said: Specifics) -> str:
    """The code above one that leaves open what the text says: pain in unspecified knee, where it is the left.

    Above a code of four characters only where a stage or degree that was said is below: N18 for N18.9, where it is stage 3.
    """
    if len(code) < 5 or not (said.sides or said.degrees):
        return code
    own = specifics(description(code))
    if not own.vague or own.sides or said.degrees & own.degrees:
        return code
    if len(code) > 5 or any(
        said.degrees & specifics(description(leaf)).degrees for leaf in _leaves(parent(code))
    ):
        return parent(code)
    return code


@cache
def _leaves(code: str) -> tuple[str, ...]:
    """The codes at or below one that are billable, or are once they have a 7th character."""
    row = codes().get(code)
    if row is None:
        return tuple(billable_below(code))
    if row.billable or row.sevenths:
        return (code,)
    return tuple(leaf for child in children(code) for leaf in _leaves(child))


def _fit(leaf: str, code: str, words: frozenset[str], said: Specifics) -> tuple[float, ...]:
    """How well a code below `code` fits: first what is said, then what is not, then "unspecified".

    To claim what nobody said, a part of the body above all, is worse than to lose a side: "gout, left" is no gout of the
    left shoulder, and a stage of a pressure ulcer is none of the elbow's.
    """
    own, extra, lost = specifics(description(leaf)), _added(leaf, code), _added(code, leaf) & words
    unsaid = extra - words - _IMPLIED - _unspecified(leaf)
    claimed = len(unsaid - _ruled_out(leaf))
    score = 3.0 * (len(extra & words) - len(lost)) - CLAIMED * claimed - RULED_OUT * (len(unsaid) - claimed)
    score -= 6.0 * conflict(said, own) + 2.5 * presumed(said, own)
    score -= 4.0 * bool((extra - words) & _choice_of_places(code))
    if said.sides and own.sides == said.sides:
        score += 4.0
    score += 2.0 * len(said.degrees & own.degrees) + 1.5 * own.vague - 1.5 * own.other
    score += 1.0 * (own.without and not said.with_) - 1.0 * (own.with_ and not said.with_)
    score -= 2.0 * _other_handed(leaf)
    return score, float(leaf[-1] == "9"), float(leaf[-1] == "0")


@cache
def _choice_of_places(code: str) -> frozenset[str]:
    """The parts of the body that the codes below one are told apart by; none where all are of one or two."""
    found = frozenset[str]().union(*(description_words(leaf) & _places() for leaf in _leaves(code)))
    return found if len(found) > 2 else frozenset()


@cache
def _places() -> frozenset[str]:
    """The words for parts of the body."""
    parts = (term for term, kind, _ in read_table("lexicons/clinical_terms.tsv") if kind == "ANATOMY")
    named = (keys(part) for part in parts)
    return frozenset(words[0] for words in named if len(words) == 1)


@lru_cache(maxsize=60_000)
def _other_handed(leaf: str) -> bool:
    """Whether a code takes another side for the dominant one than the guideline does where nothing is documented."""
    found = re.search(r"\b(left|right) (dominant|nondominant)\b", description(leaf))
    return found is not None and _HAND[found[1]] != found[2]


@lru_cache(maxsize=60_000)
def _unspecified(leaf: str) -> frozenset[str]:
    """What a code's description names only to call it unspecified: the eye of "unspecified eye"."""
    return frozenset(keys(" ".join(_UNSPECIFIED.findall(plain(description(leaf))))))


@lru_cache(maxsize=60_000)
def _ruled_out(leaf: str) -> frozenset[str]:
    """What a code's description names only to say that it is not there."""
    out = _RULED_OUT.search(plain(description(leaf)))
    return frozenset(keys(out[0]) if out else ())


@lru_cache(maxsize=60_000)
def _added(leaf: str, code: str) -> frozenset[str]:
    """The words that a code's description has beyond another's, but for what it says to be unspecified.

    "Unspecified as to partial versus complete obstruction" claims neither.
    """
    left_open = _LEFT_OPEN.search(plain(description(leaf)))
    claimed = description_words(leaf) - frozenset(keys(left_open[0]) if left_open else ())
    return claimed - description_words(code)


def _with_encounter(stem: str, number: str, text: str) -> str:
    """The code with its 7th character; initial encounter where the text does not say otherwise.

    Guideline I.C.19.a: A while the patient receives active treatment, D in the healing phase, S for sequelae.
    """
    meanings = seventh_sets()[number]
    if any("encounter" in meaning for meaning in meanings.values()):
        wanted = (
            "sequela" if _SEQUELA.search(text) else "subsequent" if _SUBSEQUENT.search(text) else "initial"
        )
        fits = [char for char, meaning in meanings.items() if wanted in meaning] or list(meanings)
        if _OPEN.search(text):
            fits = [char for char in fits if "open" in meanings[char]] or fits
        return with_seventh(stem, fits[0])
    said = specifics(text)
    ranked = sorted(meanings, key=lambda char: _meaning_fit(meanings[char], text, said), reverse=True)
    return with_seventh(stem, ranked[0])


def _meaning_fit(meaning: str, text: str, said: Specifics) -> float:
    own = specifics(meaning)
    shared = len(frozenset(keys(meaning)) & frozenset(keys(text)))
    fits = 4.0 * (bool(said.sides) and own.sides == said.sides) + 2.0 * len(said.degrees & own.degrees)
    return fits + shared - 6.0 * conflict(said, own) - presumed(said, own) + 1.5 * own.vague
