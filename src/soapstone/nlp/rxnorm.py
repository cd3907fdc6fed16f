"""The numbers that RxNorm has for medications (RxCUI), out of the clinic's own copy of RxNorm.

No package carries RxNorm, so none is shipped. The US National Library of Medicine gives its "Current Prescribable Content"
to everybody without a licence; the setting SOAPSTONE_RXNORM names that file. Without it no medication has a number.
Layout of RXNCONSO.RRF: RxNorm Technical Documentation (NLM), section "RXNCONSO.RRF".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple
from zipfile import BadZipFile, ZipFile, is_zipfile

from soapstone.errors import InputError
from soapstone.settings import settings

# Columns, from 0: the number, the vocabulary, the kind of name, the name, whether it is withdrawn (then not "N" or empty).
RXCUI, SAB, TTY, STR, SUPPRESS, COLUMNS = 0, 11, 12, 14, 16, 18
# Names of what is in a drug: one substance, several, one as a salt. The first kind that has a name gives its number.
INGREDIENTS = ("IN", "MIN", "PIN")
# "lisinopril 10 MG Oral Tablet", "levothyroxine sodium 0.05 MG Oral Tablet"
_PRODUCT = re.compile(
    r"(?P<ingredient>[A-Za-z][\w ,'-]*?) (?P<number>\d+(?:\.\d+)?) MG Oral (?P<form>Tablet|Capsule)"
)
_IN_MG = {"mg": 1.0, "mcg": 0.001, "g": 1000.0}


class RxNormName(NamedTuple):
    """A number of RxNorm and the name that it stands for."""

    rxcui: str = ""
    name: str = ""


class RxNorm:
    """The names of one release: ingredients by their name, plain oral products by ingredient, milligrams and form."""

    def __init__(self, rows: Iterator[list[str]]) -> None:
        ingredients: dict[str, dict[str, RxNormName]] = {kind: {} for kind in INGREDIENTS}
        products = list[RxNormName]()
        for row in rows:
            name = RxNormName(row[RXCUI], row[STR])
            if row[TTY] in ingredients:
                ingredients[row[TTY]].setdefault(name.name.lower(), name)
            elif row[TTY] == "SCD":
                products.append(name)
        self._ingredients = {k: v for kind in reversed(INGREDIENTS) for k, v in ingredients[kind].items()}
        self._products: dict[tuple[str, float, str], set[RxNormName]] = {}
        for product in products:
            if read := _PRODUCT.fullmatch(product.name):
                for ingredient in _beginnings(read["ingredient"].lower()):
                    if ingredient in self._ingredients:
                        key = (ingredient, float(read["number"]), read["form"].lower())
                        self._products.setdefault(key, set()).add(product)

    def find(self, generic: str, strength: str, unit: str, form: str) -> RxNormName:
        """The product where strength and form say which one, else the ingredient; an empty name for what it lacks.

        `form` is empty where it is not said, or where the release is not plain ("extended release").
        """
        ingredient = self._ingredients.get(generic.lower().replace("/", " / "), RxNormName())
        if unit not in _IN_MG or not re.fullmatch(r"\d+(?:\.\d+)?", strength):
            return ingredient
        said = (generic.lower(), round(float(strength) * _IN_MG[unit], 6), form)
        products = self._products.get(said, set())
        return next(iter(products)) if len(products) == 1 else ingredient


def _beginnings(name: str) -> Iterator[str]:
    """ "metformin hydrochloride", "metformin": a salt's product is also one of what it is a salt of."""
    words = name.split()
    return (" ".join(words[:many]) for many in range(len(words), 0, -1))


def load_rxnorm(file: Path) -> RxNorm:
    """The names in a RXNCONSO.RRF, or in the zip in which NLM gives it. InputError where it is neither."""
    try:
        with _lines(file) as lines:
            return RxNorm(_rows(lines, file))
    except (OSError, BadZipFile, StopIteration, UnicodeDecodeError) as error:
        raise _not_rxnorm(file) from error


@contextmanager
def _lines(file: Path) -> Iterator[IO[bytes]]:
    if is_zipfile(file):
        with ZipFile(file) as held, held.open(_conso(held)) as lines:
            yield lines
    else:
        with file.open("rb") as lines:
            yield lines


def _conso(held: ZipFile) -> str:
    return next(name for name in held.namelist() if name.endswith("RXNCONSO.RRF"))


def _rows(lines: IO[bytes], file: Path) -> Iterator[list[str]]:
    any_row = False
    for line in lines:
        if b"|RXNORM|" not in line:
            continue
        row = line.decode("utf-8").rstrip("\r\n").split("|")
        if len(row) < COLUMNS:
            raise _not_rxnorm(file)
        if row[SAB] == "RXNORM" and row[SUPPRESS] in ("", "N"):
            any_row = True
            yield row
    if not any_row:
        raise _not_rxnorm(file)


def _not_rxnorm(file: Path) -> InputError:
    return InputError(
        "this is no RXNCONSO.RRF of RxNorm, nor a zip with one.",
        where=str(file),
        fix="Set SOAPSTONE_RXNORM to NLM's file of the Current Prescribable Content, or leave it unset.",
    )


@cache
def rxnorm() -> RxNorm | None:
    """The clinic's RxNorm, read once; None where SOAPSTONE_RXNORM is not set."""
    file = settings().rxnorm
    return load_rxnorm(file) if file else None
