"""Which clauses of a patient tell of a relative: "My father had cancer. He died at fifty." says nothing of the patient."""

from __future__ import annotations

import re
from collections.abc import Sequence

from soapstone.nlp.speech import Clause

# Relatives, by the words that mean them afterwards. Source: written by the Soapstone authors.
_NAMES = {
    "he": "father|dad|papa|brother|uncle|grandfather|grandpa|son|husband|boyfriend",
    "she": "mother|mom|mama|sister|aunt|grandmother|grandma|daughter|wife|girlfriend",
    "they": "parents|brothers|sisters|uncles|aunts|grandparents|cousins|sons|daughters|siblings|kids|children",
    "we": "family",
}
_EITHER = "cousin|child|kid|sibling|partner|spouse"
_RELATIVE = {
    pronoun: re.compile(
        rf"\b(?:{names}{'' if pronoun in ('they', 'we') else '|' + _EITHER})\b", re.IGNORECASE
    )
    for pronoun, names in _NAMES.items()
}
_OPENS = re.compile(
    r"(?:(?:and|but|so|then|because|since|well|um|uh|yes|yeah|no|nope|oh|I (?:think|believe|guess)|also|that)[, ]+)*"
    r"(?P<pronoun>he|she|they|we)\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"\b(?:I|I'm|I've|me)\b")
REACH = 12  # clauses back


def names_relative(text: str) -> bool:
    """Whether a text names a relative: "my mom is eighty"."""
    return any(pattern.search(text) for pattern in _RELATIVE.values())


def opens_with_relative(text: str) -> bool:
    """Whether a patient's words begin with a relative: "my father has dementia", "both my parents are alive"."""
    return _MINE.match(text) is not None


_MINE = re.compile(
    rf"(?:(?:both|all|one|two|three) )?(?:of )?my (?:\w+ )?(?:{'|'.join([*_NAMES.values(), _EITHER])})\b",
    re.IGNORECASE,
)


def _it_was_theirs(clauses: Sequence[Clause], at: int, found: dict[int, str]) -> str:
    """Whose "it" is, in the breath after a relative's illness: "My uncle had cancer; it was lung cancer."."""
    clause, before = clauses[at], clauses[at - 1] if at else None
    if not before or clause.role != "patient" or before.span.turn != clause.span.turn:
        return ""
    if not re.match(r"(?:it|that)(?:'s| was| is)\b", clause.text, re.IGNORECASE):
        return ""
    named = _MINE.match(before.text)
    return found.get(at - 1, "") or (named.group().split()[-1].lower() if named else "")


def of_relatives(clauses: Sequence[Clause]) -> dict[int, str]:
    """The clauses that begin with a relative of the patient who speaks, as "he", "she", "they" or "we"; each with the
    relative's name, who was spoken of last by either speaker.

    Only the patient's own words are looked at: whoever speaks for a patient means the patient by "he".
    """
    found: dict[int, str] = {}
    for at, clause in enumerate(clauses):
        if relative := _it_was_theirs(clauses, at, found):
            found[at] = relative
            continue
        opened = _OPENS.match(clause.text) if clause.role == "patient" else None
        if opened is None or _SELF.search(clause.text[opened.end() :]):
            continue
        pronoun = opened["pronoun"].lower()
        for before in range(at - 1, max(-1, at - 1 - REACH), -1):
            if pronoun == "we" and clauses[before].span.turn != clause.span.turn:
                break
            if before in found and _RELATIVE[pronoun].search(found[before]):
                found[at] = found[before]
                break
            if named := list(_RELATIVE[pronoun].finditer(clauses[before].text)):
                found[at] = named[-1].group().lower()
                break
    return found
