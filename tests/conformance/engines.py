"""The visits that every engine is tried on."""

from __future__ import annotations

from soapstone.transcripts.read import read_text
from soapstone.types import Patient, Transcript, Turn, Visit

DIALOGUE = """\
Clinician: What brings you in today?
Patient: I've had a cough and a sore throat for five days.
Clinician: Any fever or chills?
Patient: No.
Clinician: Any chest pain?
Patient: No, no chest pain, but I get short of breath on the stairs.
Clinician: What medicines do you take?
Patient: I take lisinopril 10 mg once a day.
Clinician: Any allergies?
Patient: Penicillin. It gives me hives.
Clinician: Your blood pressure is 142/88 and your heart rate is 76. Let me listen to you.
Clinician: Your lungs are clear. The throat is red.
Clinician: I think you have bronchitis. I'd like to order a chest x-ray.
Clinician: Drink plenty of fluids. Continue the lisinopril 10 mg once a day.
Clinician: I'd like to see you in two weeks. Call me if you have a fever.
Patient: That sounds good.
"""
SMALL_TALK = """\
Clinician: Did you watch the match?
Patient: What a goal that was.
Clinician: The weather should hold until the weekend.
Patient: Then we will go to the lake.
"""


def visit(dialogue: str = DIALOGUE, template: str = "outpatient") -> Visit:
    return Visit(
        transcript=read_text(dialogue, ".txt", "dialogue"),
        patient=Patient(age=47, sex="F"),
        template=template,
    )


def said(*turns: tuple[str, str], template: str = "soap") -> Visit:
    spoken = tuple(
        Turn(index=at, text=text, role=role, role_probability=1.0)  # type: ignore[arg-type]
        for at, (role, text) in enumerate(turns)
    )
    return Visit(transcript=Transcript(turns=spoken), template=template)
