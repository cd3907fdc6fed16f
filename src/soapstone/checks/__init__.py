"""Checks: what a reader must look at before signing. Each is a function of a visit and a note."""

from soapstone.checks.doses import doses
from soapstone.checks.figures import figures
from soapstone.checks.omitted import omitted
from soapstone.checks.polarity import polarity
from soapstone.checks.relatives import relatives
from soapstone.checks.sections import sections
from soapstone.checks.sides import sides
from soapstone.checks.times import times
from soapstone.checks.uncertain import uncertain
from soapstone.checks.unsaid import unsaid

CONTRADICTIONS = (polarity, sides, doses, times, relatives, sections, omitted)
"""What was said otherwise, or may not be left out."""
NEVER_SAID = (figures, unsaid)
"""What nobody said; physicians write some of it all the same."""

__all__ = [
    "CONTRADICTIONS", "NEVER_SAID",
    "doses", "figures", "omitted", "polarity", "relatives", "sections", "sides", "times", "uncertain", "unsaid",
]  # fmt: skip
