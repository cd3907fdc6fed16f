"""The first half of a visit: greeting, why the patient came, the history, the patient's background."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from soapstone.simulate.grammar import pair
from soapstone.simulate.marks import mark
from soapstone.simulate.scene import Scene
from soapstone.simulate.truth import Problem

_NOUNS = {
    ("F", True): ("girl",),
    ("M", True): ("boy",),
    ("F", False): ("female", "female", "woman", "lady"),
    ("M", False): ("male", "male", "man", "gentleman"),
}


def greet(scene: Scene) -> None:
    """Hello, perhaps a word about the weather, name and age, and the opening question."""
    person, random = scene.person, scene.random
    title = ("mrs." if random.random() < 0.6 else "ms.") if person.sex == "F" else "mr."
    names = {
        "given": _phi(scene, "NAME", person.given),
        "family": _phi(scene, "NAME", person.family_name),
        "mister": f"{title} {_phi(scene, 'NAME', person.family_name)}",
        "doctor": _phi(scene, "NAME", random.choice(scene.library.people["family"])),
        "relation": "dad"
        if person.relative == "father"
        else "grandma"
        if person.relative == "grandmother"
        else "mom",
        "relative": _phi(scene, "NAME", person.relative_name) if person.relative_name else "",
        "full": _phi(scene, "NAME", f"{person.given} {person.family_name}"),
    }
    if scene.chance(0.93):
        scene.clinician(scene.phrase("hello", "clinician", **names))
        scene.answer(scene.phrase("hello_back", scene.answering, **names))
    if scene.chance(0.12):
        _exchange(scene, random.choice(scene.wordings["scribe"]))
    if scene.chance(0.3):
        _exchange(scene, random.choice(scene.wordings["chat"]))
    _identity(scene, names)
    scene.clinician(scene.phrase("open_question", "clinician", **names))


def _identity(scene: Scene, names: dict[str, str]) -> None:
    """The age comes up in one of three ways, or in none."""
    person = scene.person
    age = scene.fact("age", _age(scene))
    way = scene.random.choices(("presents", "asked", ""), (3, 3, 2))[0]
    problem = scene.truth.problems[0]
    if way == "presents" and person.age >= 2:
        man = scene.fact("age", scene.random.choice(_NOUNS[person.sex, person.age < 18]))
        reason = scene.fact("0.complaint", problem.complaint.name)
        text = scene.phrase("presents", "clinician", age_words=age, man=man, reason=reason, **names)
        if person.is_child:
            text = text.replace("you're a", "we have a").replace("you're the", "this is the")
        scene.clinician(text)
        scene.answer(scene.phrase("{yeah|yes|mm-hmm|that's right}.", scene.answering))
    elif way == "asked":
        scene.clinician(scene.phrase("identity_ask", "clinician"))
        after = scene.random.choice(("age_reply", "name_reply")) if not person.is_child else "age_reply"
        text = scene.phrase(after, scene.answering, age_words=age, age_next=str(int(person.age) + 1), **names)
        scene.answer(text)


def _age(scene: Scene) -> str:
    words = scene.person.age_words
    return _phi(scene, "AGE", words) if scene.person.age >= 90 else words


def open_problem(scene: Scene, index: int, problem: Problem) -> None:
    """The patient says what it is; the time and what happened may come at once."""
    text = scene.phrase(
        scene.random.choice(problem.cause.brings or problem.complaint.brings),
        scene.answering,
        side=problem.side,
    )
    brings = scene.fact(f"{index}.complaint", text)
    if index == 0:
        text = scene.phrase("seeing_for", scene.answering, brings=brings)
    else:
        lead = (
            "{oh and while i'm here|there's {one other|another} thing|and the other thing is|also}, <brings>."
        )
        text = scene.phrase(lead, scene.answering, brings=brings)
    told = []
    if scene.chance(0.3):
        text += f" {_onset(scene, index, problem)}."
        told.append("onset")
    if "story" in problem.attributes and scene.chance(0.3):
        text += f" {_attribute(scene, index, problem, 'story')}."
        told.append("story")
    present = [key for key, there in problem.findings.items() if there]
    if present and scene.chance(0.3):
        key = scene.random.choice(present)
        text += f" {scene.phrase('volunteer', scene.answering, say=told_finding(scene, f'{index}.finding.{key}', key))}."
        told.append(key)
    scene.answer(text)
    history(scene, index, problem, told)


def history(scene: Scene, index: int, problem: Problem, told: list[str]) -> None:
    """Questions about the problem in an order of the clinician's own; not every one is asked."""
    if scene.chance(0.5):
        topic = scene.random.choice(problem.complaint.topic)
        if "story" in problem.attributes and "story" not in told:
            scene.ask(scene.phrase("tell_more", "clinician", topic=topic))
            scene.answer(_attribute(scene, index, problem, "story") + ".")
            told.append("story")
    asks: list[Callable[[], None]] = []
    topic = scene.random.choice(problem.complaint.topic)
    if "onset" not in told:
        asks.append(lambda: _ask_onset(scene, index, problem, topic))
    if problem.complaint.pain and (scene.person.age >= 8) and scene.chance(0.75):
        asks.append(lambda: _ask_severity(scene, index, problem))
    asks += [
        partial(_ask_attribute, scene, index, problem, name)
        for name in problem.attributes
        if name not in told and scene.chance(0.7) and (name != "quality" or scene.person.age >= 5)
    ]
    later = asks[1:]
    scene.random.shuffle(later)
    for ask in (*asks[:1], *later):
        ask()
    ask_findings(scene, {k: v for k, v in problem.findings.items() if k not in told}, f"{index}.finding")


def ask_findings(scene: Scene, findings: dict[str, bool], prefix: str) -> None:
    """Ask for findings one, two or three at a time; a few are never asked."""
    keys = [key for key in findings if scene.chance(0.9)]
    scene.random.shuffle(keys)
    while keys:
        count = scene.random.choices((1, 2, 3), (6, 3, 2))[0]
        group, keys = keys[:count], keys[count:]
        ids = [f"{prefix}.{key}" for key in group]
        lays = [scene.fact(f"{prefix}.{key}", lay(scene, key, "clinician")) for key in group]
        rule = ("ask_had", "ask_two", "ask_three")[len(group) - 1]
        names = dict(zip(("lay", "lay_b", "lay_c"), lays, strict=False))
        scene.ask(scene.phrase(rule, "clinician", **names))
        present = [key for key in group if findings[key]]
        if len(group) == 1 and scene.chance(0.05):
            _answer_later(scene, group[0], findings[group[0]], ids[0])
        elif present:
            _affirm(scene, group, present, prefix)
        else:
            rule = ("deny_one", "deny_two", "deny_all")[len(group) - 1]
            mine = {
                name: lay(scene, key, scene.answering)
                for name, key in zip(("lay", "lay_b", "lay_c"), group, strict=False)
            }
            scene.answer(scene.facts(ids, scene.phrase(rule, scene.answering, **mine)))
        if present and scene.person.relative and not scene.person.is_child and scene.chance(0.25):
            _relative_adds(scene, present[0], prefix)


def _affirm(scene: Scene, group: list[str], present: list[str], prefix: str) -> None:
    """Yes to some of what was asked, and no to the rest."""
    said = [told_finding(scene, f"{prefix}.{key}", key) for key in present]
    text = scene.phrase("affirm", scene.answering, say=said[0])
    for more in said[1:]:
        text += f" {scene.phrase('volunteer', scene.answering, say=more)}."
    absent = [key for key in group if key not in present]
    if absent:
        denied = [scene.fact(f"{prefix}.{key}", f"no {lay(scene, key, scene.answering)}") for key in absent]
        text += f" {scene.random.choice(('but ', '', ''))}{scene.joined(denied)}."
    scene.answer(text)


def _answer_later(scene: Scene, key: str, there: bool, name: str) -> None:
    """The answer comes much later; for now there is only a vague one."""
    scene.answer(scene.phrase("vague", scene.answering))
    scene.clinician(scene.phrase("vague_reply", "clinician"))
    answer = (
        told_finding(scene, name, key)
        if there
        else scene.fact(name, scene.phrase("{no|nope}, {i don't think so|nothing}", scene.answering))
    )
    scene.late.append(
        scene.phrase("late", scene.answering, lay=lay(scene, key, scene.answering), answer=answer)
    )


def say_late(scene: Scene) -> None:
    """What the patient had left open is answered now."""
    while scene.late:
        scene.answer(scene.late.pop(0) + ".")
        scene.clinician(scene.phrase("ack", "clinician") + ".")


def _relative_adds(scene: Scene, key: str, prefix: str) -> None:
    text = scene.phrase(_say(scene, key), "relative", lay=lay(scene, key, "relative"))
    scene.relative(scene.phrase("relative_adds", "relative", say=scene.fact(f"{prefix}.{key}", text)) + ".")
    scene.clinician(scene.phrase("relative_thanks", "clinician") + ".")


def lay(scene: Scene, key: str, speaker: str) -> str:
    """A lay word for a finding, in the speaker's person."""
    return scene.phrase(scene.random.choice(scene.library.findings[key].lay), speaker)  # type: ignore[arg-type]


def told_finding(scene: Scene, name: str, key: str) -> str:
    """How the patient says that a finding is there."""
    return scene.fact(
        name, scene.phrase(_say(scene, key), scene.answering, lay=lay(scene, key, scene.answering))
    )


def _say(scene: Scene, key: str) -> str:
    finding = scene.library.findings[key]
    if scene.held_out and finding.unseen:
        return scene.random.choice(finding.unseen)
    return scene.random.choice(
        (*finding.say, "<had_some>") if scene.chance(0.15) or not finding.say else finding.say
    )


def _ask_onset(scene: Scene, index: int, problem: Problem, topic: str) -> None:
    scene.ask(scene.phrase("ask_onset", "clinician", topic=topic))
    scene.answer(_onset(scene, index, problem) + ".")


def _onset(scene: Scene, index: int, problem: Problem) -> str:
    number, unit = problem.onset
    ago = f"{number} {unit if number > 1 else unit[:-1]}"
    if number == 2 and scene.chance(0.4):
        ago = f"a couple of {unit}"
    elif number == 1:
        ago = f"{'an' if unit == 'hours' else 'a'} {unit[:-1]}"
    values, rule = {"onset_ago": ago}, "say_onset"
    if unit == "days" and 1 < number < 7 and scene.chance(0.4) and not scene.held_out:
        days = scene.library.people["weekdays"]
        today = scene.random.randrange(7)
        values |= {"weekday": days[(today - number) % 7], "weekday_wrong": days[(today - number - 1) % 7]}
        rule = "say_onset_day"
    return scene.fact(f"{index}.onset", scene.phrase(rule, scene.answering, **values))


def _ask_severity(scene: Scene, index: int, problem: Problem) -> None:
    scene.ask(scene.phrase("ask_severity", "clinician"))
    wrong = str(max(1, problem.severity - 2))
    text = scene.phrase("say_severity", scene.answering, severity=str(problem.severity), severity_wrong=wrong)
    scene.answer(scene.fact(f"{index}.severity", text) + ".")


def _ask_attribute(scene: Scene, index: int, problem: Problem, name: str) -> None:
    scene.ask(scene.phrase(f"ask_{name}", "clinician"))
    scene.answer(_attribute(scene, index, problem, name) + ".")


def _attribute(scene: Scene, index: int, problem: Problem, name: str) -> str:
    value = scene.phrase(problem.attributes[name][0], scene.answering)
    return scene.fact(f"{index}.{name}", scene.phrase(f"say_{name}", scene.answering, value=value))


def background(scene: Scene) -> None:
    """Conditions, medicines, allergies, operations, family, habits; in the emergency department in haste."""
    scene.ask(scene.phrase("to_background", "clinician"))
    parts = [_conditions, _medications, _allergies, _surgeries, _family, _social]
    for part in parts:
        if scene.chance({_allergies: 0.95, _medications: 0.9, _conditions: 0.9}.get(part, 0.6)):
            part(scene)


def _conditions(scene: Scene) -> None:
    scene.ask(scene.phrase("ask_conditions", "clinician"))
    held = scene.person.conditions
    if not held:
        scene.answer(scene.fact("conditions.none", scene.phrase("no_conditions", scene.answering)))
        return
    said = [
        scene.fact(f"condition.{key}", scene.random.choice(scene.library.conditions[key].lay)) for key in held
    ]
    scene.answer(scene.phrase("say_conditions", scene.answering, list=scene.joined(said)))
    for key, status, _ in scene.truth.chronic:
        word = scene.random.choice(scene.library.conditions[key].lay)
        bare = word.removeprefix("an ").removeprefix("a ")
        scene.ask(f"how's the {bare} {scene.phrase('{doing|been|these days}', 'clinician')}?")
        scene.answer(scene.fact(f"status.{key}", scene.phrase(status[0], scene.answering)) + ".")


def _medications(scene: Scene) -> None:
    scene.ask(scene.phrase("ask_medications", "clinician"))
    taken = scene.person.drugs
    if not taken:
        scene.answer(scene.fact("drugs.none", scene.phrase("no_medications", scene.answering)))
        return
    said = []
    for key in taken:
        drug = scene.library.drugs[key]
        dose = f" {drug.dose}" if drug.dose and scene.chance(0.6) else ""
        label = f"drug.{key}.dose" if dose else f"drug.{key}"
        said.append(scene.fact(label, f"{heard(scene, key)}{dose}"))
    scene.answer(scene.phrase("say_medications", scene.answering, list=scene.joined(said)))


def heard(scene: Scene, key: str) -> str:
    """A drug's name as the transcript has it, misheard now and then."""
    drug = scene.library.drugs[key]
    if drug.heard and scene.chance(0.04):
        return mark(f"m {drug.name}", scene.random.choice(drug.heard))
    return drug.name


def _allergies(scene: Scene) -> None:
    scene.ask(scene.phrase("ask_allergies", "clinician"))
    if not scene.person.allergies:
        scene.answer(scene.fact("allergies.none", scene.phrase("no_allergies", scene.answering)))
    for allergen, reaction in scene.person.allergies:
        how = scene.phrase(pair(reaction, scene.random)[0], scene.answering)
        text = scene.phrase("say_allergy", scene.answering, allergen=allergen, reaction=how)
        scene.answer(scene.fact(f"allergy.{allergen}", text))


def _surgeries(scene: Scene) -> None:
    scene.ask(scene.phrase("ask_surgery", "clinician"))
    if not scene.person.surgeries:
        scene.answer(scene.fact("surgeries.none", scene.phrase("no_surgery", scene.answering)))
        return
    rows = scene.library.people["surgeries"]
    said = [
        scene.fact(f"surgery.{key}", scene.phrase(scene.random.choice(rows[key]["spoken"]), scene.answering))
        for key in scene.person.surgeries
    ]
    scene.answer(scene.phrase("say_surgery", scene.answering, value=scene.joined(said)))


def _family(scene: Scene) -> None:
    scene.ask(scene.phrase("ask_family", "clinician"))
    if not scene.person.family:
        scene.answer(scene.fact("family.none", scene.phrase("no_family", scene.answering)))
    for kin, illness in scene.person.family:
        word = scene.random.choice(scene.library.people["family_history"][illness]["lay"])
        kin_said = (
            f"{'his' if scene.person.sex == 'M' else 'her'} {kin}" if scene.person.is_child else f"my {kin}"
        )
        text = scene.phrase("say_family", scene.answering, kin=kin, value=word).replace(f"my {kin}", kin_said)
        scene.answer(scene.fact(f"family.{illness}", text))


def _social(scene: Scene) -> None:
    city = _phi(scene, "LOCATION", scene.random.choice(scene.library.people["city"]))
    for name, value in scene.person.social.items():
        if not scene.chance(0.8):
            continue
        question = {
            "smoking": "ask_smoking",
            "alcohol": "ask_alcohol",
            "work": "ask_work",
            "home": "ask_home",
            "smoke": "{does {anybody|anyone} smoke {at home|around <him>}|any smokers at home}?",
        }[name]
        scene.ask(
            scene.phrase("{who's at home with <him>|is <he> in daycare or school yet}?", "clinician")
            if scene.person.is_child and name == "home"
            else scene.phrase(question, "clinician")
        )
        said = scene.phrase(pair_said(scene, value), scene.answering)
        if name == "work" and "=>" not in value:
            said = scene.phrase("say_work", scene.answering, value=said, city=city).removesuffix(".")
        scene.answer(scene.fact(f"social.{name}", said) + ".")
        if name == "work" and scene.chance(0.3):
            scene.clinician(scene.phrase("smalltalk_work", "clinician"))
            scene.answer(
                scene.phrase(
                    "{yeah|oh yeah|ha, yeah}{, {always|it's fine|you know how it is}|}.", scene.answering
                )
            )


def pair_said(scene: Scene, text: str) -> str:
    """The spoken half of a pair whose numbers were fixed when the truth was drawn."""
    return text.partition("=>")[0].strip()


def _exchange(scene: Scene, text: str) -> None:
    """Small talk "clinician // patient // clinician"."""
    for at, part in enumerate(text.split(" // ")):
        speak = scene.answer if at % 2 else scene.clinician
        speak(scene.phrase(part, scene.answering if at % 2 else "clinician"))


def _phi(scene: Scene, kind: str, text: str) -> str:
    return mark(f"p {kind}", text)


def recap(scene: Scene) -> None:
    """The clinician says back what was heard, once more in lay words."""
    problem = scene.truth.problems[0]
    number, unit = problem.onset
    parts = [scene.fact("0.complaint", scene.random.choice(problem.complaint.topic).removeprefix("the "))]
    parts[0] += " for " + scene.fact("0.onset", f"{number} {unit if number > 1 else unit[:-1]}")
    said = [key for key in problem.findings if any(f"0.finding.{key}" in line.text for line in scene.lines)]
    for there, lead in ((True, "with "), (False, "no ")):
        keys = [key for key in said if problem.findings[key] is there][:3]
        words = [scene.fact(f"0.finding.{key}", lay(scene, key, "clinician")) for key in keys]
        if words:
            parts.append(lead + scene.joined(words, "and" if there else "or"))
    scene.clinician(scene.phrase("recap", "clinician", summary=", ".join(parts)))
    scene.answer(scene.phrase("recap_yes", scene.answering))
