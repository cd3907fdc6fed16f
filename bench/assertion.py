"""Figures of what a text asserts: `python bench/assertion.py [DATA] [--only PARTS]`: exchanges,
abbreviations, case_reports, swaps.

Exchanges and abbreviations are sets of our own (tests/nlp); DATA, the folder with the public data sets, is for the rest.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from soapstone.coding import code, read_and_code
from soapstone.evaluation.analysis.bias import TRAITS, swapped
from soapstone.nlp.abbreviations import expand, senses
from soapstone.nlp.entities import read_transcript
from soapstone.nlp.replies import rule_in_visit
from soapstone.nlp.written import rule_on
from soapstone.types import Role, Transcript, Turn

OWN = Path(__file__).parents[1] / "tests" / "nlp"
ROLES: dict[str, Role] = {"D": "clinician", "P": "patient", "F": "other"}


class Asked(NamedTuple):
    """A finding of an exchange with the assertion that it should have."""

    part: str
    turns: tuple[Turn, ...]
    at: int
    start: int
    finding: str
    expected: str


def rows(file: Path) -> Iterator[list[str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            yield line.split("\t")


def exchanges() -> Iterator[Asked]:
    """The findings of our exchanges, each at its first mention."""
    for part, said, findings in rows(OWN / "exchanges.tsv"):
        turns = tuple(
            Turn(index=at, speaker=one[0], role=ROLES[one[0]], text=one[3:])
            for at, one in enumerate(said.split(" | "))
        )
        for finding, _, expected in (one.rpartition("=") for one in findings.split("; ")):
            turn = next(turn for turn in turns if finding in turn.text)
            yield Asked(part, turns, turn.index, turn.text.index(finding), finding, expected)


def shares(rights: dict[str, list[bool]]) -> str:
    return ", ".join(f"{part} {sum(r) / len(r):.3f} (n={len(r)})" for part, r in rights.items())


def polarity() -> None:
    """The share of findings, at their known places, whose assertion is right."""
    rights = defaultdict[str, list[bool]](list)
    for one in exchanges():
        ruling = rule_in_visit(one.turns, one.at, one.start, one.start + len(one.finding))
        rights[one.part].append(ruling.assertion == one.expected)
        if one.part != "held" and ruling.assertion != one.expected:
            print("  ", " | ".join(turn.text for turn in one.turns), one.finding, one.expected, tuple(ruling))
        found = read_transcript(Transcript(turns=one.turns))
        near = [
            e
            for e in found
            if e.turn == one.at and e.start < one.start + len(one.finding) and e.end > one.start
        ]
        rights[f"{one.part} end to end"].append(any(e.assertion == one.expected for e in near))
    rights["the 200"] = rights["mend"] + rights["held"]
    print("exchanges:", shares(rights))


def abbreviations() -> None:
    """The share of short forms read in the right sense, and of those whose commonest sense is right."""
    rights = defaultdict[str, list[bool]](list)
    for part, sentence, short, expected in rows(OWN / "abbreviations.tsv"):
        start = re.search(rf"(?<!\w){re.escape(short)}(?!\w)", sentence).start()  # type: ignore[union-attr]
        found = expand(sentence, start, start + len(short))
        usual = max(senses()[short], key=lambda sense: sense.usual)
        rights[part].append(found is not None and found.chosen.name == expected)
        rights["commonest sense"].append(usual.name == expected)
        if part == "mend" and found and found.chosen.name != expected:
            print("  ", sentence, expected, "but read", found.chosen.name, found.confidence)
    print("abbreviations:", shares(rights))


def case_reports(data: Path) -> None:
    """Negation of the conditions and signs of MACCROBAT, at their known places, against its POLARITY."""
    for split in ("train", "dev"):
        right = said = true = 0
        for line in (data / "ner_maccrobat2020" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            marks = [(of, value) for name, of, *value in row["attributes"] if name == "POLARITY"]
            denied = {row["event_trigger"].get(of, of) for of, value in marks if value == ["NEG"]}
            for one in row["entities"]:
                if one["type"] in ("Disease_disorder", "Sign_symptom"):
                    ruling = rule_on(row["text"], one["spans"][0][0], one["spans"][-1][1])
                    ours, theirs = ruling.assertion == "negated", one["id"] in denied
                    right, said, true = right + (ours and theirs), said + ours, true + theirs
        precision, recall = right / said, right / true
        both = 2 * precision * recall / (precision + recall)
        print(
            f"MACCROBAT {split}, negation: F1 {both:.3f} precision {precision:.3f} recall {recall:.3f} (n={true})"
        )


def swaps(data: Path, count: int = 100) -> None:
    """Entities, assertions and codes that change in notes of CodiEsp train when the patient's sex, age or ethnicity does."""
    lines = (data / "icd10_codiesp" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text_en"] for line in lines]
    ways: dict[str, Callable[[str], str]] = {trait: partial(swapped, trait=trait) for trait in TRAITS}
    # How much any word at that place changes: "a local 54-year-old man"
    ways["a neutral word"] = lambda text: swapped(text, "ethnicity").replace("african american", "local")
    for trait, change in ways.items():
        pairs = [(text, other) for text in texts if (other := change(text)) != text][:count]
        named = asserted = total = codes = notes = 0
        coded = Counter[str]()
        for text, other in pairs:
            before, after = read_and_code(text), read_and_code(other)
            # the swapped words themselves may stand in an entity: "female genital prolapse"
            ours = Counter((change(e.text).lower(), e.type, e.assertion) for e in before)
            theirs = Counter((e.text.lower(), e.type, e.assertion) for e in after)
            changed = (ours - theirs) + (theirs - ours)
            names, others = (
                Counter((words, kind) for words, kind, _ in c.elements()) for c in (ours, theirs)
            )
            come_or_go = ((names - others) + (others - names)).total()
            named, asserted = named + come_or_go, asserted + (changed.total() - come_or_go) // 2
            one, two = (
                {c.code for c in code(entities, t)} for entities, t in ((before, text), (after, other))
            )
            coded.update(one ^ two)
            total, codes = total + len(before), codes + len(one)
            notes += bool(changed or one ^ two)
        print(
            f"{trait}: {notes} of {len(pairs)} notes change: {named} of {total} entities come or go, "
            f"{asserted} change their assertion, {coded.total()} of {codes} codes come or go",
            dict(coded.most_common(8)),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--only", default="exchanges,abbreviations")
    options = parser.parse_args()
    parts: dict[str, Callable[[], None]] = {
        "exchanges": polarity,
        "abbreviations": abbreviations,
        "case_reports": lambda: case_reports(options.data),
        "swaps": lambda: swaps(options.data),
    }
    for name in options.only.split(","):
        parts[name]()


if __name__ == "__main__":
    main()
