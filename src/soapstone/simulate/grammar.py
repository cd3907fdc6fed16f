"""Phrases with alternatives: "{any|have you had any} <lay>" gives one of many sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from random import Random

Words = Mapping[str, str | Sequence[str]]
Node = Callable[[Random, Words], str]

_TOKEN = re.compile(r"[{}|]|<[A-Za-z_]+>|[^{}|<]+|<")
_RANGE = re.compile(r"\{(\d+(?:\.\d)?)-(\d+(?:\.\d)?)\}")
_GROUP = re.compile(r"\{[^{}]*\}")
_SPACES = re.compile(r" {2,}")
_LOOSE = re.compile(r" +([,.?!;:])")


def expand(phrase: str, random: Random, words: Words) -> str:
    """One sentence of a phrase: each {a|b} is decided, each <name> looked up in `words`: a text as it is, of a
    list of phrases one.

    `expand("{no|nope}, no <lay>", random, {"lay": ["fever", "temperature"]})` may be "nope, no fever".
    KeyError names what is missing.
    """
    text = _parsed(phrase)(random, words)
    return _LOOSE.sub(r"\1", _SPACES.sub(" ", text)).strip()


def pair(text: str, random: Random) -> tuple[str, str]:
    """What is spoken and what is written: "squeezing => pressure-like"; without an arrow both are one.

    What stands in the same braces in both halves is drawn once: {90-110} a number (in figures at this stage),
    "while {shoveling|lifting} => Began while {shoveling|lifting}." a choice.
    """
    drawn: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        if match[0] not in drawn:
            drawn[match[0]] = _number(match[1], match[2], random)
        return drawn[match[0]]

    spoken, _, written = _RANGE.sub(number, text).partition("=>")
    for group in dict.fromkeys(_GROUP.findall(written)):
        if group in spoken:
            choice = random.choice(group[1:-1].split("|"))
            spoken, written = spoken.replace(group, choice), written.replace(group, choice)
    return spoken.strip(), (written or spoken).strip()


def _number(low: str, high: str, random: Random) -> str:
    if "." in low or "." in high:
        return f"{random.uniform(float(low), float(high)):.1f}"
    return str(random.randint(int(low), int(high)))


def names(phrase: str) -> set[str]:
    """The names that a phrase looks up: {"lay"} for "any <lay>"."""
    return set(re.findall(r"<([A-Za-z_]+)>", phrase))


def balanced(phrase: str) -> bool:
    """Whether every brace that is opened is closed."""
    depth = 0
    for char in phrase:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


@lru_cache(maxsize=8192)
def _parsed(phrase: str) -> Node:
    node, _ = _sequence(_TOKEN.findall(phrase), 0)
    return node


def _sequence(tokens: list[str], at: int) -> tuple[Node, int]:
    """Alternatives from token `at` up to the brace that closes them."""
    choices: list[list[Node]] = [[]]
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token == "}":
            break
        if token == "|":
            choices.append([])
        elif token == "{":
            inner, at = _sequence(tokens, at)
            choices[-1].append(inner)
        else:
            choices[-1].append(_name(token[1:-1]) if token[0] == "<" and len(token) > 1 else _plain(token))
    parts = [_joined(choice) for choice in choices]
    return (parts[0] if len(parts) == 1 else lambda random, words: random.choice(parts)(random, words)), at


def _joined(nodes: list[Node]) -> Node:
    if len(nodes) == 1:
        return nodes[0]
    return lambda random, words: "".join(node(random, words) for node in nodes)


def _plain(text: str) -> Node:
    return lambda random, words: text


def _name(name: str) -> Node:
    def looked_up(random: Random, words: Words) -> str:
        value = words[name]
        return value if isinstance(value, str) else _parsed(random.choice(value))(random, words)

    return looked_up
