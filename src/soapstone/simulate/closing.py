"""The second half of a visit: examination, results, what the clinician thinks, the plan, goodbye."""

from __future__ import annotations

from soapstone.simulate.interview import heard, lay
from soapstone.simulate.scene import Scene
from soapstone.simulate.tags import untagged
from soapstone.simulate.truth import Problem

SIGNS = {
    "bp": ("{blood pressure|pressure|b p} {is |of |was |}", ""),
    "hr": ("{heart rate|pulse} {is |of |was |}", ""),
    "temp": ("{temperature|temp} {is |of |was |}", ""),
    "rr": ("{respiratory rate|breathing rate} {is |of |}", ""),
    "spo2": ("{oxygen|o two|oxygen level} {is |at |}", "{ percent|%}{ on room air|}"),
}


def examine(scene: Scene) -> None:
    """The clinician reads the vital signs and says what is found while examining."""
    scene.clinician(scene.phrase("to_exam", "clinician"))
    scene.answer(scene.phrase("exam_ok", scene.answering))
    if scene.chance(0.9):
        _vitals(scene)
    regions = [
        (index, key, texts)
        for index, problem in enumerate(scene.truth.problems)
        for key, texts in problem.exam.items()
    ]
    said: list[str] = []
    for index, key, (spoken, written) in regions:
        region = scene.library.regions[key]
        if spoken in said or not scene.chance(0.94):
            continue
        said.append(spoken)
        side = scene.truth.problems[index].side
        announce = (
            scene.phrase(scene.random.choice(region.announce), "clinician", side=side) + ". "
            if scene.chance(0.6)
            else ""
        )
        lead = scene.phrase("{okay|alright|good|and|so}, ", "clinician") + " " if scene.chance(0.5) else ""
        found = scene.fact(f"{index}.exam.{key}", scene.phrase(untagged(spoken), "clinician"))
        scene.clinician(f"{announce}{lead}{found}.")
        if _hurts(written) and scene.chance(0.6):
            scene.answer(scene.phrase("exam_sore", scene.answering))
        elif scene.chance(0.3):
            scene.answer(scene.phrase("exam_reply", scene.answering))


def _hurts(written: str) -> bool:
    """Whether what was found is sore: "Lateral tenderness", but not "No tenderness" or "Soft, non-tender"."""
    first = written.split(",")[0].lower()
    return "tender" in first and "non-tender" not in first and not first.startswith("no ")


def _vitals(scene: Scene) -> None:
    keys = [key for key in scene.truth.vitals if scene.chance(0.9 if key in ("bp", "hr", "temp") else 0.6)]
    if not keys:
        return
    scene.random.shuffle(keys)
    parts = []
    for key in keys:
        before, after = SIGNS[key]
        value = scene.truth.vitals[key]
        parts.append(scene.fact(f"vital.{key}", scene.phrase(f"{before}{value}{after}", "clinician")))
    verdict = scene.phrase("vitals_off" if scene.truth.abnormal else "vitals_okay", "clinician")
    tail = f", {verdict}" if scene.chance(0.5) else ""
    scene.clinician(f"{scene.phrase('vitals_lead', 'clinician')} {scene.joined(parts)}{tail}.")


def report(scene: Scene) -> None:
    """The clinician tells the results."""
    for index, problem in enumerate(scene.truth.problems):
        for key, (spoken, _) in problem.results.items():
            test = scene.phrase(scene.random.choice(scene.library.tests[key].spoken), "clinician")
            text = scene.phrase("results_lead", "clinician", test=test, value=untagged(spoken))
            scene.clinician(scene.fact(f"{index}.result.{key}", text) + ".")
            if scene.chance(0.5):
                scene.answer(scene.phrase("exam_reply", scene.answering))


def conclude(scene: Scene, index: int, problem: Problem) -> None:
    """What the clinician thinks and what is to be done, with the patient's questions."""
    cause = problem.cause
    rule = "assessment" if problem.sure else "assessment_unsure"
    lead = (
        scene.phrase("to_plan", "clinician") + " "
        if index == 0
        else "and for <topic>, ".replace("<topic>", scene.random.choice(problem.complaint.topic))
    )
    text = scene.phrase(
        rule, "clinician", lay_cause=scene.random.choice(cause.lay), cause=_sided(cause.name, problem)
    )
    scene.clinician(lead + scene.fact(f"{index}.cause", text) + ".")
    if scene.chance(0.7):
        scene.answer(scene.phrase("assessment_reply", scene.answering))
        if scene.chance(0.6):
            scene.clinician(scene.phrase("reassure", "clinician"))
    for number, (spoken, _) in enumerate(problem.course):
        scene.clinician(
            scene.fact(f"{index}.course.{number}", scene.phrase(untagged(spoken), "clinician")) + "."
        )
    _drugs(scene, index, problem)
    _orders(scene, index, problem)


def _sided(text: str, problem: Problem) -> str:
    return text.replace("<side>", problem.side)


def _drugs(scene: Scene, index: int, problem: Problem) -> None:
    for key in problem.drugs:
        drug = scene.library.drugs[key]
        dose = " ".join(filter(None, (heard(scene, key), drug.dose, drug.often)))
        length = f" for {drug.days}" if drug.days else ""
        acute = problem.leave == "admit" or drug.often.startswith("through the iv") or "infusion" in drug.name
        values = {"dose": dose + length, "why": drug.why or "that's for you"}
        text = scene.phrase("given_drug" if acute else "start_drug", "clinician", **values)
        scene.clinician(
            scene.phrase("plan_link", "clinician") + " " + scene.fact(f"{index}.drug.{key}", text) + "."
        )
        if scene.chance(0.4):
            reply = scene.phrase("drug_reply", scene.answering)
            scene.answer(reply)
            if "?" in reply:
                scene.clinician(scene.phrase("drug_reply_doctor", "clinician"))


def _orders(scene: Scene, index: int, problem: Problem) -> None:
    for number, (spoken, _) in enumerate(problem.plan):
        text = scene.fact(f"{index}.plan.{number}", scene.phrase(untagged(spoken), "clinician"))
        scene.clinician(scene.phrase("plan_link", "clinician") + " " + text + ".")
        if scene.chance(0.35):
            scene.answer(
                scene.phrase("{okay|alright|sure|i can do that|makes sense|mm-hmm}.", scene.answering)
            )


def chronic(scene: Scene) -> None:
    """A word on each long-term condition that was spoken of."""
    for key, _, plan in scene.truth.chronic:
        scene.clinician(scene.fact(f"chronic.{key}", scene.phrase(untagged(plan[0]), "clinician")) + ".")
        if scene.chance(0.4):
            scene.answer(scene.phrase("exam_ok", scene.answering))


def leave(scene: Scene) -> None:
    """Where the patient goes from here, when to come again and what to come back for; questions; goodbye."""
    problem = scene.truth.problems[0]
    if problem.leave == "home":
        rule = "follow_ed" if scene.truth.setting == "ed" else "follow"
        scene.clinician(
            scene.fact("0.follow", scene.phrase(rule, "clinician", value=problem.cause.follow)) + "."
        )
        if problem.back:
            signs = [scene.fact(f"0.back.{key}", lay(scene, key, "clinician")) for key in problem.back]
            text = scene.phrase("back", "clinician", list=scene.joined(signs, "or"))
            scene.clinician(scene.fact("0.back", text) + ".")
    else:
        scene.clinician(scene.fact("0.leave", scene.phrase(problem.leave, "clinician")) + ".")
        scene.answer(scene.phrase("leave_reply", scene.answering))
        scene.clinician(scene.phrase("leave_answer", "clinician"))
    if scene.chance(0.8):
        scene.clinician(scene.phrase("questions", "clinician"))
        reply = scene.phrase("no_questions", scene.answering)
        scene.answer(reply)
        if "?" in reply:
            scene.clinician(scene.phrase("questions_answer", "clinician"))
    if scene.chance(0.85):
        scene.clinician(
            scene.phrase("bye", "clinician", given=scene.person.relative_name or scene.person.given)
        )
        scene.answer(scene.phrase("bye_back", scene.answering))
