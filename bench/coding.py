"""Figures of clinical language and codes: `python bench/coding.py DATA [--only entities,negation,codiesp,names,speed]`.

DATA is the folder with the public data sets; where a set is absent its figures are left out.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from soapstone.nlp.tagger import Tagged, tag, tag_by_dictionary
from soapstone.training.ner_data import Annotated, case_reports, evaluation_set

Place = tuple[int, int, str]


def f1(right: int, said: int, true: int) -> str:
    precision, recall = right / max(said, 1), right / max(true, 1)
    both = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"F1 {both:.3f} precision {precision:.3f} recall {recall:.3f} (n={true})"


def strict(rows: Sequence[Annotated], tagger: Callable[[str], Iterable[Tagged]]) -> Iterator[str]:
    """Strict entity F1, the rows read as one text: span and type must both agree. 95 % by bootstrap over rows."""
    text, true, starts = "", set[Place](), list[int]()
    for row in rows:
        true |= {(len(text) + mark.start, len(text) + mark.end, mark.type) for mark in row.marks}
        starts.append(len(text))
        text += row.text + "\n"
    said = {(t.start, t.end, t.type) for t in tagger(text)}
    yield f"{'all':<11} {f1(len(true & said), len(said), len(true))} {interval(said, true, starts)}"
    for kind in sorted({place[2] for place in true}):
        ours, theirs = ({p for p in places if p[2] == kind} for places in (said, true))
        yield f"{kind:<11} {f1(len(ours & theirs), len(ours), len(theirs))}"


def interval(said: set[Place], true: set[Place], starts: Sequence[int]) -> str:
    """The 95 % interval of the F1 by 1,000 draws of the rows."""
    import numpy as np

    counts = np.zeros((len(starts), 3))
    for column, places in enumerate((said & true, said, true)):
        rows = np.searchsorted(starts, [place[0] for place in places], side="right") - 1
        np.add.at(counts[:, column], rows, 1)
    chance = np.random.default_rng(0)
    draws = counts[chance.integers(0, len(starts), (1000, len(starts)))].sum(axis=1)
    scores = 2 * draws[:, 0] / (draws[:, 1] + draws[:, 2])
    low, high = np.percentile(scores, [2.5, 97.5])
    return f"[{low:.3f} to {high:.3f}]"


def entities(data: Path) -> None:
    from soapstone.nlp.tagger import public_taggers

    heads = public_taggers()
    reports = evaluation_set(data, "maccrobat")
    taggers = {"dictionary": tag_by_dictionary, "shipped": tag}
    taggers |= {"model": heads["maccrobat"]} if heads else {}
    for name, tagger in taggers.items():
        print(f"MACCROBAT dev, {name}", *strict(reports, tagger), sep="\n  ")
    for source in [name for name in heads if name != "maccrobat"]:
        print(f"{source} test, model", *strict(evaluation_set(data, source), heads[source]), sep="\n  ")


def dictionary_precision(data: Path) -> None:
    """Precision of the dictionary by type on MACCROBAT train: the confidences of nlp/tagger.py."""
    rows = list(case_reports(data / "ner_maccrobat2020" / "train.jsonl"))
    print("MACCROBAT train, dictionary", *strict(rows, tag_by_dictionary), sep="\n  ")


def negation(data: Path) -> None:
    """Negation F1 on the NegEx test kit, gold spans, in five folds of the sentences."""
    import hashlib

    from soapstone.nlp.written import rule_on

    folds: list[Counter[str]] = [Counter() for _ in range(5)]
    for line in (
        (data / "negation_negex" / "negex_context_shared.jsonl").read_text(encoding="utf-8").splitlines()
    ):
        row = json.loads(line)
        sentence = row["sentence"]
        pattern = r"\s+".join(map(re.escape, row["condition"].upper().split()))
        match = re.search(pattern, sentence) or re.search(r"[A-Z]{3,}", sentence)
        start, end = match.span() if match else (0, len(sentence))
        said, true = rule_on(sentence, start, end).assertion == "negated", row["negation"] == "Negated"
        fold = folds[int(hashlib.sha256(sentence.encode()).hexdigest(), 16) % 5]
        fold.update({"right": said and true, "said": said, "true": true})
    for fold in [*folds, sum(folds, Counter())]:
        print("NegEx", f1(fold["right"], fold["said"], fold["true"]))


def codiesp(data: Path, split: str = "dev", least: float = 0.0) -> None:
    """Micro F1 of a document's codes against CodiEsp's."""
    from soapstone.coding import code, with_codes
    from soapstone.nlp.entities import read
    from soapstone.training.icd_cases import successor

    right = said = true = right3 = said3 = true3 = 0
    for line in (data / "icd10_codiesp" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        ours = {
            c.code
            for c in code(with_codes(read(row["text_en"]), row["text_en"]), row["text_en"])
            if c.confidence >= least
        }
        theirs = {successor(old) for old in row["icd10cm"]}
        right, said, true = right + len(ours & theirs), said + len(ours), true + len(theirs)
        ours, theirs = {c[:3] for c in ours}, {c[:3] for c in theirs}
        right3, said3, true3 = right3 + len(ours & theirs), said3 + len(ours), true3 + len(theirs)
    print(f"CodiEsp {split} from {least}:", f1(right, said, true), "| category", f1(right3, said3, true3))


def suggestions(count: int = 100_000) -> None:
    """Invalid or non-billable codes among `count` suggestions for random terms."""
    from soapstone.coding import is_billable, link
    from soapstone.coding.shipped import index

    words, chance, bad, seen = index().words, random.Random(0), 0, 0
    while seen < count:
        term = " ".join(chance.choices(words, k=chance.randint(1, 6))).replace("_", " ")
        for one in link(term, "right side, second trimester, follow-up", limit=6):
            seen += 1
            bad += not is_billable(one.code)
    print(f"invalid or non-billable among {seen} suggestions: {bad}")


def names(count: int = 8_000) -> None:
    """Of `count` descriptions and inclusion terms, those that one code alone has: the share that lead to it."""
    from soapstone.coding import link
    from soapstone.coding.phrases import tabular_phrases
    from soapstone.coding.words import keys, wording

    listed = [one for one in tabular_phrases() if one.kind in ("description", "term") and wording(one.text)]
    of: dict[str, set[str]] = {}
    for one in listed:
        of.setdefault(wording(one.text), set()).add(one.code)
    alone = [one for one in listed if len(of[wording(one.text)]) == 1 and keys(one.text)]
    tried = random.Random(7).sample(alone, count)
    right = sum(any(got.code.startswith(one.code) for got in link(one.text, limit=1)) for one in tried)
    bare = [
        (one.text.removesuffix(" NOS").rstrip(","), one.code) for one in alone if one.text.endswith(" NOS")
    ]
    told = [(text, code) for text, code in bare if len(of.get(wording(text), ())) == 1]
    nos = sum(any(got.code.startswith(code) for got in link(text, limit=1)) for text, code in told)
    print(
        f"names of the list as they stand: {right} of {count}; bare names of what is NOS: {nos} of {len(told)}"
    )


def speed(data: Path) -> None:
    """Milliseconds for a note of 10,000 characters, entities, assertion and codes, nothing remembered."""
    from soapstone.coding import code, with_codes
    from soapstone.coding.link import likely
    from soapstone.nlp.entities import read

    rows = [
        json.loads(line)
        for line in (data / "icd10_codiesp" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    text = "\n".join(row["text_en"] for row in rows)
    notes = [text[at : at + 10_000] for at in range(0, 300_000, 10_000)]
    spent: list[float] = []
    for note in notes:
        likely.cache_clear()
        start = time.perf_counter()
        code(with_codes(read(note), note), note)
        spent.append(1000 * (time.perf_counter() - start))
    spent = sorted(spent[2:])
    print(
        f"10,000 characters: median {statistics.median(spent):.0f} ms, p95 {spent[int(0.95 * len(spent))]:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", default="entities,negation,codiesp,suggestions,names,speed")
    options = parser.parse_args()
    parts: dict[str, Callable[[], None]] = {
        "entities": lambda: entities(options.data),
        "dictionary": lambda: dictionary_precision(options.data),
        "negation": lambda: negation(options.data),
        "codiesp": lambda: codiesp(options.data),
        "thresholds": lambda: [codiesp(options.data, "train", at / 10) for at in range(8)] and None,
        "suggestions": suggestions,
        "names": names,
        "speed": lambda: speed(options.data),
    }
    for name in options.only.split(","):
        parts[name]()


if __name__ == "__main__":
    main()
