"""What the patient brings: conditions, medicines, allergies, operations, family, habits."""

from __future__ import annotations

from soapstone.simulate.grammar import pair
from soapstone.simulate.marks import mark
from soapstone.simulate.opening import ask_age
from soapstone.simulate.scene import Scene

QUESTIONS = {
    "smoking": "ask_smoking",
    "alcohol": "ask_alcohol",
    "work": "ask_work",
    "home": "ask_home",
    "smoke": "ask_smoke",
}


def background(scene: Scene) -> None:
    """The background in the usual order; some of it is left out, oftenest family and habits."""
    scene.ask(scene.says("to_background"))
    if not scene.has_said("age") and scene.chance(scene.manner.identity / 2):
        ask_age(scene)
    parts = (_conditions, _medications, _allergies, _surgeries, _family, _social)
    often = {_allergies: 0.95, _medications: 0.9, _conditions: 0.9}
    for part in parts:
        if scene.chance(often.get(part, 0.6)):
            part(scene)


def life(scene: Scene) -> None:
    """How the patient is otherwise: sleep, appetite, exercise, a child's vaccines."""
    for key, (spoken, _) in scene.truth.life.items():
        scene.ask(scene.says(scene.random.choice(scene.library.life[key].ask)))
        scene.tell(scene.fact(f"life.{key}", scene.replies(spoken)) + ".", more="")


def _conditions(scene: Scene) -> None:
    scene.ask(scene.says("ask_conditions"))
    held = scene.person.conditions
    if not held:
        scene.tell(scene.fact("conditions.none", scene.replies("no_conditions")), more="")
        return
    said = [
        scene.fact(f"condition.{key}", scene.random.choice(scene.library.conditions[key].lay)) for key in held
    ]
    scene.tell(scene.replies("say_conditions", list=scene.joined(said)), more="more_condition")
    for key, status, _ in scene.truth.chronic:
        word = scene.random.choice(scene.library.conditions[key].lay)
        scene.ask(scene.says("how_is", condition=word.removeprefix("an ").removeprefix("a ")))
        scene.tell(scene.fact(f"status.{key}", scene.replies(status[0])) + ".")


def _medications(scene: Scene) -> None:
    scene.ask(scene.says("ask_medications"))
    taken = scene.person.drugs
    if not taken:
        scene.tell(scene.fact("drugs.none", scene.replies("no_medications")), more="")
        return
    said = []
    for key in taken:
        drug = scene.library.drugs[key]
        dose = f" {drug.dose}" if drug.dose and scene.chance(0.6) else ""
        label = f"drug.{key}.dose" if dose else f"drug.{key}"
        said.append(scene.fact(label, f"{heard(scene, key)}{dose}"))
    scene.tell(scene.replies("say_medications", list=scene.joined(said)), more="more_medication")


def heard(scene: Scene, key: str) -> str:
    """A drug's name as the transcript has it, misheard now and then."""
    drug = scene.library.drugs[key]
    if drug.heard and scene.chance(0.04):
        return mark(f"m {drug.name}", scene.random.choice(drug.heard))
    return drug.name


def _allergies(scene: Scene) -> None:
    scene.ask(scene.says("ask_allergies"))
    if not scene.person.allergies:
        scene.answer(scene.fact("allergies.none", scene.replies("no_allergies")))
    for allergen, reaction in scene.person.allergies:
        how = scene.replies(pair(reaction, scene.random)[0])
        text = scene.replies("say_allergy", allergen=allergen, reaction=how)
        scene.answer(scene.fact(f"allergy.{allergen}", text))


def _surgeries(scene: Scene) -> None:
    scene.ask(scene.says("ask_surgery"))
    if not scene.person.surgeries:
        scene.answer(scene.fact("surgeries.none", scene.replies("no_surgery")))
        return
    rows = scene.library.people["surgeries"]
    said = [
        scene.fact(f"surgery.{key}", scene.replies(scene.random.choice(rows[key]["spoken"])))
        for key in scene.person.surgeries
    ]
    scene.tell(scene.replies("say_surgery", value=scene.joined(said)), more="")


def _family(scene: Scene) -> None:
    scene.ask(scene.says("ask_family"))
    if not scene.person.family:
        scene.tell(scene.fact("family.none", scene.replies("no_family")), more="")
    rows = scene.library.people["family_history"]
    told = []
    for kin, illness in scene.person.family:
        values = {
            "kin_said": scene.replies(f"<my> {kin}"),
            "value": scene.replies(scene.random.choice(rows[illness]["lay"])),
        }
        told.append(scene.fact(f"family.{illness}", scene.replies("say_family", **values)))
    if told:
        scene.tell(" ".join(told), more="")


def _social(scene: Scene) -> None:
    for name, value in scene.person.social.items():
        if not scene.chance(0.8):
            continue
        scene.ask(scene.says(QUESTIONS[name]))
        said = scene.replies(value.partition("=>")[0].strip())
        if name == "work" and "=>" not in value:
            city = scene.phi("LOCATION", scene.random.choice(scene.library.people["city"]))
            rule = "i'm a student" if said == "a student" else "say_work"
            said = scene.replies(rule, value=said, city=city).removesuffix(".")
        scene.tell(scene.fact(f"social.{name}", said) + ".", more="")
        if name == "work" and "=>" not in value and scene.chance(0.3):
            scene.clinician(scene.says("smalltalk_work"))
            scene.answer(scene.replies("smalltalk_reply"))
