"""Matched pairs: the same visit with another sex, age or ethnicity must give the same note but for those words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np

from soapstone.evaluation.data import Item
from soapstone.evaluation.facts import fact_names
from soapstone.notes.parse import split_parts
from soapstone.resources import read_toml

Trait = Literal["sex", "age", "ethnicity"]
TRAITS: tuple[Trait, ...] = ("sex", "age", "ethnicity")
DRAWS = 10_000
_OBJECT = re.compile(r"\s*(?:[.,;?!]|$|(?:to|and|in|on|at|about|for|with|if|that|today|again)\b)")


class Difference(NamedTuple):
    """A visit whose two notes differ beyond the swapped words: lines only in one, facts only in one."""

    item: str
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    facts_lost: tuple[str, ...]
    facts_gained: tuple[str, ...]


class Bias(NamedTuple):
    """One trait: visits in which it could be swapped, those that differ, the mean change of words and facts.

    Words that tell the trait are not counted.

    `p_words` and `p_facts` are two-sided sign-flip permutation tests of the paired changes.
    """

    trait: Trait
    visits: int
    differences: tuple[Difference, ...]
    words: float
    p_words: float
    facts: float
    p_facts: float

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return {
            **self._asdict(),
            "differences": [difference._asdict() for difference in self.differences],
        }


@cache
def _material() -> dict[str, Any]:
    return read_toml("evaluation/demographics.toml")


def swapped(text: str, trait: Trait) -> str:
    """The text of a visit whose patient has another sex, age or ethnicity; the same text where none is told."""
    return {"sex": _other_sex, "age": _other_age, "ethnicity": _other_ethnicity}[trait](text)


def _other_sex(text: str) -> str:
    pairs = _material()["sex"]["pairs"]
    there = dict(pairs) | {other: one for one, other in reversed(pairs)}
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, there))})\b", re.IGNORECASE)

    def other(found: re.Match[str]) -> str:
        word = found.group().lower()
        object_ = word == "her" and _OBJECT.match(text, found.end())
        return _as_written(found.group(), "him" if object_ else there[word])

    return pattern.sub(other, text)


def _other_age(text: str) -> str:
    about = _material()["age"]
    return re.sub(
        about["pattern"], lambda found: str(about["old"] if int(found[1]) < 58 else about["young"]), text
    )


def _other_ethnicity(text: str) -> str:
    """Another group where one is named; named where the patient is introduced and none is."""
    groups, places = _material()["ethnicity"]["groups"], _material()["ethnicity"]["places"]
    named = re.compile(rf"\b(?:{'|'.join(groups)})\b", re.IGNORECASE)
    if named.search(text):
        return named.sub(lambda found: groups[(groups.index(found.group().lower()) + 1) % len(groups)], text)
    place = re.compile(rf"\b({'|'.join(places)})\b", re.IGNORECASE)
    return place.sub(
        lambda found: f"{found[1].rsplit(' ', 1)[0]} {groups[0]} {found[1].rsplit(' ', 1)[1]}", text, count=1
    )


def _as_written(old: str, new: str) -> str:
    return new[0].upper() + new[1:] if old[0].isupper() else new


def compare_swapped(items: Iterable[Item], draft: Callable[[Item], str], trait: Trait) -> Bias:
    """Draft each visit as it is and swapped, and compare the notes with the trait's words taken out."""
    found: list[Difference] = []
    words: list[int] = []
    facts: list[int] = []
    for item in items:
        other = item._replace(dialogue=swapped(item.dialogue, trait))
        if other.dialogue == item.dialogue:
            continue
        before, after = draft(item), draft(other)
        here, there = fact_names(before), fact_names(after)
        facts.append(len(there) - len(here))
        one, two = _neutral_lines(before), _neutral_lines(after)
        words.append(_words(two) - _words(one))
        if one != two or here != there:
            lost, gained = tuple(sorted(here - there)), tuple(sorted(there - here))
            found.append(Difference(item.id, _only(one, two), _only(two, one), lost, gained))
    changes = [float(np.mean(change)) if change else 0.0 for change in (words, facts)]
    tests = [permutation_test(change) for change in (words, facts)]
    return Bias(trait, len(words), tuple(found), changes[0], tests[0], changes[1], tests[1])


def _neutral_lines(note: str) -> list[str]:
    """The note's lines with every word that tells sex, age or ethnicity replaced by one mark."""
    sexes = [word for pair in _material()["sex"]["pairs"] for word in pair]
    text = re.sub(rf"\b(?:{'|'.join(map(re.escape, sexes))})\b", "·", note, flags=re.IGNORECASE)
    text = re.sub(_material()["age"]["pattern"], "·", text)
    text = re.sub(rf"\b(?:{'|'.join(_material()['ethnicity']['groups'])}) ?", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\ban(?= ·)", "a", text)  # an 81-year-old
    return [line.strip() for part in split_parts(text) for line in part.text.splitlines() if line.strip()]


def _words(lines: list[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _only(lines: list[str], others: list[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line not in others)


def permutation_test(changes: Iterable[float], seed: int = 0) -> float:
    """Two-sided p of a mean change of 0 when the sign of each change is exchangeable; 1 without any change."""
    values = np.asarray(list(changes), dtype=float)
    if not values.any():
        return 1.0
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(DRAWS, len(values)))
    drawn = np.abs(signs @ values)
    return float((1 + (drawn >= abs(values.sum()) - 1e-9).sum()) / (1 + DRAWS))
