"""How the new fact is written where the old one stood, in the manner of that place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from soapstone.nlp.concepts import concept_names
from soapstone.nlp.words import drugs, is_term
from soapstone.propagation.facts import Fact
from soapstone.propagation.proposal import Edit
from soapstone.propagation.words import verb, verbs


class Change(NamedTuple):
    """Characters `start` to `end` of a sentence that become `text`."""

    start: int
    end: int
    text: str


def reworded(sentence: str, changes: Iterable[Change]) -> str:
    """The sentence with its changes; "a" and "an" before them agree, all else is as it was."""
    text, at = "", 0
    for change in sorted(changes):
        if change.start >= at:
            text += _agreeing(sentence[at : change.start], change.text) + change.text
            at = change.end
    return text + sentence[at:]


def change(sentence: str, fact: Fact, edit: Edit) -> Change | None:
    """What a fact of a sentence becomes by an edit; None where the sentence cannot be reworded safely."""
    old = sentence[fact.start : fact.end]
    match edit.kind:
        case "side":
            return _side(sentence, fact, edit)
        case "presence":
            return _presence(sentence, fact, edit)
        case "status":
            new = verb(edit.after, verbs()[old.lower()][1], edit.new)
        case "drug":
            new = drug_name(edit.new)
        case "strength":
            new = _strength(old, edit)
        case "duration":
            new = duration(old, edit.after)
        case "number":
            gap = re.search(r"\d([ -]?)[a-z]", old, re.IGNORECASE)
            new = re.sub(r"(?<=\d)[ -]?(?=[a-z])", gap[1], edit.new) if gap else edit.new
        case _:
            new = plain(edit.new)
    return Change(fact.start, fact.end, _cased(new, sentence, fact))


def drug_name(written: str) -> str:
    """A drug's name within a sentence: a brand with a capital, a generic without."""
    known = drugs().get(written.lower())
    return written.lower() if known and known.generic == known.name else written


def plain(words: str) -> str:
    """Words as they stand within a sentence: "Pneumonia" without its capital, "Crohn's disease" with it."""
    first = words.split()[0]
    proper = any(name.startswith(first) for name in concept_names() if name[:1].isupper())
    if proper or first[1:] != first[1:].lower() or not is_term(first.lower().partition("-")[0]):
        return words
    return words[:1].lower() + words[1:]


def duration(old: str, value: str) -> str:
    """A length of time in the form of the one that it replaces: "5-day" becomes "7-day"."""
    number, unit = value.split()
    if "-" in old:
        return f"{number}-{unit}"
    return f"{number} {unit}" + ("" if number == "1" else "s")


def _strength(old: str, edit: Edit) -> str:
    """Only the number changes where the unit is the same: "20 milligrams" becomes "40 milligrams"."""
    if edit.before.split()[1] != edit.after.split()[1]:
        return edit.new
    number = re.match(r"[\d.,/ -]*\d", edit.new)
    return re.sub(r"^[\d.,/ -]*\d", number[0] if number else edit.new, old)


def _side(sentence: str, fact: Fact, edit: Edit) -> Change:
    old = sentence[fact.start : fact.end]
    if old.lower() == "bilaterally":
        return Change(fact.start, fact.end, f"on the {edit.after}")
    on_the = re.search(r"\b(?:on|to) the $", sentence[: fact.start])
    alone = not re.match(r"[- ]\w", sentence[fact.end :])
    if edit.after == "both" and on_the and alone:
        return Change(on_the.start(), fact.end, "bilaterally")
    new = "bilateral" if edit.after == "both" else edit.after
    return Change(fact.start, fact.end, _cased(new, sentence, fact))


_DENIED = re.compile(r"\b(?P<cue>no|without)(?P<more> (?:any|evidence of|signs? of))? $", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:,|/|(?:and|or|nor)\b)")


def _presence(sentence: str, fact: Fact, edit: Edit) -> Change | None:
    """ "no wheezing" becomes "wheezing", "with wheezing" "without wheezing"; lists are left to the reader."""
    before, name = sentence[: fact.start], sentence[fact.start : fact.end]
    if _LIST.match(sentence, fact.end) or re.search(r"(?:,|\b(?:and|or|nor)) $", before):
        return None
    if edit.after == "present" and (denied := _DENIED.search(before)):
        with_it = denied["cue"].lower() == "without"
        new = f"with {name}" if with_it else name[0].upper() + name[1:] if denied["cue"][0] == "N" else name
        return Change(denied.start(), fact.end, new)
    if edit.after == "negated" and before.endswith("with "):
        return Change(fact.start - 5, fact.end, f"without {name}")
    if edit.after == "negated" and (
        not before or re.search(r"(?:: |\b(?:is|are|shows?|reveals?|has) )$", before)
    ):
        new = f"no {name[0].lower()}{name[1:]}"
        return Change(fact.start, fact.end, _cased(new, sentence, fact))
    return None


def _cased(new: str, sentence: str, fact: Fact) -> str:
    """With a capital where the old word opens the sentence, or what follows a label."""
    opens = re.search(r"(?:^|[:•-] )$", sentence[: fact.start])
    return new[:1].upper() + new[1:] if opens and sentence[fact.start].isupper() else new


_ARTICLE = re.compile(r"\b(a|an)( )$", re.IGNORECASE)
_VOWEL = re.compile(r"(?!uni|eu|one\b|us)[aeiou]|8|11\b|18\b", re.IGNORECASE)


def _agreeing(before: str, new: str) -> str:
    article = _ARTICLE.search(before)
    if not article:
        return before
    right = "an" if _VOWEL.match(new) else "a"
    right = right.capitalize() if article[1][0].isupper() else right
    return before[: article.start()] + right + " "
