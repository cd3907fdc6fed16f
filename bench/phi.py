"""De-identification: recall and over-redaction. `python bench/phi.py [--json]`.

ASQ-PHI (clinical queries, 13 types; hard negatives hold none) split by hash into a half that rules were
tuned on and a held-out half, and Presidio's synthetic sentences (general text of many countries; the misses
of half of it were read once).
An identifier counts as found if every letter and digit of it is masked ("whole") or if anything of it is
("touched"); leading titles and trailing words of a label are not asked for. Precision: share of masks
that touch any identifier. Beside ours: Presidio as it comes, with the same spaCy model.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from soapstone import models
from soapstone.phi.lexicon import lexicon
from soapstone.phi.redact import THRESHOLD, find_identifiers, find_in_transcript
from soapstone.settings import settings
from soapstone.types import Transcript, Turn

Spans = list[tuple[int, int]]
Finder = Callable[[str], Spans]
SYNTH_TYPES = {"PERSON", "STREET_ADDRESS", "ZIP_CODE", "GPE", "PHONE_NUMBER", "EMAIL_ADDRESS", "DOMAIN_NAME",
               "US_SSN", "IP_ADDRESS", "CREDIT_CARD", "IBAN_CODE", "US_DRIVER_LICENSE", "DATE_TIME"}  # fmt: skip


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def half(row: dict[str, Any]) -> str:
    """The half of ASQ-PHI that a row belongs to: "tune" or "held"."""
    return "tune" if int(hashlib.sha256(str(row["id"]).encode()).hexdigest()[:8], 16) % 2 == 0 else "held"


def soapstone(text: str) -> Spans:
    return [(i.start, i.end) for i in find_identifiers(text)]


def soapstone_sure(text: str) -> Spans:
    return [(i.start, i.end) for i in find_identifiers(text) if i.probability >= THRESHOLD]


def presidio() -> Finder:
    """Presidio with all of its default recognisers, its suffix list kept off the network."""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = lambda text: offline(text)
    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "en_core_web_sm"}])
    engine.nlp = {"en": spacy.load(models.path("spacy-en-sm"))}
    plain = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
    return lambda text: [(r.start, r.end) for r in plain.analyze(text, language="en")]


def whole(text: str, start: int, end: int, spans: Spans) -> bool:
    """Whether all letters and digits of a range are masked, but for a leading title or label."""
    lead = re.match(
        r"(?:dr|mr|mrs|ms|prof|mrn|medicare|patient id|site id)\b[.:]?[\s#-]*", text[start:end], re.I
    )
    begin = start + (lead.end() if lead and lead.end() < end - start else 0)
    said = re.sub(r"['’]s$", "", text[begin:end])
    places = [i for i in range(begin, begin + len(said)) if text[i].isalnum()]
    return all(any(a <= i < b for a, b in spans) for i in places)


def score(
    data: list[dict[str, Any]], gold: Callable[[dict[str, Any]], list[dict[str, Any]]], find: Finder
) -> Any:
    """Recall by type and in all, precision, over-redaction of texts without identifiers, characters a second."""
    found: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    right = masks = over = negatives = characters = 0
    seconds = 0.0
    for row in data:
        text = row["text"]
        began = time.perf_counter()
        spans = find(text)
        seconds += time.perf_counter() - began
        characters += len(text)
        marked = gold(row)
        for part in marked:
            touched = any(a < part["end"] and part["start"] < b for a, b in spans)
            found[part["type"]].append((touched, whole(text, part["start"], part["end"], spans)))
        right += sum(any(a < p["end"] and p["start"] < b for p in marked) for a, b in spans)
        masks += len(spans)
        if not marked:
            negatives += 1
            over += bool(spans)
    everything = [hit for hits in found.values() for hit in hits]
    share = lambda hits, k: sum(hit[k] for hit in hits) / len(hits) if hits else None  # noqa: E731
    return {
        "texts": len(data),
        "identifiers": len(everything),
        "recall touched": share(everything, 0),
        "recall whole": share(everything, 1),
        "precision": right / masks if masks else None,
        "negatives over-redacted": over / negatives if negatives else None,
        "characters a second": characters / seconds,
        "by type": {t: [len(h), share(h, 0), share(h, 1)] for t, h in sorted(found.items())},
    }


def terms_lost(data: Path, find: Finder) -> dict[str, float]:
    """Share of clinical terms of which anything is masked, in a plain sentence; none is from our own lists."""
    with (data / "drug_names" / "fda_orange_book_products.csv").open(encoding="utf-8") as file:
        trade = sorted({row["trade_name"].title() for row in csv.DictReader(file)})[::9]
    with (data / "icd10_disease_ontology" / "doid_labels.csv").open(encoding="utf-8") as file:
        labels = [row["label"] for row in csv.DictReader(file)]
    eponyms = sorted(
        {label for label in labels if re.search(r"[A-Z][a-z]{2,}.* (?:disease|syndrome)$", label)}
    )
    lost: dict[str, float] = {}
    for name, terms, frame in (
        ("trade names", trade, "Start {} and recheck in two weeks."),
        ("diseases", sorted(set(labels))[::13], "There is a history of {}."),
        ("eponyms", eponyms, "She was diagnosed with {} by her doctor."),
    ):
        at = frame.index("{")
        lost[name] = sum(
            any(a < at + len(t) and at < b for a, b in find(frame.format(t))) for t in terms
        ) / len(terms)
    return lost


def spoken_names(data: Path, split: str) -> dict[str, float]:
    """Recall of the names of patient and clinician in ACI-Bench visits, which are all in lower case."""
    found = said = words = masks = 0
    for row in rows(data / "aci_bench" / f"{split}.jsonl"):
        fields = ("meta_patient_firstname", "meta_patient_familyname", "meta_doctor_name")
        people = set(re.findall(r"\w{3,}", " ".join(str(row.get(field) or "") for field in fields).lower()))
        people -= {"nan", "none", "doctor", "good"}  # "good" stands for a clinician whose name is not given
        lines = (re.sub(r"^\[\w+\]\s*", "", line) for line in row["dialogue"].split("\n"))
        visit = Transcript(turns=tuple(Turn(index=i, text=line) for i, line in enumerate(lines)))
        for turn, identifiers in zip(visit.turns, find_in_transcript(visit), strict=True):
            words += len(turn.text.split())
            masks += len(identifiers)
            for match in re.finditer(r"\w+", turn.text.lower()):
                if match[0] in people:
                    said += 1
                    found += any(i.start < match.end() and match.start() < i.end for i in identifiers)
    return {"names": said, "recall": found / said, "masks per 1000 words": 1000 * masks / words}


def asq(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for part in row["phi"] if part["start"] is not None]


def synth(row: dict[str, Any]) -> list[dict[str, Any]]:
    """What HIPAA asks for: no countries, bare years or weekdays, no titles, firms, nationalities, ages under 90."""
    wide = lexicon().countries | lexicon().states | {"united states", "greenlander", "nan", "cyprus (greek)"}
    return [
        part
        for part in row["spans"]
        if part["type"] in SYNTH_TYPES
        and not (part["type"] == "GPE" and part["text"].lower() in wide)
        and not (part["type"] == "DATE_TIME" and re.fullmatch(r"\d{4}|\w+day", part["text"]))
    ]


def measure(data: Path, *, with_presidio: bool = True) -> dict[str, Any]:
    queries = rows(data / "phi_asq" / "asq_phi_shared.jsonl")
    sets = {
        "ASQ-PHI tuning half": ([r for r in queries if half(r) == "tune"], asq),
        "ASQ-PHI held-out half": ([r for r in queries if half(r) == "held"], asq),
        "Presidio synthetic": (rows(data / "phi_presidio_synth" / "synth_dataset_v2.jsonl"), synth),
    }
    finders: dict[str, Finder] = {"soapstone": soapstone, "soapstone, sure only": soapstone_sure}
    if with_presidio:
        finders["presidio"] = presidio()
    soapstone("Warm up.")
    result: dict[str, Any] = {
        name: {system: score(texts, gold, find) for system, find in finders.items()}
        for name, (texts, gold) in sets.items()
    }
    result["spoken visits"] = {split: spoken_names(data, split) for split in ("train", "valid")}
    result["clinical terms lost"] = {system: terms_lost(data, find) for system, find in finders.items()}
    return result


def shown(value: Any) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=settings().data or Path("../shared/data"))
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    result = measure(chosen.data)
    if chosen.json:
        print(json.dumps(result, indent=2))
        return
    lost = result.pop("clinical terms lost")
    visits = result.pop("spoken visits")
    columns = ["recall touched", "recall whole", "precision", "negatives over-redacted"]
    for name, systems in result.items():
        first = next(iter(systems.values()))
        print(f"\n{name}: {first['texts']} texts, {first['identifiers']} identifiers")
        print(f"{'':24}" + "".join(f"{c:>25}" for c in columns) + f"{'characters/s':>15}")
        for system, row in systems.items():
            speed = f"{row['characters a second']:15,.0f}"
            print(f"{system:24}" + "".join(f"{shown(row[c]):>25}" for c in columns) + speed)
        print(f"{'type':32}{'n':>6}" + "".join(f"{s + ' (whole)':>32}" for s in systems))
        for kind, (count, _, _) in first["by type"].items():
            each = (
                f"{shown(s['by type'][kind][1])} ({shown(s['by type'][kind][2])})" for s in systems.values()
            )
            print(f"{kind:32}{count:6}" + "".join(f"{e:>32}" for e in each))
    for split, row in visits.items():
        use = "tuned on" if split == "train" else "held out"
        print(
            f"\nnames in lower-case visits (ACI-Bench {split}, {use}): {shown(row['recall'])} of {row['names']:.0f}, "
            f"{row['masks per 1000 words']:.1f} masks per 1000 words"
        )
    print("\nclinical terms lost" + "".join(f"{k:>22}" for k in next(iter(lost.values()))))
    for system, shares in lost.items():
        print(f"{system:24}" + "".join(f"{shown(v):>20}" for v in shares.values()))


if __name__ == "__main__":
    main()
