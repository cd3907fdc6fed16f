"""How a visit begins: hello, a word about the weather, name and age."""

from __future__ import annotations

from soapstone.simulate.scene import Scene
from soapstone.simulate.voice import digits_said


def greet(scene: Scene) -> None:
    """Hello, perhaps small talk, name and age, and the opening question."""
    names = _names(scene)
    straight = scene.chance(scene.manner.straight)
    if straight:
        scene.clinician(scene.says("hello_open", **names))
    elif scene.chance(0.95):
        scene.clinician(scene.says("hello", **names))
        scene.answer(scene.replies("hello_back", **names))
    if scene.chance(0.08):
        _exchange(scene, scene.random.choice(scene.wordings["scribe"]))
        straight = False
    if not straight and scene.chance(1.5 * scene.manner.aside):
        _exchange(scene, scene.random.choice(scene.wordings["chat"]))
    if not straight:
        _identity(scene, names)
        scene.clinician(scene.says("open_question", **names))


def _names(scene: Scene) -> dict[str, str]:
    person, random = scene.person, scene.random
    title = ("mrs." if random.random() < 0.4 else "ms.") if person.sex == "F" else "mr."
    calls = {"father": "dad", "mother": "mom", "grandmother": "grandma"}
    reason = scene.truth.problems[0].complaint.name
    return {
        "given": scene.phi("NAME", person.given),
        "family": scene.phi("NAME", person.family_name),
        "mister": f"{title} {scene.phi('NAME', person.family_name)}",
        "doctor": scene.phi("NAME", random.choice(scene.library.people["family"])),
        "relation": calls.get(person.relative, person.relative),
        "relative": scene.phi("NAME", person.relative_name) if person.relative_name else "",
        "full": scene.phi("NAME", f"{person.given} {person.family_name}"),
        "reason": scene.fact("0.complaint", reason),
    }


def _identity(scene: Scene, names: dict[str, str]) -> None:
    """The age comes up in one of three ways, or in none; now and then the date of birth."""
    person = scene.person
    way = scene.random.choice(("presents", "asked")) if scene.chance(scene.manner.identity) else ""
    if way == "presents" and person.age >= 2:
        nouns = scene.library.people["nouns"][person.sex + ("child" if person.age < 18 else "")]
        age, man = scene.fact("age", age_said(scene)), scene.fact("age", scene.random.choice(nouns))
        an = "an" if person.age_words[0] == "8" or person.age_words in ("11", "18") else "a"
        scene.clinician(scene.says("presents", age_words=age, an=an, man=man, **names))
        scene.answer(scene.replies("presents_ok"))
    elif way == "asked":
        ask_age(scene, names)
    if way and scene.chance(0.2):
        scene.ask(scene.says("dob_ask"))
        scene.answer(scene.replies("dob_reply", dob=scene.phi("DATE", _born(scene))))


def ask_age(scene: Scene, names: dict[str, str] | None = None) -> None:
    """The clinician asks the age, and perhaps the name with it."""
    names = names or _names(scene)
    scene.ask(scene.says("identity_ask"))
    rule = (
        "age_reply"
        if scene.person.is_child
        else scene.random.choice(("age_reply", "age_reply", "name_reply"))
    )
    age, following = scene.fact("age", age_said(scene)), str(int(scene.person.age) + 1)
    scene.answer(scene.replies(rule, age_words=age, age_next=following, **names))


def age_said(scene: Scene) -> str:
    """The age in words; from ninety on it identifies (HIPAA)."""
    words = scene.person.age_words
    return scene.phi("AGE", words) if scene.person.age >= 90 else words


def _born(scene: Scene) -> str:
    month = scene.random.choice(scene.library.people["months"])
    return f"{month} {scene.random.randint(1, 28)}, {int(2024 - scene.person.age)}"


def ask_phone(scene: Scene) -> None:
    """Where results may be told; numbers of the range kept for fiction."""
    number = f"{scene.random.randint(201, 989)}-555-01{scene.random.randint(10, 99)}"
    number = digits_said(number) if scene.spelled else number
    scene.clinician(scene.says("phone_ask"))
    scene.answer(scene.replies("phone_reply", phone=scene.phi("PHONE", number)))


def _exchange(scene: Scene, text: str) -> None:
    """Small talk "clinician // patient // clinician"."""
    for at, part in enumerate(text.split(" // ")):
        if at % 2:
            scene.answer(scene.replies(part))
        else:
            scene.clinician(scene.says(part))
