"""Repair of what the recogniser heard: numbers, vitals, doses, dates, drug names and clinical words.

Every change is kept as a `Repair` on its turn, so that `original` gives back what was heard.
"""

from __future__ import annotations

from soapstone.asr.changes import apart, apply, original
from soapstone.asr.drugs import drug_changes
from soapstone.asr.letters import in_place, letter_changes, whole
from soapstone.asr.numbers import number_changes
from soapstone.asr.terms import term_changes
from soapstone.types import Patient, Transcript, Turn

__all__ = ["original", "repair", "repair_turn"]


UNKNOWN = Patient()


def repair(transcript: Transcript, patient: Patient = UNKNOWN) -> Transcript:
    """The transcript with every turn repaired; what nothing speaks against stays byte for byte.

    "one forty two over eighty eight" becomes "142/88", "forty milligrams" "40 mg", and a doubtful
    "lysinopryl" "lisinopril". Repairing twice changes nothing more.
    """
    turns = tuple(repair_turn(turn, patient) for turn in transcript.turns)
    if all(new is old for new, old in zip(turns, transcript.turns, strict=True)):
        return transcript
    return transcript.model_copy(update={"turns": turns})


def repair_turn(turn: Turn, patient: Patient = UNKNOWN) -> Turn:
    """One turn repaired; a turn that carries repairs already was repaired before and stays."""
    if turn.repairs:
        return turn
    spelled = list(letter_changes(turn.text))
    changes = (
        *spelled,
        # the two of "o two 99 percent" is no number, the unit of "four M G" is one
        *(whole(change, spelled) for change in number_changes(in_place(turn.text, spelled))),
        *drug_changes(turn, patient),
        *term_changes(turn),
    )
    return apply(turn, apart(changes))
