"""The history of a problem: what the patient tells unasked, then questions in the clinician's own order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from soapstone.simulate.problem import Problem
from soapstone.simulate.questions import ask_findings, ask_open, lay, told_finding
from soapstone.simulate.scene import Scene


def complain(scene: Scene, index: int, problem: Problem) -> list[str]:
    """The patient says what it is, at length or not; what was told with it."""
    ways = problem.cause.brings or problem.complaint.brings
    brings = scene.fact(f"{index}.complaint", scene.replies(scene.random.choice(ways), side=problem.side))
    text = scene.replies("second_problem" if index else "seeing_for", brings=brings)
    told = _told_at_once(scene, problem)
    for name in told:
        text = f"{text} {scene.spaced(scene.replies('and_then'), _said(scene, index, problem, name))}."
    if scene.chance(0.2):
        text += f" {scene.replies('why_come')}."
    scene.tell(text.replace(".. ", ". "))
    return told


def _told_at_once(scene: Scene, problem: Problem) -> list[str]:
    """When it began, what happened and the findings that come to mind, in the order of telling."""
    share = 0.6 if scene.chance(scene.manner.narrative) else 0.12
    timed = () if problem.complaint.visit else ("onset",)
    told = [name for name in (*timed, "story") if name == "onset" or name in problem.attributes]
    told = [name for name in told if scene.chance(share)]
    present = [key for key, there in problem.findings.items() if there]
    count = sum(scene.chance(share) for _ in range(2))
    return told + scene.random.sample(present, min(count, len(present)))


def _said(scene: Scene, index: int, problem: Problem, name: str) -> str:
    if name == "onset":
        return onset(scene, index, problem, "told_onset")
    if name in problem.attributes:
        return attribute(scene, index, problem, name)
    return scene.replies("volunteer", say=told_finding(scene, f"{index}.finding.{name}", name))


def history(scene: Scene, index: int, problem: Problem, told: list[str]) -> None:
    """What the patient has not told yet, asked for; then the findings."""
    topic = scene.says(scene.random.choice(problem.complaint.topic))
    if scene.chance(0.3 + 0.5 * scene.manner.narrative):
        told += _tell_more(scene, index, problem, told, topic)
    asks = _asks(scene, index, problem, told, topic)
    later = asks[1:]
    scene.random.shuffle(later)
    for ask in (*asks[:1], *later):
        ask()
    if scene.chance(scene.manner.ask_open):
        told += ask_open(scene, index, problem, told)
    findings = {key: there for key, there in problem.findings.items() if key not in told}
    if scene.chance(0.25):
        scene.clinician(scene.says("to_review"))
    ask_findings(scene, findings, f"{index}.finding", problem)


def _tell_more(scene: Scene, index: int, problem: Problem, told: list[str], topic: str) -> list[str]:
    """ "Tell me more about it": one to three things in one breath."""
    names = [name for name in problem.attributes if name not in (*told, "impact")]
    if scene.person.age < 5 and "quality" in names:
        names.remove("quality")
    chosen = scene.random.sample(names, min(len(names), scene.random.choice((1, 2, 2, 3))))
    if not chosen:
        return []
    scene.ask(scene.says("tell_more", topic=topic))
    parts = [
        scene.fact(
            f"{index}.{name}",
            scene.replies(f"narrate_{name}", value=scene.replies(problem.attributes[name][0])),
        )
        for name in chosen
    ]
    text = parts[0] + "".join(f", {scene.spaced(scene.replies('narrate_link'), part)}" for part in parts[1:])
    scene.tell(text + ".")
    return chosen


def _asks(
    scene: Scene, index: int, problem: Problem, told: list[str], topic: str
) -> list[Callable[[], None]]:
    asks: list[Callable[[], None]] = []
    if "onset" not in told and not problem.complaint.visit:
        asks.append(partial(_ask_onset, scene, index, problem, topic))
    if problem.complaint.pain and scene.person.age >= 8 and scene.chance(0.75):
        asks.append(partial(_ask_severity, scene, index, problem))
    return asks + [
        partial(_ask_attribute, scene, index, problem, name)
        for name in problem.attributes
        if name not in told and scene.chance(0.7) and (name != "quality" or scene.person.age >= 5)
    ]


def _ask_onset(scene: Scene, index: int, problem: Problem, topic: str) -> None:
    scene.ask(scene.says("ask_onset", topic=topic))
    scene.tell(onset(scene, index, problem) + ".")
    scene.heard = scene.says("echo_onset", onset_ago=scene.fact(f"{index}.onset", _ago(scene, problem)))


def onset(scene: Scene, index: int, problem: Problem, rule: str = "say_onset") -> str:
    """When it began, perhaps by the day of the week, which is put right now and then."""
    number, unit = problem.onset
    values = {"onset_ago": _ago(scene, problem)}
    if rule == "say_onset" and unit == "days" and 1 < number < 7 and scene.chance(0.3):
        days = scene.library.people["weekdays"]
        today = scene.random.randrange(7)
        values |= {"weekday": days[(today - number) % 7], "weekday_wrong": days[(today - number - 1) % 7]}
        rule = "say_onset_day"
    return scene.fact(f"{index}.onset", scene.replies(rule, **values))


def _ago(scene: Scene, problem: Problem) -> str:
    number, unit = problem.onset
    if number == 2 and scene.chance(0.4):
        return f"a couple of {unit}"
    if number == 1:
        return f"{'an' if unit == 'hours' else 'a'} {unit[:-1]}"
    return f"{number} {unit}"


def _ask_severity(scene: Scene, index: int, problem: Problem) -> None:
    scene.ask(scene.says("ask_severity"))
    wrong = str(problem.severity - 2 if problem.severity > 2 else problem.severity + 2)
    text = scene.replies("say_severity", severity=str(problem.severity), severity_wrong=wrong)
    scene.answer(scene.fact(f"{index}.severity", text) + ".")


def _ask_attribute(scene: Scene, index: int, problem: Problem, name: str) -> None:
    rule = "ask_happened" if name == "story" else f"ask_{name}"
    scene.ask(scene.says("ask_quality_pain" if name == "quality" and problem.complaint.pain else rule))
    scene.tell(attribute(scene, index, problem, name) + ".")


def attribute(scene: Scene, index: int, problem: Problem, name: str) -> str:
    """One thing that is told of the complaint itself, such as what makes it worse."""
    value = scene.replies(problem.attributes[name][0])
    return scene.fact(f"{index}.{name}", scene.replies(f"say_{name}", value=value))


def recap(scene: Scene) -> None:
    """The clinician says back what was heard, once more in lay words."""
    problem = scene.truth.problems[0]
    number, unit = problem.onset
    parts = [scene.fact("0.complaint", problem.complaint.name)]
    if not problem.complaint.visit:
        parts[0] += " for " + scene.fact("0.onset", f"{number} {unit if number > 1 else unit[:-1]}")
    said = [key for key in problem.findings if scene.has_said(f"0.finding.{key}")]
    for there, lead in ((True, "with "), (False, "no ")):
        keys = [key for key in said if problem.findings[key] is there][:3]
        words = [scene.fact(f"0.finding.{key}", lay(scene, key, "clinician")) for key in keys]
        if words:
            parts.append(lead + scene.joined(words, "and" if there else "or"))
    scene.ask(scene.says("recap", summary=", ".join(parts)))
    scene.answer(scene.replies("recap_yes"))
