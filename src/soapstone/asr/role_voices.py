"""Roles of whole voices: each labelled speaker is judged by all of his or her turns together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from soapstone.asr.role_sequence import Floats
from soapstone.types import Role

SIDE: dict[Role, float] = {"clinician": 1.0, "patient": -1.0, "other": 0.0, "unknown": 0.0}

# Labels that name roles are seldom wrong: exchanging them takes log-odds of 2 (7 to 1) against.
TRUST_IN_LABELS = 2.0
# Log-odds that a voice beside two known roles is a relative's and not a second clinician's.
OTHERS_ARE_RELATIVES = 1.0


@dataclass(frozen=True)
class Voiced:
    """A role a turn ("unknown" where no voice tells) and the log-odds that its voice has that role."""

    roles: tuple[Role, ...]
    log_odds: tuple[float, ...]
    exchanged: bool = False


def named_voices(given: Sequence[Role], clinician: Floats) -> Voiced:
    """Keep the roles that labels name, or exchange clinician and patient where the text says so."""
    support = sum(SIDE[role] * score for role, score in zip(given, clinician, strict=True))
    exchanged = {"clinician", "patient"} <= set(given) and support < -TRUST_IN_LABELS
    trust = abs(support + TRUST_IN_LABELS)
    roles = tuple(_exchange(role) for role in given) if exchanged else tuple(given)
    return Voiced(roles, tuple(0.0 if role == "unknown" else trust for role in roles), exchanged)


def anonymous_voices(voiced: Voiced, speakers: Sequence[str], clinician: Floats) -> Voiced:
    """Give roles to labels that name none: first the roles still missing, then the rest one by one."""
    scores: dict[str, float] = {}
    for speaker, role, score in zip(speakers, voiced.roles, clinician, strict=True):
        if speaker and role == "unknown":
            scores[speaker] = scores.get(speaker, 0.0) + float(score)
    missing = [role for role in ("clinician", "patient") if role not in voiced.roles]
    found = _share_out(scores, missing)
    pairs = [
        found[speaker] if role == "unknown" and speaker in found else (role, odds)
        for speaker, role, odds in zip(speakers, voiced.roles, voiced.log_odds, strict=True)
    ]
    return Voiced(tuple(r for r, _ in pairs), tuple(o for _, o in pairs), voiced.exchanged)


def _share_out(scores: dict[str, float], missing: Sequence[str]) -> dict[str, tuple[Role, float]]:
    ranked = sorted(scores, key=lambda speaker: -scores[speaker])
    found: dict[str, tuple[Role, float]] = {}
    if len(ranked) > 1 and len(missing) == 2:
        first, last = ranked.pop(0), ranked.pop()
        odds = scores[first] - scores[last]
        found[first], found[last] = ("clinician", odds), ("patient", odds)
    elif ranked and missing:
        side: Literal["clinician", "patient"] = "clinician" if "clinician" in missing else "patient"
        best = ranked[0] if side == "clinician" else ranked[-1]
        if len(missing) == 1 or SIDE[side] * scores[best] > 0:
            found[best] = side, SIDE[side] * scores[best] + TRUST_IN_LABELS * (len(missing) == 1)
        else:
            found[best] = "patient", -scores[best]
        ranked.remove(best)
    for speaker in ranked:
        odds = scores[speaker] - OTHERS_ARE_RELATIVES
        found[speaker] = ("clinician", odds) if odds > 0 else ("other", -odds)
    return found


def _exchange(role: Role) -> Role:
    if role == "clinician":
        return "patient"
    return "clinician" if role == "patient" else role
