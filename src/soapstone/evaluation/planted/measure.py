"""How many planted errors each checker finds, and how often it cries over a true note."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from soapstone.evaluation.data import Item
from soapstone.evaluation.planted.checkers import CHECKERS, Checker, Flag, flags_of
from soapstone.evaluation.planted.kinds import Planted
from soapstone.evaluation.planted.places import sentences_of


class Recall(NamedTuple):
    """One checker: errors found of those planted, by kind, and sentences of true notes flagged of all."""

    found: dict[str, int]
    planted: dict[str, int]
    alarms: int
    sentences: int


def measure(cases: Iterable[Planted], checkers: Mapping[str, Checker] | None = None) -> dict[str, Recall]:
    """Recall a kind and false alarms of every checker.

    An error counts as found when the checker says something that it does not say of the true note,
    about the sentence of the error or about the note as a whole.
    """
    checkers = checkers or CHECKERS
    found: dict[str, dict[str, int]] = {name: {} for name in checkers}
    planted: dict[str, int] = {}
    alarms = dict.fromkeys(checkers, 0)
    sentences = 0
    true: dict[str, dict[str, set[Flag]]] = {}
    for case in cases:
        if case.item.digest not in true:
            true = {case.item.digest: _of_true_note(case.item, checkers)}  # cases of an item stand together
            flagged = true[case.item.digest]
            for name in checkers:
                alarms[name] += len({flag.sentence for flag in flagged[name]})
            sentences += len(sentences_of(case.item.note))
        planted[case.kind] = planted.get(case.kind, 0) + 1
        for name, checker in checkers.items():
            new = (
                flags_of(checker, case.item.transcript, case.text, patient=case.item.patient)
                - true[case.item.digest][name]
            )
            hit = any(not flag.sentence or _touches(case, flag.sentence) for flag in new)
            found[name][case.kind] = found[name].get(case.kind, 0) + hit
    return {name: Recall(found[name], planted, alarms[name], sentences) for name in checkers}


def _of_true_note(item: Item, checkers: Mapping[str, Checker]) -> dict[str, set[Flag]]:
    return {
        name: flags_of(checker, item.transcript, item.note, patient=item.patient)
        for name, checker in checkers.items()
    }


def _touches(case: Planted, sentence: str) -> bool:
    """Whether any place of the sentence in the note lies within or around the planted place."""
    at = case.text.find(sentence)
    while at >= 0:
        if at <= case.end and at + len(sentence) >= case.start:
            return True
        at = case.text.find(sentence, at + 1)
    return False
