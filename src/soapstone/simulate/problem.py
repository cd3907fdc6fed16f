"""A problem of a visit: a complaint, the cause behind it, and all that it brings to this patient."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from soapstone.simulate.grammar import pair
from soapstone.simulate.library import Library
from soapstone.simulate.people import CHILD, Person
from soapstone.simulate.schema import TOLD, Cause, Complaint, Drug, Setting

Pair = tuple[str, str]
WELL = ("general", "child_general")
"""Regions whose normal finding is to look well, which no patient who is admitted does."""


@dataclass(frozen=True)
class Problem:
    """A complaint and what is behind it. Pairs are (spoken, written), in the grammar's phrases."""

    complaint: Complaint
    cause: Cause
    code: str
    side: str
    onset: tuple[int, str]
    severity: int
    sure: bool
    findings: dict[str, bool]
    details: dict[str, Pair]
    attributes: dict[str, Pair]
    exam: dict[str, Pair]
    results: dict[str, Pair]
    drugs: tuple[str, ...]
    considered: tuple[Pair, ...]
    course: tuple[Pair, ...]
    plan: tuple[Pair, ...]
    back: tuple[str, ...]
    leave: str

    @property
    def known(self) -> set[str]:
        """The findings that come up with the problem, there or not."""
        return {*self.findings, self.complaint.is_finding}

    @property
    def present(self) -> set[str]:
        """The findings that are there."""
        return {key for key, there in self.findings.items() if there} | {self.complaint.is_finding}


def draw_problem(
    complaint: Complaint, cause: Cause, person: Person, setting: Setting, library: Library, random: Random
) -> Problem:
    """What a cause brings to this patient. One who is sent on from the clinic gets nothing there but first tests."""
    side = random.choice(("left", "right")) if complaint.sided else ""
    low, high, unit = cause.onset_range
    findings = _findings(complaint, cause, person, library, random)
    sent = cause.leave == "admit" and setting == "outpatient"

    def draw(text: str) -> Pair:
        return _sided(pair(text, random), side)

    chosen = {name: random.choice(getattr(cause, name)) for name in TOLD if getattr(cause, name)}
    attributes = {name: implying(text, findings) for name, text in chosen.items()}
    return Problem(
        complaint=complaint,
        cause=cause,
        code=code_of(cause.code, side),
        side=side,
        onset=(random.randint(low, high), unit),
        severity=random.randint(*cause.severity),
        sure=complaint.visit or not (cause.leave == "admit" or random.random() < 0.3),
        findings=findings,
        details=_details(findings, library, random),
        attributes={name: draw(text) for name, text in attributes.items()}
        | _course(complaint, cause, person, library, random),
        exam=_exam(complaint, cause, person, library, side, random),
        results={
            test: draw(random.choice(library.tests[test].normal) if text == "normal" else text)
            for test, text in cause.results.items()
            if library.tests[test].office or not sent
        },
        drugs=() if sent else _drugs(cause, person, library),
        considered=tuple(draw(text) for text in cause.considered),
        course=() if sent else tuple(draw(text) for text in cause.course),
        plan=() if sent else tuple(draw(text) for text in cause.plan),
        back=tuple(key for key in cause.back if may_have(key, person, library)),
        leave=("admit" if setting == "ed" else "send") if cause.leave == "admit" else "home",
    )


def _findings(
    complaint: Complaint, cause: Cause, person: Person, library: Library, random: Random
) -> dict[str, bool]:
    """What is asked about and whether it is there: as likely as the cause says, or implied by the patient's past."""
    return {
        key: random.random() < cause.findings.get(key, 0.0) or implied(key, person, library)
        for key in dict.fromkeys((*complaint.asks, *cause.findings))
        if may_have(key, person, library) and key != complaint.is_finding
    }


def implying(text: str, findings: dict[str, bool]) -> str:
    """A pair without the finding that it implies, which is then there: "a cold came first @runny_nose"."""
    told, mark, key = text.rpartition("@")
    if not mark:
        return text
    if key in findings:
        findings[key] = True
    return told.rstrip()


def _course(
    complaint: Complaint, cause: Cause, person: Person, library: Library, random: Random
) -> dict[str, Pair]:
    """How it goes, better or worse, and what it keeps the patient from: both of the patient's own telling."""
    if not complaint.trend:
        return {}
    found = {}
    if not cause.pattern and random.random() < 0.5:
        way = "worse" if cause.leave == "admit" else random.choice(("worse", "same", "better"))
        found["trend"] = pair(random.choice(library.course["trend"][way]), random)
    works = "=>" not in person.social.get("work", "=>") and person.social["work"] != "a student"
    place = "school" if 5 <= person.age < CHILD else "work" if works else ""
    if place and not cause.onset.endswith("hours") and random.random() < 0.25:
        found["impact"] = pair(random.choice(library.course["impact"][place]), random)
    return found


def _details(findings: dict[str, bool], library: Library, random: Random) -> dict[str, Pair]:
    """For some findings that are there, what the patient may add: "it comes and goes"."""
    found = {}
    for key in (key for key, there in findings.items() if there):
        kinds = [
            detail
            for detail in library.details
            if key in detail.fits and not any(findings.get(other) for other in detail.unless)
        ]
        if kinds and random.random() < 0.7:
            spoken, written = pair(random.choice(random.choice(kinds).says), random)
            found[key] = spoken, written.replace("<term>", library.findings[key].term)
    return found


def given_at_once(problem: Problem, drug: Drug) -> bool:
    """Whether a medicine is given here, not prescribed."""
    return problem.leave == "admit" or "iv" in drug.often.split() or "infusion" in drug.name


def code_of(code: str, side: str) -> str:
    """The code for the side: "left: S93.402A, right: S93.401A" gives one of them."""
    sides = dict(re.findall(r"(left|right): ?(\S+?)(?:,|$)", code))
    return sides[side] if sides else code


def barred(person: Person, library: Library) -> set[str]:
    """What rules medicines out for this patient: conditions, home drugs, allergy classes."""
    classes = {library.people["allergies"][key]["class"] for key, _ in person.allergies}
    return {*person.conditions, *person.drugs, *classes, *(["pregnant"] if person.pregnant else [])}


def _exam(
    complaint: Complaint, cause: Cause, person: Person, library: Library, side: str, random: Random
) -> dict[str, Pair]:
    """Regions in the complaint's order, then those that only the cause names."""
    found = {}
    for key in dict.fromkeys((*complaint.examine, *cause.exam)):
        text = cause.exam.get(key, "normal")
        if cause.leave == "admit" and key in WELL and text == "normal":
            continue
        region = _for_age(key, person, library)
        found[region] = _sided(
            pair(random.choice(library.regions[region].normal) if text == "normal" else text, random), side
        )
    return found


def _for_age(region: str, person: Person, library: Library) -> str:
    young = f"child_{region}"
    return young if person.is_child and person.age < 6 and young in library.regions else region


def _drugs(cause: Cause, person: Person, library: Library) -> tuple[str, ...]:
    """Of the cause's drugs those that fit the patient; where two do the same, one of them."""
    against = barred(person, library)
    fit: list[str] = []
    for key in cause.drugs:
        drug = library.drugs[key]
        clash = any(key in library.drugs[other].avoid for other in (*person.drugs, *fit))
        same = any(
            library.drugs[other].name == drug.name or library.drugs[other].why == drug.why for other in fit
        )
        known = any(library.drugs[other].name == drug.name for other in person.drugs) and not drug.replaces
        clash = clash or (drug.replaces not in ("", *person.drugs))
        if (
            drug.age[0] <= person.age <= drug.age[1]
            and not against & set(drug.avoid)
            and not (clash or same or known)
        ):
            fit.append(key)
    return tuple(fit)


def may_have(key: str, person: Person, library: Library) -> bool:
    """Whether a finding goes with the patient's sex and age."""
    finding = library.findings[key]
    return finding.sex in ("any", person.sex) and finding.age[0] <= person.age <= finding.age[1]


def implied(key: str, person: Person, library: Library) -> bool:
    """Whether a condition or a home medicine of the patient's says that the finding is there."""
    return not {*person.conditions, *person.drugs}.isdisjoint(library.findings[key].implied_by)


def _sided(texts: Pair, side: str) -> Pair:
    return texts[0].replace("<side>", side), texts[1].replace("<side>", side)
