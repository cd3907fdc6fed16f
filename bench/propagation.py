"""What follows an edit: `python bench/propagation.py DATA [--split train|valid] [--show]`.

Edits are planted in the physicians' notes of ACI-Bench wherever the same fact stands, in the same words, in two or
more sections: all its mentions in one section are changed, and the others are to follow. Which places must follow is
found by plain string search, without the rules that are measured:

- a sentence that holds the same words must become the same sentence with the new words;
- one that tells of another time, another person or a denial (a plain list of words) is left out of the count for
  following, and must not change where the fact is a diagnosis under "history";
- every other sentence must stay as it is.

The cases of tests/propagation/cases.toml, written by hand, come first: the half that the rules were written with and
the half that was held out. DATA is the folder with the public data sets; the first half of train was tuned on.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from soapstone.evaluation.data import load_items
from soapstone.evaluation.planted.kinds import material
from soapstone.nlp.words import drugs
from soapstone.notes import load_template, parse_note, parse_section
from soapstone.propagation import propose
from soapstone.types import Note

CASES = Path(__file__).parents[1] / "tests" / "propagation" / "cases.toml"
PART = (
    "knee|shoulder|elbow|wrist|hand|hip|leg|ankle|foot|eye|ear|arm|calf|heel|thumb|toe|breast|kidney|flank|"
    "lower extremity|upper extremity|lower quadrant|upper quadrant|lower lobe|upper lobe"
)
MEASURE = (
    "ejection fraction|hemoglobin a1c|a1c|creatinine|blood pressure|heart rate|hemoglobin|temperature|"
    "white blood cell count|glucose|blood sugars?|oxygen saturation|pain|psa|tsh|cholesterol"
)
TEST = "x-rays?|mri|ct|echocardiogram|ekg|ultrasound|urinalysis|strep test|lipid panel|cbc|creatinine|labs"
RESULT = {"normal": "abnormal", "unremarkable": "abnormal", "elevated": "normal", "positive": "negative"}
SEVERITY = {"mild": "severe", "moderate": "mild", "severe": "mild", "acute": "chronic", "chronic": "acute"}
OFTEN = {
    "twice daily": "three times daily",
    "twice a day": "once a day",
    "daily": "twice daily",
    "once a day": "twice a day",
}
OTHER_TIME = re.compile(
    r"\b(?:history|ago|previous\w*|prior|father|mother|brother|sister|family|surgery|replacement|post|last year|19\d\d|"
    r"20\d\d|no|not|denies|without|negative|allerg\w+|if|stopped|discontinued?)\b|\"",
    re.IGNORECASE,
)
SYMPTOM = re.compile(
    r"\b(?:pain|cough|headaches?|swelling|fatigue|nausea|lumps?|dizziness|injury|numbness|maintenance|exam|refills?|breath|"
    r"visit|follow-?up|weight (?:gain|loss)|colonoscopy|evaluation|problems?|conditions?)\b",
    re.IGNORECASE,
)


# Other words for the same, judged by hand: what else may follow, and what makes an edit of the words alone half an edit.
SAME = {
    "kidney stones": "kidney stone", "high blood sugar": "hyperglycemia", "chronic congestive heart failure": "chf",
    "peripheral neuropathy": "neuropathy", "left leg": "left lower extremity", "right leg": "right lower extremity",
    "left arm": "left upper extremity", "right arm": "right upper extremity", "right upper arm": "right upper extremity",
    "left upper arm": "left upper extremity", "arthritis": "osteoarthritis",
}  # fmt: skip
HISTORY = ("medical_history", "surgical_history", "family_history", "social_history", "allergies")


class Plant(NamedTuple):
    """In every section `old` becomes `new` if it is edited; `partner` must stand in the same sentence where given."""

    kind: str
    old: str
    new: str
    partner: str = ""


def plants(text: str) -> Iterator[Plant]:
    """The edits that could be made in a note, found by plain search."""
    for side, part in set(re.findall(rf"\b(left|right) ((?:\w+ )?(?:{PART}))\b", text, re.I)):
        yield Plant(
            "side",
            f"{side} {part}".lower(),
            f"{'right' if side.lower() == 'left' else 'left'} {part}".lower(),
        )
    for name, number, unit in set(
        re.findall(r"\b([A-Za-z]+) (\d+(?:\.\d+)?) (mg|mcg|milligrams|units)\b", text)
    ):
        if name.lower() in drugs():
            yield Plant("dose", f"{name} {number} {unit}", f"{name} {float(number) * 2:g} {unit}")
    dose = r"[A-Za-z]+ \d+(?:\.\d+)? (?:mg|mcg|milligrams|units)"
    for said, often in set(re.findall(rf"\b({dose}) ({'|'.join(OFTEN)})\b", text)):
        yield Plant("frequency", f"{said} {often}", f"{said} {OFTEN[often]}")
    unused = [d for d in material()["lists"]["drug"] if d not in text.lower()]
    for name in sorted(
        {
            w
            for w in re.findall(r"\b[A-Za-z]{5,}\b", text)
            if w.lower() in drugs() and drugs()[w.lower()].common
        }
    ):
        if name.lower() not in (
            "oxygen",
            "water",
            "alcohol",
            "potassium",
            "glucose",
            "insulin",
            "cholesterol",
            "sodium",
            "calcium",
            "iron",
            "testosterone",
            "estrogen",
        ):
            yield Plant("drug", name, unused[len(name) % len(unused)])
    diagnoses = [d for d in material()["lists"]["diagnosis"] if d.lower() not in text.lower()]
    for head in set(re.findall(r"^([A-Z][A-Za-z' -]{4,40})\.$", text, re.M)):
        if len(head.split()) <= 4 and not SYMPTOM.search(head) and head.split()[0].lower() not in drugs():
            yield Plant("diagnosis", head.lower(), diagnoses[len(head) % len(diagnoses)])
    for level, what in set(
        re.findall(rf"\b({'|'.join(SEVERITY)}) ((?!to |and |or |with |in |on )\w+(?: \w+)?)\b", text, re.I)
    ):
        if not SYMPTOM.search(what) and "medical" not in what:
            yield Plant("severity", f"{level} {what}".lower(), f"{SEVERITY[level.lower()]} {what}".lower())
    for number in set(re.findall(r"\b(\d{1,3})-year-old", text)):
        yield Plant("number", f"{number}-year-old", f"{int(number) + 3}-year-old")
    for measure, number in set(
        re.findall(
            rf"\b({MEASURE})\b[^.\d\n]{{0,30}}?\b(\d+(?:\.\d+)?(?:/\d+)?)\b(?! (?:mg|days|weeks|months|years|hours))",
            text,
            re.I,
        )
    ):
        changed = "/".join(f"{float(part) + 4:g}" for part in number.split("/"))
        yield Plant("number", number, changed, measure.lower())
    for test, result in set(re.findall(rf"\b({TEST})\b[^.\n]{{0,30}}?\b({'|'.join(RESULT)})\b", text, re.I)):
        yield Plant("test result", result.lower(), RESULT[result.lower()], test.lower())
    for number, unit, what in set(
        re.findall(r"\b(\d+) (days?|weeks?|months?) (of (?!age)\w+|history of \w+)", text)
    ):
        yield Plant("duration", f"{number} {unit} {what}", f"{int(number) + 3} {unit.rstrip('s')}s {what}")
    for number, unit in set(
        re.findall(r"\bfollow[- ]up[^.\n]{0,25} in (\d+) (days|weeks|months)\b", text, re.I)
    ):
        yield Plant("duration", f"{number} {unit}", f"{int(number) + 3} {unit}", "follow")


def holds(sentence: str, plant: Plant) -> bool:
    """Whether a sentence states the planted fact in the same words."""
    low = sentence.lower()
    if plant.partner and not re.search(
        rf"{re.escape(plant.partner)}\b[^.,\d]{{0,40}}\b{re.escape(plant.old.lower())}", low
    ):
        return False
    return bool(re.search(rf"(?<![\w./]){re.escape(plant.old.lower())}(?![\w/]|\.\d)", low))


def reworded(sentence: str, plant: Plant) -> str:
    """The sentence with the new words, compared without regard to capitals."""
    return re.sub(rf"(?<![\w./]){re.escape(plant.old)}(?![\w/]|\.\d)", plant.new, sentence, flags=re.I)


class Tally:
    """What was counted of one kind."""

    def __init__(self) -> None:
        self.edits = self.must = self.followed = self.wrong = self.stays = self.unsure = 0
        self.locked: list[bool] = []
        self.times: list[float] = []


Report = Callable[[str, str, str, str], None]


def drafted(note: Note) -> Note:
    """The note as if an engine had written it, so that its sentences may follow."""
    return note.model_copy(update={"sections": tuple(
        s.model_copy(update={"sentences": tuple(x.model_copy(update={"author": "compose"}) for x in s.sentences)})
        for s in note.sections
    )})  # fmt: skip


def plant_edits(path: Path, rows: slice, tallies: dict[str, Tally], report: Report) -> None:
    """Every edit that a note has a place for, in each section that holds it."""
    template = load_template("outpatient")
    for item in list(load_items(path))[rows]:
        note = drafted(parse_note(item.note, template))
        for plant in sorted(set(plants(item.note))):
            holding = [s.key for s in note.sections if any(holds(x.text, plant) for x in s.sentences)]
            for edited in holding if len(holding) > 1 else []:
                if edited in HISTORY or half_done(note.section(edited).text, plant):
                    continue
                measure(note, edited, plant, tallies[plant.kind], report)


def half_done(text: str, plant: Plant) -> bool:
    """Whether a section would still state the former fact in other words after the edit: then it says both."""
    after = reworded(text, plant).lower()
    if plant.kind == "side":
        side, part = plant.old.split()[0], plant.old.split()[-1]
        return (
            bool(re.search(rf"\b{side}\b(?:\W+\w+){{0,2}}?\W+{part}", after))
            or SAME.get(plant.old, "\0") in after
        )
    return SAME.get(plant.old, "\0") in after


def measure(note: Note, edited: str, plant: Plant, tally: Tally, report: Report) -> None:
    """One edit: what followed of what must, what changed of what must not."""
    section = note.section(edited)
    text = "".join(
        s.lead + (reworded(s.text, plant) if holds(s.text, plant) else s.text) for s in section.sentences
    )
    others = [s.key for s in note.sections if s.key != edited and s.sentences]
    begun = time.perf_counter()
    proposal = propose(note, edited, text, others)
    tally.times.append(time.perf_counter() - begun)
    tally.edits += 1
    after = proposal.accept()
    starts = re.search(rf"(?:start|initiat|prescrib|begin)\w*[^.]*{re.escape(plant.old)}", section.text, re.I)
    for key in others:
        for was, now in zip(note.section(key).sentences, after.section(key).sentences, strict=True):
            drug_begun = starts and plant.kind in ("drug", "dose", "frequency")
            unsure = (
                OTHER_TIME.search(was.text)
                or drug_begun
                or reworded(was.text, plant).lower() == was.text.lower()
            )
            if key in HISTORY:
                tally.stays += 1
                tally.wrong += was != now
                if was != now:
                    report("WRONG", f"{plant.kind} {plant.old} -> {plant.new}", was.text, now.text)
            elif holds(was.text, plant) and not unsure:
                tally.must += 1
                right = followed(was.text, now.text, plant)
                tally.followed += right
                if not right:
                    report("MISSED", plant.kind, was.text, now.text)
            elif SAME.get(plant.old, "\0") in was.text.lower() or (
                holds(was.text, plant) and not (plant.kind == "diagnosis" and "history" in was.text)
            ):
                tally.unsure += 1
            else:
                tally.stays += 1
                tally.wrong += was != now
                if was != now:
                    report("WRONG", f"{plant.kind} {plant.old} -> {plant.new}", was.text, now.text)
    tally.locked += locks(note, edited, text, others)


def followed(was: str, now: str, plant: Plant) -> bool:
    """Whether a sentence has the new words in place of the old; a new drug takes no strength with it unsaid."""
    if plant.kind == "drug" and "not given)" in now:
        gone = re.sub(r" \((?:strength|frequency|duration) not given\)", "", now).lower()
        return plant.new in gone and plant.old.lower() not in gone and not re.search(rf"{plant.new} \d", gone)
    agreeing = re.compile(r"\ban?\b")
    if plant.kind == "diagnosis" and plant.old not in now.lower() and plant.new.lower() in now.lower():
        return len(now) - len(was) <= len(plant.new)  # an adjective of the old name may have left with it
    return agreeing.sub("a", now.lower()) == agreeing.sub("a", reworded(was, plant).lower())


def locks(note: Note, edited: str, text: str, others: list[str]) -> Iterator[bool]:
    """Every third sentence is a person's: it stays, as do the sections that were not asked for and the edit itself."""
    mine = note.model_copy(update={"sections": tuple(
        s.model_copy(update={"sentences": tuple(
            x.model_copy(update={"author": "person"}) if at % 3 == 0 and len(s.sentences) > 1 else x
            for at, x in enumerate(s.sentences)
        )}) for s in note.sections
    )})  # fmt: skip
    after = propose(mine, edited, text, others[:-1]).accept()
    yield after.section(edited).text == text
    yield from (after.section(s.key) == s for s in mine.sections if s.key not in (edited, *others[:-1]))
    for key in others[:-1]:
        pairs = zip(mine.section(key).sentences, after.section(key).sentences, strict=True)
        yield from (was == now for was, now in pairs if was.author == "person")


def by_hand(half: str, tallies: dict[str, Tally], report: Report) -> None:
    """The cases of our own: the sentences to follow are given, all others must stay."""
    for case in tomllib.loads(CASES.read_text(encoding="utf-8"))["case"]:
        if case["half"] != half:
            continue
        sections = {
            key: parse_section(key, key.upper(), text, "compose") for key, text in case["note"].items()
        }
        note = Note(template="soap", sections=tuple(sections.values()))
        ((edited, text),) = case["edit"].items()
        tally = tallies[case["kind"]]
        begun = time.perf_counter()
        proposal = propose(note, edited, text, [key for key in sections if key != edited])
        tally.times.append(time.perf_counter() - begun)
        tally.edits += 1
        after = proposal.accept()
        tally.locked.append(after.section(edited).text == text)
        wanted = {tuple(pair) for pair in case.get("follow", [])}
        for key in sections.keys() - {edited}:
            for was, now in zip(note.section(key).sentences, after.section(key).sentences, strict=True):
                expected = next((new for old, new in wanted if old == was.text), None)
                if expected is None:
                    tally.stays += 1
                    tally.wrong += was != now
                    if was != now:
                        report("WRONG", case["kind"], was.text, now.text)
                else:
                    tally.must += 1
                    tally.followed += now.text == expected
                    if now.text != expected:
                        report("MISSED", case["kind"], was.text, now.text)


def show(title: str, tallies: dict[str, Tally]) -> None:
    print(
        f"\n{title}\n{'kind':<14}{'edits':>7}{'follow':>16}{'wrong':>14}{'locked':>14}{'unsure':>8}{'median ms':>11}"
    )
    total = Tally()
    for kind, one in sorted(tallies.items()):
        line(kind, one)
        for name, value in vars(one).items():
            setattr(total, name, getattr(total, name) + value)
    line("all", total)


def line(kind: str, one: Tally) -> None:
    follow = f"{one.followed}/{one.must} {one.followed / max(one.must, 1):6.1%}"
    wrong = f"{one.wrong}/{one.stays}"
    locked = f"{sum(one.locked)}/{len(one.locked)}"
    ms = statistics.median(one.times) * 1000 if one.times else 0.0
    print(f"{kind:<14}{one.edits:>7}{follow:>16}{wrong:>14}{locked:>14}{one.unsure:>8}{ms:>11.1f}")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("data", type=Path, nargs="?")
    options.add_argument("--split", choices=["train", "valid"], default="valid")
    options.add_argument("--show", action="store_true", help="print each miss and each wrong change")
    chosen = options.parse_args()

    def report(what: str, kind: str, was: str, now: str) -> None:
        if chosen.show:
            print(f"{what} {kind}\n    {was}\n    {now}")

    for half in ("tuned", "held out"):
        tallies: dict[str, Tally] = defaultdict(Tally)
        by_hand(half, tallies, report if half == "tuned" else lambda *_: None)
        show(f"Cases by hand, {half}", tallies)
    if chosen.data:
        tallies = defaultdict(Tally)
        rows = slice(None, 34) if chosen.split == "train" else slice(None)
        plant_edits(chosen.data / "aci_bench" / f"{chosen.split}.jsonl", rows, tallies, report)
        show(
            f"Planted in ACI-Bench {chosen.split}" + (", first half" if chosen.split == "train" else ""),
            tallies,
        )


if __name__ == "__main__":
    main()
