"""Who comes to the visit: age, sex, name, long-term conditions with their drugs, allergies, habits, family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from soapstone.simulate.grammar import pair
from soapstone.simulate.library import Library
from soapstone.simulate.schema import Cause, Complaint

CHILD = 13
"""Below this age a parent speaks for the patient."""


@dataclass(frozen=True)
class Person:
    """A patient as the record would hold them; all of it is invented.

    `conditions`, `drugs`, `surgeries` are keys of the data files; `allergies` go with a reaction
    "spoken => written"; `family` are pairs of relative and illness; `relative` is who came along.
    """

    age: float
    sex: Literal["F", "M"]
    given: str
    family_name: str
    conditions: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    allergies: tuple[tuple[str, str], ...] = ()
    surgeries: tuple[str, ...] = ()
    family: tuple[tuple[str, str], ...] = ()
    social: dict[str, str] = field(default_factory=dict)
    relative: str = ""
    relative_name: str = ""
    pregnant: bool = False

    @property
    def is_child(self) -> bool:
        """Whether a parent speaks for the patient."""
        return self.age < CHILD

    @property
    def age_words(self) -> str:
        """The age as it is said: "45", or in months below two years."""
        if self.age >= 2:
            return str(int(self.age))
        months = max(1, round(self.age * 12))
        return f"{months} month{'s' if months > 1 else ''}" if months != 12 else "1 year"


def draw_person(complaint: Complaint, cause: Cause, library: Library, random: Random) -> Person:
    """A patient to whom the cause may happen."""
    age = _age(max(complaint.age[0], cause.age[0]), min(complaint.age[1], cause.age[1]), random)
    sexes = {complaint.sex, cause.sex} - {"any"}
    sex: Literal["F", "M"] = random.choice(("F", "M")) if not sexes else ("F" if "F" in sexes else "M")
    people = library.people
    names = ("child_" if age < CHILD else "") + ("female" if sex == "F" else "male")
    conditions = _conditions(age, sex, cause, library, random)
    relative = _relative(age, random)
    allergies = _allergies(people, random)
    return Person(
        age=age,
        sex=sex,
        given=random.choice(people[names]),
        family_name=random.choice(people["family"]),
        conditions=conditions,
        pregnant=cause.pregnant,
        drugs=_home_drugs(
            cause,
            conditions,
            age,
            {people["allergies"][key]["class"] for key, _ in allergies},
            library,
            random,
        ),
        allergies=allergies,
        surgeries=_surgeries(people, age, sex, random),
        family=_family(people, age, random),
        social=_social(people, age, random),
        relative=relative,
        relative_name=random.choice(people["female" if relative in FEMALE_RELATIVES else "male"])
        if relative
        else "",
    )


FEMALE_RELATIVES = ("mother", "grandmother", "wife", "daughter", "sister")


def _age(low: float, high: float, random: Random) -> float:
    """Years, in months below two."""
    age = random.uniform(low, high)
    return round(age * 12) / 12 if age < 2 else float(int(age))


def _relative(age: float, random: Random) -> str:
    if age < CHILD:
        return random.choice(("mother", "mother", "mother", "father", "father", "grandmother"))
    chance = 0.3 if age >= 70 else 0.1
    if age < 30 or random.random() > chance:
        return ""
    return random.choice(("daughter", "son") if age >= 60 else ("sister", "brother"))


def _conditions(age: float, sex: str, cause: Cause, library: Library, random: Random) -> tuple[str, ...]:
    held = [
        key
        for key, condition in library.conditions.items()
        if condition.age[0] <= age <= condition.age[1]
        and condition.sex in ("any", sex)
        and random.random() < cause.risk.get(key, condition.share)
    ]
    certain = [key for key in held if cause.risk.get(key, 0.0) >= 1.0]
    others = [key for key in held if key not in certain]
    kept = {*certain, *random.sample(others, min(len(others), max(0, 4 - len(certain))))}
    return tuple(key for key in held if key in kept)


def _home_drugs(
    cause: Cause,
    conditions: tuple[str, ...],
    age: float,
    classes: set[str],
    library: Library,
    random: Random,
) -> tuple[str, ...]:
    classes = classes | {"pregnant"} if cause.pregnant else classes
    taken = [drug for drug in cause.takes if not classes & set(library.drugs[drug].avoid)]
    for key in conditions:
        barred = set(conditions) | set(taken) | classes
        choices = [
            drug
            for drug in library.conditions[key].drugs
            if not barred & set(library.drugs[drug].avoid)
            and not any(drug in library.drugs[other].avoid for other in taken)
            and library.drugs[drug].age[0] <= age <= library.drugs[drug].age[1]
            and drug not in taken
        ]
        treated = any(drug in library.conditions[key].drugs for drug in taken)
        if choices and not treated and random.random() < 0.85:
            taken.append(random.choice(choices))
    return tuple(taken)


def _allergies(people: Mapping[str, Any], random: Random) -> tuple[tuple[str, str], ...]:
    found = []
    for key, row in people["allergies"].items():
        if random.random() < row["share"]:
            found.append((key, random.choice(row["reactions"])))
    return tuple(found[:2])


def _surgeries(people: Mapping[str, Any], age: float, sex: str, random: Random) -> tuple[str, ...]:
    fit = [
        key
        for key, row in people["surgeries"].items()
        if age >= row["from"] and row["sex"] in ("any", sex) and not (key == "ear_tubes" and age > 10)
    ]
    count = min(len(fit), random.choice((0, 0, 1, 1, 2)))
    return tuple(sorted(random.sample(fit, count)))


def _family(people: Mapping[str, Any], age: float, random: Random) -> tuple[tuple[str, str], ...]:
    """Illnesses in the family; a child's parents are too young for most of them."""
    illnesses = random.sample(sorted(people["family_history"]), random.choice((0, 0, 1, 1, 2)))
    return tuple((random.choice(_kin(people["family_history"][key], age)), key) for key in illnesses)


def _kin(illness: Mapping[str, Any], age: float) -> tuple[str, ...]:
    if age < CHILD and not illness["young"]:
        return ("grandmother", "aunt") if illness["women"] else ("grandmother", "grandfather")
    if illness["women"]:
        return ("mother", "grandmother", "aunt")
    return ("mother", "father", "grandmother", "brother")


def _social(people: Mapping[str, Any], age: float, random: Random) -> dict[str, str]:
    """What was drawn by name, with its numbers fixed: each a pair "spoken => written", or the work alone."""
    social: dict[str, str] = {}
    for row in people["social"]:
        if row["age"][0] <= age < row["age"][1]:
            said = random.choice(people["work"] if row["says"] == ["work"] else row["says"])
            social[row["name"]] = _fixed(said, random) if "=>" in said else said
    return social


def _fixed(text: str, random: Random) -> str:
    """A pair with its numbers drawn."""
    return " => ".join(pair(text, random))
