"""Questions about findings, one, two or three at a time, and what patients answer."""

from __future__ import annotations

from soapstone.simulate.marks import unmark
from soapstone.simulate.problem import Problem
from soapstone.simulate.scene import Scene

ASKED = 0.8
"""The share of findings that a clinician asks for."""


def ask_findings(
    scene: Scene, findings: dict[str, bool], prefix: str, details: Problem | None = None
) -> None:
    """Ask for findings in groups that belong together; a few are never asked."""
    keys = [key for key in findings if scene.chance(ASKED)]
    scene.random.shuffle(keys)
    while keys:
        group = _group(scene, keys)
        keys = [key for key in keys if key not in group]
        if len(group) == 1 and scene.chance(0.03):
            _answer_later(scene, group[0], findings[group[0]], f"{prefix}.{group[0]}")
            continue
        _ask(scene, group, prefix)
        present = [key for key in group if findings[key]]
        if present:
            _affirm(scene, group, present, prefix, details)
        else:
            _deny(scene, group, prefix)
        if present and scene.person.relative and not scene.person.is_child and scene.chance(0.25):
            _relative_adds(scene, present[0], prefix)


def _group(scene: Scene, keys: list[str]) -> list[str]:
    """One finding, or two or three: those that are asked for together, if there are any, else any."""
    count = scene.random.choices((1, 2, 3), scene.manner.groups)[0]
    first, rest = keys[0], keys[1:]
    together = [key for group in scene.library.course["together"] if first in group for key in group]
    partners = [key for key in rest if key in together]
    return [first, *(partners or rest)[: count - 1]]


def _ask(scene: Scene, group: list[str], prefix: str) -> None:
    lays = [scene.fact(f"{prefix}.{key}", lay(scene, key, "clinician")) for key in group]
    doing = len(group) == 1 and lay_is_doing(scene, lays[0])
    rule = ("ask_doing" if doing else "ask_had", "ask_two", "ask_three")[len(group) - 1]
    scene.ask(scene.says(rule, **dict(zip(("lay", "lay_b", "lay_c"), lays, strict=False))))


def lay_is_doing(scene: Scene, marked: str) -> bool:
    """Whether a lay word is something one does: "feeling faint"."""
    words = unmark(marked)[0].split()
    return len(words) > 1 and words[0].endswith("ing")


def _deny(scene: Scene, group: list[str], prefix: str) -> None:
    rule = ("deny_one", "deny_two", "deny_all")[len(group) - 1]
    mine = {
        name: lay(scene, key, scene.answering)
        for name, key in zip(("lay", "lay_b", "lay_c"), group, strict=False)
    }
    scene.tell(scene.facts([f"{prefix}.{key}" for key in group], scene.replies(rule, **mine)), "no")
    if len(group) == 1:
        echo = scene.fact(f"{prefix}.{group[0]}", lay(scene, group[0], "clinician"))
        scene.heard = scene.says("echo_no", lay=echo)


def _affirm(
    scene: Scene, group: list[str], present: list[str], prefix: str, problem: Problem | None = None
) -> None:
    """Yes to some of what was asked, and no to the rest; how much or when may be told or asked."""
    said = [told_finding(scene, f"{prefix}.{key}", key) for key in present]
    detail = problem.details.get(present[0]) if problem and scene.chance(scene.manner.detail) else None
    label = f"{prefix.split('.')[0]}.detail.{present[0]}"
    text = scene.replies("affirm", say=said[0])
    if detail and (len(group) > 1 or scene.chance(0.5)):
        text += f" {scene.fact(label, scene.replies('say_detail', value=scene.replies(detail[0])))}."
        detail = None
    text += "".join(f" {scene.replies('volunteer', say=more)}." for more in said[1:])
    absent = [key for key in group if key not in present]
    if absent:
        denied = [scene.fact(f"{prefix}.{key}", lay(scene, key, scene.answering)) for key in absent]
        text += f" {scene.replies('but_no')} {scene.joined(denied, 'or')}."
    scene.tell(text, "yes", more="" if absent else "more")
    scene.mentioned.insert(0, scene.fact(f"{prefix}.{present[0]}", lay(scene, present[0], "clinician")))
    scene.heard = scene.says(
        "echo_yes", lay=scene.fact(f"{prefix}.{present[0]}", lay(scene, present[0], "clinician"))
    )
    if detail:
        scene.ask(scene.says("ask_detail"))
        scene.answer(scene.fact(label, scene.replies("say_detail", value=scene.replies(detail[0]))) + ".")


def ask_open(scene: Scene, index: int, problem: Problem, told: list[str]) -> list[str]:
    """ "Any other symptoms?": the patient names one or two, or none; those that were named."""
    scene.ask(scene.says("other_symptoms", topic=scene.replies(scene.random.choice(problem.complaint.topic))))
    present = [key for key, there in problem.findings.items() if there and key not in told]
    named = scene.random.sample(present, min(len(present), scene.random.choice((1, 1, 2))))
    if not named:
        scene.answer(scene.replies("no_other"))
        return []
    said = [told_finding(scene, f"{index}.finding.{key}", key) for key in named]
    scene.tell(
        scene.replies("affirm", say=said[0])
        + "".join(f" {scene.replies('volunteer', say=s)}." for s in said[1:])
    )
    return named


def _answer_later(scene: Scene, key: str, there: bool, name: str) -> None:
    """The answer comes much later; for now there is only a vague one."""
    _ask(scene, [key], name.removesuffix(f".{key}"))
    scene.answer(scene.replies("vague"))
    scene.clinician(scene.says("vague_reply"))
    answer = (
        told_finding(scene, name, key)
        if there
        else scene.fact(name, scene.replies("{no|nope}, {i don't think so|nothing}"))
    )
    scene.late.append(scene.replies("late", lay=lay(scene, key, scene.answering), answer=answer))


def say_late(scene: Scene) -> None:
    """What the patient had left open is answered now."""
    while scene.late:
        scene.answer(scene.late.pop(0) + ".")
        scene.clinician(scene.says("ack") + ".")


def _relative_adds(scene: Scene, key: str, prefix: str) -> None:
    text = scene.phrase(_say(scene, key), "relative", lay=lay(scene, key, "relative"))
    scene.relative(scene.phrase("relative_adds", "relative", say=scene.fact(f"{prefix}.{key}", text)) + ".")
    scene.clinician(scene.says("relative_thanks") + ".")


def lay(scene: Scene, key: str, speaker: str) -> str:
    """A lay word for a finding, in the speaker's person."""
    words = scene.library.findings[key].lay
    plain = speaker == "clinician" and scene.chance(0.5)
    said = scene.phrase(words[0] if plain else scene.random.choice(words), speaker)  # type: ignore[arg-type]
    return said.removeprefix("a ").removeprefix("an ")


def told_finding(scene: Scene, name: str, key: str) -> str:
    """How the patient says that a finding is there."""
    return scene.fact(name, scene.replies(_say(scene, key), lay=lay(scene, key, scene.answering)))


def _say(scene: Scene, key: str) -> str:
    finding = scene.library.findings[key]
    if scene.held_out and finding.unseen:
        return scene.random.choice(finding.unseen)
    if key in scene.library.graded and scene.chance(0.3):
        return "<had_some>"
    return scene.random.choice(finding.say)
