"""The errors of entity recognition: boundary, type, missed, invented, negation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from soapstone.errors import InputError
from soapstone.evaluation.analysis.faults import Fault, Severity

Kind = Literal["boundary", "type", "missed", "invented", "negation"]
_GRAVE: dict[Kind, Severity] = {
    "boundary": "minor", "type": "moderate", "missed": "moderate", "invented": "moderate", "negation": "critical",
}  # fmt: skip


class Mention(NamedTuple):
    """An entity at characters `start` to `end` (exclusive) of a text."""

    start: int
    end: int
    type: str
    negated: bool = False


class EntityFault(NamedTuple):
    """A gold mention (None when invented), a predicted one (None when missed), and what is wrong."""

    kind: Kind
    gold: Mention | None
    predicted: Mention | None


def entity_faults(gold: Sequence[Mention], predicted: Sequence[Mention]) -> list[EntityFault]:
    """Pair each gold mention with the predicted one that overlaps it most, and say what differs.

    A pair may have several faults: "no fever" found as a present symptom with a wrong border has two.
    """
    faults: list[EntityFault] = []
    free = list(predicted)
    for mention in gold:
        best = max(
            free, key=lambda other: (_overlap(mention, other), other.type == mention.type), default=None
        )
        if best is None or _overlap(mention, best) == 0:
            faults.append(EntityFault("missed", mention, None))
            continue
        free.remove(best)
        if (best.start, best.end) != (mention.start, mention.end):
            faults.append(EntityFault("boundary", mention, best))
        if best.type != mention.type:
            faults.append(EntityFault("type", mention, best))
        if best.negated != mention.negated:
            faults.append(EntityFault("negation", mention, best))
    return faults + [EntityFault("invented", None, other) for other in free]


def _overlap(one: Mention, other: Mention) -> int:
    return max(min(one.end, other.end) - max(one.start, other.start), 0)


def is_entity_row(row: dict[str, Any]) -> bool:
    """Whether a row holds gold and predicted entities of a text."""
    return {"text", "gold", "predicted"} <= row.keys()


def faults_of_row(row: dict[str, Any]) -> list[Fault]:
    """The faults of {"text", "gold": [{"start", "end", "type", "negated"}], "predicted": [...]}.

    InputError when a mention lacks its place or type, or lies outside the text.
    """
    text = str(row["text"])
    gold, predicted = (_mentions(row[name], len(text)) for name in ("gold", "predicted"))
    found = []
    for kind, wanted, got in entity_faults(gold, predicted):
        place = wanted or got
        assert place is not None
        told = " but ".join(
            f"{who} {text[m.start : m.end]!r} {m.type}{' negated' if m.negated else ''}"
            for who, m in (("gold", wanted), ("found", got))
            if m is not None
        )
        found.append(
            Fault(f"entity {kind}", _GRAVE[kind], str(row.get("id", "")), told, text, place.start, place.end)
        )
    return found


def _mentions(rows: Any, length: int) -> list[Mention]:
    try:
        found = [
            Mention(int(row["start"]), int(row["end"]), str(row["type"]), bool(row.get("negated", False)))
            for row in rows
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            "an entity lacks its start, end or type.", fix="Give all three as numbers and text."
        ) from error
    if any(not 0 <= mention.start < mention.end <= length for mention in found):
        raise InputError("an entity lies outside its text.", fix="Ends are exclusive, counted in characters.")
    return found
