"""Repair of drug names and spoken numbers. `python bench/repair.py [--json]`.

Drug names: every single-word name of `training/common_drugs.tsv` is misspelt as a recogniser does (three
seeded variants of one or two sound-alike slips, and one cut in two), put in a sentence, and repaired: with
the drug on the patient's list, without it beside a dose, and without either. Right: the name itself.
False changes: real dialogues (PriMock57 and OSCE, typed by people, so every change of a drug is taken for
false) as if recognised, once with all words sure and once with every word doubtful.
Numbers: readings, doses and dates said in words by a generator, compared with what they must be.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from soapstone.asr.repair import repair, repair_turn
from soapstone.nlp.words import drugs, is_term
from soapstone.settings import settings
from soapstone.training.dialogues import load
from soapstone.training.lexicons import COMMON_DRUGS
from soapstone.types import Patient, Transcript, Turn, Word

SLIPS = [
    tuple(slip.split(">"))
    for slip in (
        "ph>f f>ph i>y y>i z>s s>z c>k x>cks in>en en>in il>al ol>al o>a a>e e>a ine>een am>em ll>l l>ll t>tt "
        "pr>per ate>eight ium>eum v>b m>n d>t u>oo qu>kw th>t"
    ).split()
]
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()


def misheard(name: str, chance: random.Random) -> str:
    """The name with one or two sound-alike slips, its first letter kept unless the sound stays."""
    for _ in range(chance.choice((1, 1, 2))):
        fits = [(a, b, m.start()) for a, b in SLIPS for m in re.finditer(a, name[1:])]
        if fits:
            a, b, at = chance.choice(fits)
            name = name[: at + 1] + b + name[at + 1 + len(a) :]
    return name


def turn(text: str, probability: float) -> Turn:
    words = tuple(Word(text=word, probability=probability) for word in text.split())
    return Turn(index=0, text=text, words=words)


def drug_cases() -> Iterator[tuple[str, str]]:
    """(name, as heard), none of which is a word or a drug by accident."""
    chance = random.Random(7)
    lines = [
        line for line in COMMON_DRUGS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    names = {
        part.lower()
        for line in lines
        for part in re.split(r"[\t,]", line)
        if re.fullmatch(r"[A-Za-z]{5,}", part)
    }
    for name in sorted(names):
        heard = {misheard(name, chance) for _ in range(3)}
        if len(name) > 7:
            heard.add(f"{name[: len(name) // 2]} {misheard(name[len(name) // 2 :], chance)}")
        yield from ((name, h) for h in sorted(heard) if h != name and h not in drugs() and not is_term(h))


def drug_figures() -> dict[str, dict[str, float]]:
    """Share right, wrong and left alone, by what is known."""
    cases = list(drug_cases())
    result: dict[str, dict[str, float]] = {}
    for known, frame in (
        ("on the list", "i still have the {} at home"),
        ("beside a dose", "taking {} ten milligrams"),
        ("neither", "i still have the {} at home"),
    ):
        outcomes = []
        for name, heard in cases:
            patient = Patient(medications=(name,)) if known == "on the list" else Patient()
            said = turn(frame.format(heard), 0.5)
            repaired = repair_turn(said, patient)
            found = [repaired.text[r.start : r.end] for r in repaired.repairs if r.kind == "drug"]
            same = {name, drugs()[name].generic}
            outcomes.append("left" if not found else ("right" if set(found) <= same else "wrong"))
        result[known] = {o: outcomes.count(o) / len(outcomes) for o in ("right", "wrong", "left")} | {
            "cases": len(cases)
        }
    return result


def false_changes(data: Path) -> dict[str, float]:
    """Changes of drug names per 1,000 words of typed dialogue, and milliseconds for 150 turns."""
    dialogues = [d for d in load(data) if d.source in ("PriMock57", "OSCE") and d.held_out]
    result: dict[str, float] = {}
    for name, probability in (("all words sure", 0.95), ("all words doubtful", 0.4)):
        changes = words = 0
        for dialogue in dialogues:
            turns = tuple(
                turn(text, probability).model_copy(update={"index": i})
                for i, (_, text) in enumerate(dialogue.turns)
            )
            began = time.perf_counter()
            for repaired in repair(Transcript(turns=turns)).turns:
                changes += sum(r.kind == "drug" for r in repaired.repairs)
            took = (time.perf_counter() - began) * 1000 * 150 / len(turns)
            result[f"ms for 150 turns, {name}"] = max(took, result.get(f"ms for 150 turns, {name}", 0.0))
            words += sum(len(text.split()) for _, text in dialogue.turns)
        result[f"per 1000 words, {name}"] = 1000 * changes / words
    return result


def said(number: int, chance: random.Random, *, clinical: bool = True) -> str:
    """A number below 1000 in words, as English or as clinicians say it ("one forty two", "one oh five")."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        return TENS[number // 10] + (f" {SMALL[number % 10]}" if number % 10 else "")
    rest = number % 100
    if clinical and chance.random() < 0.6 and rest:
        return f"{SMALL[number // 100]} {'oh ' + SMALL[rest] if rest < 10 else said(rest, chance)}"
    middle = chance.choice((" ", " and ")) if rest else ""
    return f"{SMALL[number // 100]} hundred{middle}{said(rest, chance) if rest else ''}"


def number_cases(count: int) -> Iterator[tuple[str, str]]:
    """(spoken, written)."""
    chance = random.Random(11)
    months = "january february march april june july august september october november december".split()
    ordinals = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
    for _ in range(count):
        high, low = chance.randint(85, 210), chance.randint(40, 84)
        yield f"blood pressure {said(high, chance)} over {said(low, chance)}", f"blood pressure {high}/{low}"
        pulse = chance.randint(45, 150)
        yield f"heart rate is {said(pulse, chance)}", f"heart rate is {pulse}"
        whole, tenth = chance.randint(96, 104), chance.randint(0, 9)
        yield f"temperature {said(whole, chance)} point {SMALL[tenth]}", f"temperature {whole}.{tenth}"
        dose = chance.choice((5, 10, 12, 20, 25, 40, 50, 75, 81, 100, 125, 150, 200, 250, 325, 500, 650, 875))
        yield f"take {said(dose, chance)} milligrams twice a day", f"take {dose} mg twice a day"
        day, year = chance.randint(1, 12), chance.randint(10, 26)
        month = chance.choice(months)
        spoken = f"{month} {ordinals[day - 1]} twenty {said(year, chance)}"
        yield f"seen {spoken}", f"seen {month.capitalize()} {day}, 20{year}"


def measure(data: Path) -> dict[str, dict[str, object]]:
    numbers = [
        repair_turn(Turn(index=0, text=spoken)).text == written for spoken, written in number_cases(400)
    ]
    return {
        "drug names": dict(drug_figures()),
        "false changes of drug names": dict(false_changes(data)) if data.is_dir() else {},
        "numbers": {"cases": len(numbers), "exact": statistics.mean(numbers)},
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=settings().data or Path("../shared/data"))
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    result = measure(chosen.data)
    if chosen.json:
        print(json.dumps(result, indent=2))
        return
    for name, figures in result.items():
        print(name)
        for key, value in figures.items():
            shown = (
                {k: f"{100 * v:.1f}%" if v <= 1 else v for k, v in value.items()}
                if isinstance(value, dict)
                else value
            )
            print(f"  {key}: {shown}")


if __name__ == "__main__":
    main()
