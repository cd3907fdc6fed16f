"""What the speaker labels of a transcript say before any text is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from soapstone.transcripts.raw import known_role
from soapstone.types import Role, Turn


def label_roles(turns: Sequence[Turn]) -> dict[str, Role]:
    """The role that each label names outright: "Dr. Smith" clinician, "SPEAKER_00" unknown.

    One-letter labels count only together: D and P name roles, but beside A and B a D is just the
    fourth voice.
    """
    labels = dict.fromkeys(turn.speaker for turn in turns if turn.speaker)
    roles = {label: _named(label) for label in labels}
    letters = [label for label in labels if len(label.strip(".: ")) == 1]
    if any(roles[letter] == "unknown" for letter in letters):
        roles.update(dict.fromkeys(letters, "unknown"))
    return roles


def given_role(turn: Turn, roles: Mapping[str, Role]) -> Role:
    """The role of a turn that was given with it, by label or outright; "unknown" where it is not.

    A role with a probability strictly between 0 and 1 was inferred, and is inferred again.
    """
    if turn.speaker:
        return roles[turn.speaker]
    return turn.role if turn.role_probability in (0.0, 1.0) else "unknown"


def _named(label: str) -> Role:
    role = known_role(label)
    return role if role != "unknown" else known_role(label.rstrip("_0123456789 "))
