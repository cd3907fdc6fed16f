"""What goes wrong, how badly, and where: error analysis of a run, of entities, and of swapped demographics."""

from soapstone.evaluation.analysis.bias import Bias, compare_swapped, swapped
from soapstone.evaluation.analysis.entities import EntityFault, Mention, entity_faults
from soapstone.evaluation.analysis.faults import Fault, Tally, tally
from soapstone.evaluation.analysis.notes import note_faults

__all__ = [
    "Bias", "EntityFault", "Fault", "Mention", "Tally", "compare_swapped", "entity_faults", "note_faults", "swapped",
    "tally",
]  # fmt: skip
