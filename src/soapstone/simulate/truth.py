"""What is true of a visit: the patient, each problem with its hidden cause, and all that follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from soapstone.simulate.grammar import pair
from soapstone.simulate.library import Library
from soapstone.simulate.people import Person, draw_person
from soapstone.simulate.problem import Pair, Problem, draw_problem, implied, may_have
from soapstone.simulate.schema import Cause, Complaint, Setting, Sign

COUNTED: tuple[Sign, ...] = ("hr", "sbp", "dbp", "rr")
REVIEWED = (
    "fever", "chills", "weight_loss", "fatigue", "vision_change", "sore_throat", "chest_pain", "palpitations",
    "shortness_of_breath", "cough", "nausea", "vomiting", "diarrhea", "constipation", "abdominal_pain", "dysuria",
    "joint_pain", "rash", "headache", "dizziness", "numbness", "low_mood", "insomnia", "leg_swelling",
)  # fmt: skip


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
    known = set[str]().union(*(problem.known for problem in problems))
    review = {
        key: False
        for key in random.sample(REVIEWED, random.randint(2, 7))
        if key not in known and may_have(key, person, library) and not implied(key, person, library)
    }
    vitals, abnormal = _vitals(first, person, library, random)
    life = _life(person, {*known, *review}, library, random)
    chronic = () if setting == "ed" else _chronic(person, problems, library, random)
    return Truth(person, setting, tuple(problems), review, life, vitals, abnormal, chronic)


def _second(
    first: Problem, pool: list[Complaint], person: Person, library: Library, random: Random
) -> list[Problem]:
    """Another, lesser problem of the same patient, without what the first has told already."""
    fits = [
        (complaint, cause)
        for complaint in pool
        for cause in complaint.causes
        if complaint.name != first.complaint.name and _goes_with(first, complaint, cause, person)
    ]
    if not fits:
        return []
    problem = draw_problem(*random.choice(fits), person, "outpatient", library, random)
    known = set(first.drugs) | {other for drug in first.drugs for other in library.drugs[drug].avoid}
    drugs = (
        d for d in problem.drugs if d not in known and not set(first.drugs) & set(library.drugs[d].avoid)
    )
    second = replace(
        problem,
        findings={k: v for k, v in problem.findings.items() if k not in first.known},
        exam={k: v for k, v in problem.exam.items() if k not in first.exam},
        results={k: v for k, v in problem.results.items() if k not in first.results},
        drugs=tuple(drugs),
    )
    return [second]


def _goes_with(first: Problem, complaint: Complaint, cause: Cause, person: Person) -> bool:
    """Whether a patient with the first problem may have this one too: a lesser one that has nothing in common."""
    brings = {complaint.is_finding or complaint.name, *(k for k, p in cause.findings.items() if p > 0)}
    return (
        complaint.trend
        and cause.leave == "home"
        and not cause.vitals
        and max(complaint.age[0], cause.age[0]) <= person.age <= min(complaint.age[1], cause.age[1])
        and {complaint.sex, cause.sex} <= {"any", person.sex}
        and first.known.isdisjoint(brings)
        and not set(first.complaint.examine) & (set(cause.exam) - {"general"})
    )


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
    person: Person, problems: list[Problem], library: Library, random: Random
) -> tuple[tuple[str, Pair, Pair], ...]:
    """Long-term conditions that an outpatient visit follows by the way, two at most."""
    kept = []
    for key in person.conditions:
        condition = library.conditions[key]
        today = any(
            key in problem.cause.risk
            or condition.code[:3] == problem.code[:3]
            or not problem.present.isdisjoint(condition.unless)
            for problem in problems
        )
        treated = not condition.drugs or any(drug in condition.drugs for drug in person.drugs)
        if condition.status and condition.plan and treated and not today and random.random() < 0.7:
            status, plan = random.choice(condition.status), random.choice(condition.plan)
            kept.append((key, pair(status, random), pair(plan, random)))
    return tuple(kept[:2])
