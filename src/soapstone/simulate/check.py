"""Whether the data files are sound: every key known, every code billable, every finding speakable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from soapstone.coding.table import is_billable, nearest_codes
from soapstone.errors import InputError
from soapstone.simulate.grammar import balanced, names
from soapstone.simulate.library import Library, library, read_complaint
from soapstone.simulate.people import Person
from soapstone.simulate.problem import code_of
from soapstone.simulate.schema import TOLD, Cause, Complaint, Finding
from soapstone.simulate.voice import words_of

_PERSON = frozenset(words_of("patient", Person(30, "F", "", ""))) | {"side"}
_HAD = {"lay", "had_some"}
_FILLED = _PERSON | frozenset(
    "lay lay_b lay_c say value topic list dose name rest why test cause lay_cause region found announce summary "
    "onset_ago weekday weekday_wrong severity severity_wrong brings reason given family mister doctor relation "
    "relative full an age_words age_next man dob phone condition allergen reaction kin_said city answer sir".split()
)
"""What the engine fills in; any other name is a rule of the wordings."""


class Report(NamedTuple):
    """What was checked, and a sentence for each fault: file, key, what is wrong, what to do."""

    counts: dict[str, int]
    faults: list[str]


def check(complaints: Iterable[Path] = (), shipped: Library | None = None) -> Report:
    """Check the shipped data, and complaint files of a site's own with it."""
    shipped = shipped or library()
    faults = [*_lexicons(shipped), *_talk(shipped)]
    own: dict[str, Complaint] = {}
    for path in complaints:
        try:
            own[str(path)] = read_complaint(path)
        except InputError as error:
            faults.append(str(error))
    everything = {f"{name}.toml": complaint for name, complaint in shipped.complaints.items()} | own
    for where, complaint in everything.items():
        faults += [f"{where}: {fault}" for fault in _complaint(complaint, shipped)]
    for held_out, name in ((True, "held-out"), (False, "training")):
        if not any(complaint.held_out == held_out for complaint in everything.values()):
            faults.append(f"complaints: none is {name}. Set held_out = {str(held_out).lower()} in one.")
    counts = {
        "complaints": len(everything),
        "held out": sum(complaint.held_out for complaint in everything.values()),
        "causes": sum(len(complaint.causes) for complaint in everything.values()),
        "findings": len(shipped.findings),
        "drugs": len(shipped.drugs),
        "tests": len(shipped.tests),
    }
    return Report(counts, faults)


def _lexicons(shipped: Library) -> Iterator[str]:
    for key, finding in shipped.findings.items():
        yield from (f"findings.toml: key {key}{fault}" for fault in _finding(finding))
    for key, condition in shipped.conditions.items():
        yield from (f"conditions.toml: key {key}.code: {fault}" for fault in _code(condition.code))
        yield from _unknown("conditions.toml", f"{key}.drugs", condition.drugs, shipped.drugs)
        yield from _unknown("conditions.toml", f"{key}.unless", condition.unless, shipped.findings)
    for key, drug in shipped.drugs.items():
        if drug.often not in shipped.styles["often"] and drug.often[:2] not in ("by", "up", "un", "ev", "as"):
            yield f"drugs.toml: key {key}.often: {drug.often!r} has no written form. Add it to [often] in styles.toml."
    for key, row in shipped.people["allergies"].items():
        yield from (f"people.toml: key allergies.{key}.code: {fault}" for fault in _code(row["code"]))
    for key, row in shipped.people["family_history"].items():
        yield from (f"people.toml: key family_history.{key}.code: {fault}" for fault in _code(row["code"]))


def _talk(shipped: Library) -> Iterator[str]:
    """Every phrase of every way of talking, and what patients may add to findings."""
    for name, dialect in shipped.dialects.items():
        known = _FILLED | set(dialect.unseen)
        for rule, phrases in (*dialect.wordings.items(), *dialect.unseen.items()):
            for phrase in phrases:
                yield from (f"talk/{name}.toml: key {rule}: {fault}" for fault in _phrase(phrase, known))
    yield from _clashes(shipped)
    for detail in shipped.details:
        yield from _unknown("course.toml", "details.fits", (*detail.fits, *detail.unless), shipped.findings)
    for key, life in shipped.life.items():
        yield from _unknown("course.toml", f"life.{key}.unless", life.unless, shipped.findings)


def _clashes(shipped: Library) -> Iterator[str]:
    """A phrase that is the name of a rule would be taken for it."""
    rules = {rule for dialect in shipped.dialects.values() for rule in dialect.unseen}
    for key, finding in shipped.findings.items():
        for phrase in {*finding.lay, *finding.say, *finding.unseen} & rules:
            yield f"findings.toml: key {key}: {phrase!r} is the name of a rule of talk/. Word it otherwise."
    for name, complaint in shipped.complaints.items():
        for phrase in {*complaint.brings, *complaint.topic} & rules:
            yield f"{name}.toml: {phrase!r} is the name of a rule of talk/. Word it otherwise."


def _finding(finding: Finding) -> Iterator[str]:
    if finding.code:
        yield from (f".code: {fault}" for fault in _code(finding.code))
    if not finding.say:
        yield ".say: has no wording. Add how a patient says that it is there."
    for phrase in (*finding.say, *finding.lay, *finding.unseen):
        yield from (f": {fault}" for fault in _phrase(phrase, _PERSON | _HAD))


def _complaint(complaint: Complaint, shipped: Library) -> Iterator[str]:
    known = shipped.findings
    yield from _unknown("key", "asks", complaint.asks, known)
    yield from _unknown("key", "examine", complaint.examine, shipped.regions)
    if complaint.is_finding:
        yield from _unknown("key", "is_finding", [complaint.is_finding], known)
    for phrase in (*complaint.brings, *complaint.topic):
        yield from (f"key brings: {fault}" for fault in _phrase(phrase, _PERSON))
    for number, cause in enumerate(complaint.causes):
        at = f"causes.{number}"
        yield from _unknown("key", f"{at}.findings", cause.findings, known)
        yield from _unknown("key", f"{at}.back", cause.back, known)
        yield from _unknown("key", f"{at}.exam", cause.exam, shipped.regions)
        yield from _unknown("key", f"{at}.results", cause.results, shipped.tests)
        yield from _unknown("key", f"{at}.drugs", (*cause.drugs, *cause.takes), shipped.drugs)
        yield from _unknown("key", f"{at}.risk", cause.risk, shipped.conditions)
        yield from (f"key {at}.{fault}" for fault in _cause(cause, complaint, known))


def _cause(cause: Cause, complaint: Complaint, known: Mapping[str, object]) -> Iterator[str]:
    for side in ("left", "right") if complaint.sided else ("",):
        yield from (f"code: {fault}" for fault in _code(code_of(cause.code, side)))
    if "<side>" in cause.name and not complaint.sided:
        yield "name: names a side, but the complaint has none. Set sided = true."
    low, high = max(complaint.age[0], cause.age[0]), min(complaint.age[1], cause.age[1])
    if low > high:
        yield f"age: no patient of this complaint is {cause.age[0]:g} to {cause.age[1]:g} years old. Widen one of the two."
    if not complaint.sided and "<side>" in cause.model_dump_json():
        yield "phrases: a side is named, but the complaint has none. Set sided = true."
    names = (*TOLD, "brings", "plan", "course", "considered")
    listed = (text for name in names for text in getattr(cause, name))
    for text in (*listed, *cause.exam.values(), *cause.results.values()):
        text, _, implied = text.partition("@")
        yield from _unknown("key", "@", [implied] if implied else [], known)
        yield from (f"phrases: {fault}" for fault in _phrase(text.replace("=>", ""), _PERSON))


def _code(code: str) -> Iterator[str]:
    if not is_billable(code):
        near = ", ".join(nearest_codes(code))
        yield f"{code} is not a billable ICD-10-CM code. The nearest are {near}."


def _phrase(phrase: str, known: Iterable[str]) -> Iterator[str]:
    if not balanced(phrase):
        yield f"{phrase!r} has a brace that is not closed. Close it."
    for name in names(phrase) - set(known):
        yield f"<{name}> in {phrase!r} is not known. Known are {', '.join(sorted(known))}."


def _unknown(where: str, key: str, used: Iterable[str], known: Mapping[str, object]) -> Iterator[str]:
    for name in used:
        if name not in known:
            near = ", ".join(_near(name, known)) or "none"
            yield f"{where}{' ' if where == 'key' else ': key '}{key}: {name!r} is not known. Near it: {near}; or add it."


def _near(name: str, known: Mapping[str, object]) -> list[str]:
    import difflib

    return difflib.get_close_matches(name, known, 3)
