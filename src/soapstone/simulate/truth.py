"""What is true of a visit: the patient, each problem with its hidden cause, and all that follows from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from soapstone.simulate.grammar import pair
from soapstone.simulate.library import Library
from soapstone.simulate.people import CHILD, Person, draw_person
from soapstone.simulate.schema import TOLD, Cause, Complaint, Drug, Setting, Sign

Pair = tuple[str, str]
COUNTED: tuple[Sign, ...] = ("hr", "sbp", "dbp", "rr")
WELL = ("general", "child_general")
"""Regions whose normal finding is to look well, which no patient who is admitted does."""
REVIEWED = (
    "fever", "chills", "weight_loss", "fatigue", "vision_change", "sore_throat", "chest_pain", "palpitations",
    "shortness_of_breath", "cough", "nausea", "vomiting", "diarrhea", "constipation", "abdominal_pain", "dysuria",
    "joint_pain", "rash", "headache", "dizziness", "numbness", "low_mood", "insomnia", "leg_swelling",
)  # fmt: skip


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


@dataclass(frozen=True)
class Truth:
    """The truth of one visit.

    `review` are findings of other systems, `life` how the patient is otherwise, `chronic` conditions followed by
    the way.
    """

    person: Person
    setting: Setting
    problems: tuple[Problem, ...]
    review: dict[str, bool]
    life: dict[str, Pair]
    vitals: dict[str, str]
    abnormal: bool
    chronic: tuple[tuple[str, Pair, Pair], ...]


def draw_truth(library: Library, setting: Setting, held_out: bool, random: Random) -> Truth:
    """The truth of one visit, drawn from the complaints of training or from the held-out ones."""
    pool = [complaint for complaint in library.pool(held_out) if setting in complaint.where]
    complaint = random.choice(pool)
    cause = random.choices(complaint.causes, [cause.weight for cause in complaint.causes])[0]
    person = draw_person(complaint, cause, library, random)
    first = draw_problem(complaint, cause, person, setting, library, random)
    problems = [first]
    if setting == "outpatient" and first.leave == "home" and random.random() < 0.2:
        problems += _second(first, pool, person, library, random)
    known = {key for problem in problems for key in problem.findings} | {
        p.complaint.is_finding for p in problems
    }
    review = {
        key: False
        for key in random.sample(REVIEWED, random.randint(2, 7))
        if key not in known and _may_have(key, person, library) and not implied(key, person, library)
    }
    vitals, abnormal = _vitals(first, person, library, random)
    there = {key for problem in problems for key in problem.findings if problem.findings[key]} | {
        problem.complaint.is_finding for problem in problems
    }
    return Truth(
        person,
        setting,
        tuple(problems),
        review,
        _life(person, {*known, *review}, library, random),
        vitals,
        abnormal,
        _chronic(person, setting, problems, there, library, random),
    )


def draw_problem(
    complaint: Complaint, cause: Cause, person: Person, setting: Setting, library: Library, random: Random
) -> Problem:
    """What a cause brings to this patient."""
    side = random.choice(("left", "right")) if complaint.sided else ""
    low, high, unit = cause.onset_range
    asked = dict.fromkeys((*complaint.asks, *cause.findings))
    findings = {
        key: random.random() < cause.findings.get(key, 0.0) or implied(key, person, library)
        for key in asked
        if _may_have(key, person, library) and key != complaint.is_finding
    }
    sent = cause.leave == "admit" and setting == "outpatient"

    def draw(text: str) -> Pair:
        return _sided(pair(text, random), side)

    chosen = {name: random.choice(getattr(cause, name)) for name in TOLD if getattr(cause, name)}
    chosen = {name: implying(text, findings) for name, text in chosen.items()}

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
        attributes={name: draw(text) for name, text in chosen.items()}
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
        back=tuple(key for key in cause.back if _may_have(key, person, library)),
        leave=("admit" if setting == "ed" else "send") if cause.leave == "admit" else "home",
    )


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


def _second(
    first: Problem, pool: list[Complaint], person: Person, library: Library, random: Random
) -> list[Problem]:
    """Another, lesser problem of the same patient, with nothing in common with the first."""
    taken = {*first.findings, first.complaint.is_finding}
    fits = [
        (complaint, cause)
        for complaint in pool
        for cause in complaint.causes
        if complaint.name != first.complaint.name
        and complaint.trend
        and cause.leave == "home"
        and not cause.vitals
        and max(complaint.age[0], cause.age[0]) <= person.age <= min(complaint.age[1], cause.age[1])
        and {complaint.sex, cause.sex} <= {"any", person.sex}
        and not taken
        & {complaint.is_finding or complaint.name, *(k for k, p in cause.findings.items() if p > 0)}
        and not set(first.complaint.examine) & (set(cause.exam) - {"general"})
    ]
    if not fits:
        return []
    problem = draw_problem(*random.choice(fits), person, "outpatient", library, random)
    keep = {k: v for k, v in problem.findings.items() if k not in taken}
    exam = {k: v for k, v in problem.exam.items() if k not in first.exam}
    results = {k: v for k, v in problem.results.items() if k not in first.results}
    known = set(first.drugs) | {other for drug in first.drugs for other in library.drugs[drug].avoid}
    drugs = tuple(
        d for d in problem.drugs if d not in known and not set(first.drugs) & set(library.drugs[d].avoid)
    )
    return [
        Problem(**(problem.__dict__ | {"findings": keep, "exam": exam, "results": results, "drugs": drugs}))
    ]


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


def _vitals(
    problem: Problem, person: Person, library: Library, random: Random
) -> tuple[dict[str, str], bool]:
    """Signs as written, normal for the age and moved as the cause says; a fever only where one was felt."""
    band = [row for row in library.people["vitals"]["bands"] if row["from"] <= person.age][-1]
    shifts = dict(problem.cause.vitals)
    if not problem.findings.get("fever", problem.complaint.is_finding == "fever"):
        shifts.pop("temp", None)
    value: dict[Sign, int] = {sign: random.randint(*band[sign]) for sign in COUNTED}
    if "hypertension" in person.conditions and "sbp" not in shifts:
        value["sbp"] += random.randint(4, 18)
        value["dbp"] += random.randint(2, 8)
    if "sbp" in shifts and "dbp" not in shifts:
        shifts["dbp"] = (shifts["sbp"][0] / 2, shifts["sbp"][1] / 2)
    for sign in value:
        low, high = shifts.get(sign, (0, 0))
        value[sign] += round(random.uniform(low, high))
    temp = random.uniform(97.6, 98.8) + random.uniform(*shifts.get("temp", (0, 0)))
    spo2 = min(100, random.randint(97, 100) + round(random.uniform(*shifts.get("spo2", (0, 0)))))
    signs = {"temp": f"{temp:.1f}", "hr": str(value["hr"]), "rr": str(value["rr"]), "spo2": str(spo2)}
    if person.age >= 3:
        signs |= {"bp": f"{value['sbp']}/{value['dbp']}"}
    return signs, bool(shifts)


def _life(person: Person, asked: set[str], library: Library, random: Random) -> dict[str, Pair]:
    """How the patient is otherwise, where it is not asked for anyway."""
    return {
        key: pair(random.choice(row.says), random)
        for key, row in library.life.items()
        if row.age[0] <= person.age <= row.age[1] and asked.isdisjoint(row.unless) and random.random() < 0.5
    }


def _chronic(
    person: Person,
    setting: Setting,
    problems: list[Problem],
    there: set[str],
    library: Library,
    random: Random,
) -> tuple[tuple[str, Pair, Pair], ...]:
    """Long-term conditions that an outpatient visit follows by the way, two at most."""
    if setting == "ed":
        return ()
    kept = []
    for key in person.conditions:
        condition = library.conditions[key]
        today = any(
            key in problem.cause.risk or condition.code[:3] == problem.code[:3] for problem in problems
        )
        treated = not condition.drugs or any(drug in condition.drugs for drug in person.drugs)
        followed = condition.status and condition.plan and treated and there.isdisjoint(condition.unless)
        if followed and not today and random.random() < 0.7:
            status, plan = random.choice(condition.status), random.choice(condition.plan)
            kept.append((key, pair(status, random), pair(plan, random)))
    return tuple(kept[:2])


def _may_have(key: str, person: Person, library: Library) -> bool:
    finding = library.findings[key]
    return finding.sex in ("any", person.sex) and finding.age[0] <= person.age <= finding.age[1]


def implied(key: str, person: Person, library: Library) -> bool:
    """Whether a condition or a home medicine of the patient's says that the finding is there."""
    return not {*person.conditions, *person.drugs}.isdisjoint(library.findings[key].implied_by)


def _sided(texts: Pair, side: str) -> Pair:
    return texts[0].replace("<side>", side), texts[1].replace("<side>", side)
