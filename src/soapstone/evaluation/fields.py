"""Which column is what: the dialogue, the note, the id, found by names first and content second."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Literal, get_args

from soapstone.errors import InputError, UsageError
from soapstone.resources import read_toml
from soapstone.types import Noun

Part = Literal["dialogue", "note", "candidate", "id", "section", "split"]
PARTS: tuple[Part, ...] = get_args(Part)
_LABELLED = re.compile(
    r"^\s*(?:\[[\w .'-]{1,30}\]|\*{0,2}[A-Za-z][\w.'-]{0,20}(?: [\w.'-]+){0,2}\*{0,2}\s*:)"
)
_OPTION = {"candidate": "--candidate-field"}


class Fields(Noun):
    """The column of each part of an item; None where the data has no such column.

    `metadata` are the other columns with short values, kept with each row.
    """

    dialogue: str | None = None
    note: str | None = None
    candidate: str | None = None
    id: str | None = None
    section: str | None = None
    split: str | None = None
    metadata: tuple[str, ...] = ()

    def shown(self) -> str:
        """One line for a reader: "dialogue=src, note=tgt, id=(row number)"."""
        given = [f"{part}={getattr(self, part)}" for part in PARTS if getattr(self, part)]
        extra = f"; metadata: {', '.join(self.metadata)}" if self.metadata else ""
        return (", ".join(given) or "nothing") + extra


@cache
def _names() -> dict[str, list[list[str]]]:
    return read_toml("evaluation/fields.toml")


def discover(
    rows: Sequence[Mapping[str, Any]], given: Mapping[str, str | None] | None = None, where: str = ""
) -> Fields:
    """The fields of a data set from its first rows; what is `given` is taken as it is.

    UsageError for a given column that is not there and where two columns fit equally well.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    found: dict[str, str | None] = {}
    for part, column in (given or {}).items():
        if column is not None and column not in columns:
            raise UsageError(
                f"there is no field {column!r}.", where=where, fix=f"The data has: {', '.join(columns)}."
            )
        if column is not None:
            found[part] = column
    for part in PARTS:
        if part not in found:
            free = [column for column in columns if column not in found.values()]
            found[part] = _by_name(part, free, rows, where)
    free = [column for column in columns if column not in found.values()]
    if found["dialogue"] is None:
        found["dialogue"] = _only(
            [c for c in free if _looks_like_dialogue(_values(rows, c))], "dialogue", where
        )
        free = [column for column in free if column != found["dialogue"]]
    if found["note"] is None and found["candidate"] is None:
        found["note"] = _only([c for c in free if _looks_like_note(_values(rows, c))], "note", where)
    free = [column for column in free if column != found["note"]]
    metadata = tuple(column for column in free if _is_short(_values(rows, column)))
    return Fields(**found, metadata=metadata)


def require_dialogue(fields: Fields, columns: Iterable[str], where: str) -> None:
    """InputError, naming the columns and what was looked for, when no dialogue was found."""
    if fields.dialogue is None:
        wanted = ", ".join(name for names in _names()["dialogue"] for name in names[:5])
        raise InputError(
            f"no dialogue was found among the fields {', '.join(columns)}.",
            where=where,
            fix=f"Looked for a field named like {wanted}, or with labelled turns; name it with --dialogue-field.",
        )


def _by_name(part: str, columns: list[str], rows: Sequence[Mapping[str, Any]], where: str) -> str | None:
    for names in _names()[part]:
        fits = [column for column in columns if _plain(column) in names]
        if part in ("dialogue", "note", "candidate"):
            fits = [column for column in fits if _has_text(_values(rows, column))]
        if len(fits) > 1 and part == "dialogue":
            fits = [column for column in fits if _looks_like_dialogue(_values(rows, column))] or fits
        if len(fits) > 1 and part in ("id", "section", "split"):
            return min(fits, key=lambda column: names.index(_plain(column)))
        if fits:
            return _only(fits, part, where)
    return None


def _only(fits: list[str], part: str, where: str) -> str | None:
    if len(fits) > 1:
        raise UsageError(
            f"two or more fields may be the {part}: {', '.join(fits)}.",
            where=where,
            fix=f"Name one with {_OPTION.get(part, f'--{part}-field')}.",
        )
    return fits[0] if fits else None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _values(rows: Sequence[Mapping[str, Any]], column: str) -> list[Any]:
    return [row[column] for row in rows if row.get(column) not in (None, "")]


def _has_text(values: list[Any]) -> bool:
    return any(isinstance(value, list) or (isinstance(value, str) and value.strip()) for value in values)


def _looks_like_dialogue(values: list[Any]) -> bool:
    """Half of the values or more are lists of turns, or hold two labelled lines."""
    return bool(values) and 2 * sum(map(_is_dialogue, values)) >= len(values)


def _is_dialogue(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], (dict, str)) and len(value) > 1
    labelled = [line for line in str(value).splitlines() if _LABELLED.match(line)]
    labels = {_LABELLED.match(line).group().strip().lower() for line in labelled}  # type: ignore[union-attr]
    return len(labelled) >= 2 and len(labels) < len(labelled) + (len(labelled) == 2)


def _looks_like_note(values: list[Any]) -> bool:
    texts = [value for value in values if isinstance(value, str)]
    lengths = sorted(len(text.split()) for text in texts)
    return (
        len(texts) == len(values) > 0
        and lengths[len(lengths) // 2] >= 12
        and not _looks_like_dialogue(values)
    )


def _is_short(values: list[Any]) -> bool:
    return bool(values) and all(
        isinstance(value, (int, float, bool)) or (isinstance(value, str) and len(value) <= 120)
        for value in values
    )
