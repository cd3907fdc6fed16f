"""The end of a visit: what the clinician thinks, the plan, where the patient goes from here, goodbye."""

from __future__ import annotations

from soapstone.simulate.background import heard
from soapstone.simulate.opening import ask_phone
from soapstone.simulate.problem import Problem, given_at_once
from soapstone.simulate.questions import lay
from soapstone.simulate.scene import Scene
from soapstone.simulate.tags import untagged


def conclude(scene: Scene, index: int, problem: Problem) -> None:
    """What the clinician thinks and what is to be done, with the patient's questions."""
    topic = scene.says(scene.random.choice(problem.complaint.topic))
    lead = scene.says("assessment_second" if index else "to_plan", topic=topic)
    text = scene.says(
        "assessment" if problem.sure else "assessment_unsure",
        lay_cause=scene.says(scene.random.choice(problem.cause.lay)),
        cause=problem.cause.name.replace("<side>", problem.side),
        topic=problem.complaint.name,
    )
    scene.clinician(scene.spaced(lead, scene.fact(f"{index}.cause", text)) + ".")
    for number, (spoken, _) in enumerate(problem.considered):
        if scene.chance(0.8):
            said = scene.fact(f"{index}.considered.{number}", scene.says(untagged(spoken)))
            scene.clinician(scene.spaced(scene.says("considered_lead"), said) + ".")
    if scene.chance(0.6):
        scene.answer(scene.replies("assessment_reply"))
        if scene.chance(scene.manner.explain):
            scene.clinician(scene.says("explain"))
    for number, (spoken, _) in enumerate(problem.course):
        scene.clinician(scene.fact(f"{index}.course.{number}", scene.says(untagged(spoken))) + ".")
    _drugs(scene, index, problem)
    _orders(scene, index, problem)


def _drugs(scene: Scene, index: int, problem: Problem) -> None:
    for key in problem.drugs:
        drug = scene.library.drugs[key]
        length = f"for {drug.days}" if drug.days else ""
        rest = " ".join(filter(None, (drug.dose, drug.often, length)))
        name = heard(scene, key)
        given = given_at_once(problem, drug)
        rule = "given_drug" if given else "raise_drug" if drug.replaces else "start_drug"
        values = {
            "dose": f"{name} {rest}".strip(),
            "name": name,
            "rest": rest,
            "why": drug.why or "that's for you",
        }
        text = scene.fact(f"{index}.drug.{key}", scene.says(rule, **values))
        scene.clinician(scene.spaced(scene.says("plan_link"), text) + ".")
        if scene.chance(0.35):
            reply = scene.replies("drug_reply")
            scene.answer(reply)
            if "?" in reply:
                scene.clinician(scene.says("drug_reply_doctor"))


def _orders(scene: Scene, index: int, problem: Problem) -> None:
    for number, (spoken, _) in enumerate(problem.plan):
        text = scene.fact(f"{index}.plan.{number}", scene.says(untagged(spoken)))
        scene.clinician(scene.spaced(scene.says("plan_link"), text) + ".")
        if scene.chance(0.3):
            scene.answer(scene.replies("plan_reply"))


def chronic(scene: Scene) -> None:
    """A word on each long-term condition that was spoken of."""
    for key, _, plan in scene.truth.chronic:
        text = scene.fact(f"chronic.{key}", scene.says(untagged(plan[0])))
        scene.clinician(scene.spaced(scene.says("plan_link"), text) + ".")
        if scene.chance(0.4):
            scene.answer(scene.replies("plan_reply"))


def leave(scene: Scene) -> None:
    """Where the patient goes from here, when to come again and what to come back for; questions; goodbye."""
    problem = scene.truth.problems[0]
    if problem.leave == "home":
        _home(scene, problem)
    else:
        scene.clinician(scene.fact("0.leave", scene.says(problem.leave)) + ".")
        scene.answer(scene.replies("leave_reply"))
        scene.clinician(scene.says("send_answer" if problem.leave == "send" else "leave_answer"))
    if scene.chance(0.1) and scene.person.age >= 18:
        ask_phone(scene)
    if scene.chance(0.8):
        _questions(scene)
    if scene.chance(0.85):
        name = scene.phi("NAME", scene.person.relative_name if scene.person.is_child else scene.person.given)
        scene.clinician(scene.says("bye", given=name))
        scene.answer(scene.replies("bye_back"))


def _home(scene: Scene, problem: Problem) -> None:
    rule = "follow_ed" if scene.truth.setting == "ed" else "follow"
    scene.clinician(scene.fact("0.follow", scene.says(rule, value=problem.cause.follow)) + ".")
    if problem.back:
        signs = [scene.fact(f"0.back.{key}", lay(scene, key, "clinician")) for key in problem.back]
        text = scene.says("back", list=scene.joined(signs, "or"))
        scene.clinician(scene.fact("0.back", text) + ".")


def _questions(scene: Scene) -> None:
    scene.clinician(scene.says("questions"))
    if scene.chance(0.2) and scene.truth.problems[0].leave == "home":
        scene.answer(scene.replies("asks_question"))
        scene.clinician(scene.says("questions_answer"))
    else:
        scene.answer(scene.replies("no_questions"))
