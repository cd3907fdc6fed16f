"""Errors of known kinds, planted in true notes: the gate for every checker and judge (K8)."""

from soapstone.evaluation.planted.checkers import CHECKERS, Checker, Flag, flags_of
from soapstone.evaluation.planted.kinds import KINDS, Planted, plant, plant_all
from soapstone.evaluation.planted.measure import Recall, measure

__all__ = [
    "CHECKERS", "KINDS", "Checker", "Flag", "Planted", "Recall", "flags_of", "measure", "plant", "plant_all",
]  # fmt: skip
