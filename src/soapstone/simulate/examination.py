"""Vital signs, examination and results, in plain words or called out as they will be written."""

from __future__ import annotations

from soapstone.simulate.scene import Scene
from soapstone.simulate.tags import untagged

SIGNS = {
    "bp": ("{blood pressure|pressure|b p} {is |of |was |}", ""),
    "hr": ("{heart rate|pulse} {is |of |was |}", ""),
    "temp": ("{temperature|temp} {is |of |was |}", ""),
    "rr": ("{respiratory rate|breathing rate} {is |of |}", ""),
    "spo2": ("{oxygen|o two|oxygen level} {is |at |}", "{ percent|%}{ on room air|}"),
}


def examine(scene: Scene) -> None:
    """The clinician reads the vital signs and says what is found while examining."""
    scene.ask(scene.says("to_exam"))
    scene.answer(scene.replies("exam_ok"))
    if scene.chance(0.9):
        _vitals(scene)
    if scene.exam == "clinical" and scene.chance(0.4):
        scene.clinician(scene.says("exam_intro"))
    said: set[str] = set()
    for index, problem in enumerate(scene.truth.problems):
        for key, (spoken, written) in problem.exam.items():
            if spoken not in said and scene.chance(0.94):
                said.add(spoken)
                _region(scene, f"{index}.exam.{key}", key, spoken, written, problem.side)


def _region(scene: Scene, name: str, key: str, spoken: str, written: str, side: str) -> None:
    region = scene.library.regions[key]
    clinical = scene.exam == "clinical" and scene.chance(0.8)
    found = scene.fact(name, _read_out(written) if clinical else scene.says(untagged(spoken)))
    announce = scene.says(scene.random.choice(region.announce), side=side)
    rule = "exam_clinical" if clinical else "exam_plain"
    scene.clinician(
        scene.says(rule, region=region.spoken or region.written.lower(), found=found, announce=announce) + "."
    )
    if _hurts(written) and scene.chance(0.6):
        scene.answer(scene.replies("exam_sore"))
    elif scene.chance(0.12 if clinical else 0.25):
        _reply(scene)


def _reply(scene: Scene) -> None:
    reply = scene.replies("exam_reply")
    scene.answer(reply)
    if "?" in reply:
        scene.clinician(scene.says("exam_reply_doctor"))


def _read_out(written: str) -> str:
    """Words of a note as a clinician calls them out: "Regular rhythm, no murmur." without its capital and point."""
    text = untagged(written).removesuffix(".")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


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
        parts.append(scene.fact(f"vital.{key}", scene.says(f"{before}{value}{after}")))
    verdict = scene.says("vitals_off" if scene.truth.abnormal else "vitals_okay")
    tail = f", {verdict}" if scene.chance(0.5) else ""
    scene.clinician(f"{scene.says('vitals_lead')} {scene.joined(parts)}{tail}.")


def report(scene: Scene) -> None:
    """The clinician tells the results."""
    for index, problem in enumerate(scene.truth.problems):
        for key, (spoken, written) in problem.results.items():
            test = scene.says(scene.random.choice(scene.library.tests[key].spoken))
            clinical = scene.exam == "clinical" and scene.chance(0.6)
            text = (
                scene.says("results_clinical", test=test, found=_read_out(written))
                if clinical
                else scene.says("results_plain", test=test, value=scene.says(untagged(spoken)))
            )
            scene.clinician(scene.fact(f"{index}.result.{key}", text) + ".")
            if scene.chance(0.4):
                _reply(scene)
