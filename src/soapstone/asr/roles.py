"""Who speaks: clinician, patient or another, from the labels and from what is said.

Labels that name roles are kept, unless the text says that they are exchanged. Anonymous voices
("SPEAKER_00", "left") are judged by all of their turns together. Turns without any label are
decoded as a sequence. What is uncertain stays so: every turn carries a probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from soapstone.asr.role_labels import given_role, label_roles
from soapstone.asr.role_model import RoleEvidence, dictation_log_odds, evidence
from soapstone.asr.role_sequence import Floats, posteriors, probability
from soapstone.asr.role_voices import SIDE, Voiced, anonymous_voices, named_voices
from soapstone.types import Role, Transcript, Turn

EXCHANGED = (
    "The speaker labels seem to be exchanged: the voice labelled patient talks like the clinician. "
    "They were exchanged back; please check."
)
DICTATION = "One voice only, which reads like a dictation: all turns are taken as the clinician's."
ONE_VOICE = "Only one voice was found: all turns are taken as one speaker's."
NO_LABELS = "No labels tell the speakers apart: roles were inferred turn by turn from the text."

# A diarizer errs on single turns, so a voice lends at most this log-odds to one turn.
TRUST_IN_VOICES = 5.0
# A dictation has at least this many words; of fewer nothing can be said.
DICTATED_WORDS = 12
# Below this share of the turns a second voice is a slip of the decoding, not a person.
LEAST_SHARE = 0.1
CERTAIN = 0.999


@dataclass(frozen=True)
class _Judged:
    roles: tuple[Role, ...]
    probabilities: tuple[float, ...]
    warnings: tuple[str, ...] = ()


def assign_roles(transcript: Transcript) -> Transcript:
    """The transcript with `role` and `role_probability` of every turn set, and warnings added.

    For example "any chest pain?" and "no, just short of breath" by SPEAKER_01 and SPEAKER_00 make
    the first the clinician and the second the patient. The same input gives the same roles, and a
    transcript that went through once comes back unchanged.
    """
    turns = transcript.turns
    if not turns:
        return transcript
    text = evidence([turn.text for turn in turns])
    labels = label_roles(turns)
    given = [given_role(turn, labels) for turn in turns]
    nothing_told = set(given) == {"unknown"} and len(labels) < 2
    return _with_roles(transcript, _by_turn(turns, text) if nothing_told else _by_voice(turns, given, text))


def _by_turn(turns: Sequence[Turn], text: RoleEvidence) -> _Judged:
    """Nothing tells the voices apart: a dictation, one voice, or a dialogue to be decoded."""
    words = sum(len(turn.text.split()) for turn in turns)
    if words >= DICTATED_WORDS and dictation_log_odds([turn.text for turn in turns]) > 0:
        return _one_role(turns, "clinician", text, DICTATION)
    decoded = posteriors(text.clinician, text.switch)
    share = float(np.mean(decoded > 0.5))
    if len(turns) == 1 or not LEAST_SHARE <= share <= 1 - LEAST_SHARE:
        return _one_role(turns, "clinician" if share > 0.5 else "patient", text, ONE_VOICE)
    roles = tuple(_sided(p) for p in decoded)
    return _Judged(roles, tuple(float(max(p, 1 - p)) for p in decoded), (NO_LABELS,))


def _by_voice(turns: Sequence[Turn], given: Sequence[Role], text: RoleEvidence) -> _Judged:
    """Labels tell the voices apart; turns without a label are decoded between those with one."""
    voiced = named_voices(given, text.clinician)
    voiced = anonymous_voices(voiced, [turn.speaker for turn in turns], text.clinician)
    decoded = posteriors(_clamped(text.clinician, voiced), text.switch)
    roles: list[Role] = []
    probabilities: list[float] = []
    for role, odds, score, p in zip(voiced.roles, voiced.log_odds, text.clinician, decoded, strict=True):
        if role == "unknown":
            roles.append(_sided(p))
            probabilities.append(float(max(p, 1 - p)))
        else:
            roles.append(role)
            sure = min(odds, TRUST_IN_VOICES) + SIDE[role] * score
            probabilities.append(probability(sure))
    return _Judged(tuple(roles), tuple(probabilities), (EXCHANGED,) if voiced.exchanged else ())


def _one_role(turns: Sequence[Turn], role: Role, text: RoleEvidence, warning: str) -> _Judged:
    odds = abs(float(text.clinician.sum())) if warning == ONE_VOICE else TRUST_IN_VOICES
    sure = probability(min(odds, TRUST_IN_VOICES))
    return _Judged((role,) * len(turns), (sure,) * len(turns), (warning,))


def _clamped(clinician: Floats, voiced: Voiced) -> Floats:
    known = np.array([SIDE[role] for role in voiced.roles])
    return np.where(known == 0.0, clinician, 12.0 * known)


def _sided(probability: float) -> Role:
    return "clinician" if probability > 0.5 else "patient"


def _with_roles(transcript: Transcript, judged: _Judged) -> Transcript:
    turns = tuple(
        turn.model_copy(update={"role": role, "role_probability": round(min(p, CERTAIN), 4)})
        for turn, role, p in zip(transcript.turns, judged.roles, judged.probabilities, strict=True)
    )
    warnings = tuple(dict.fromkeys((*transcript.warnings, *judged.warnings)))
    return transcript.model_copy(update={"turns": turns, "warnings": warnings})
