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

__all__ = [
    "doses", "figures", "omitted", "polarity", "relatives", "sections", "sides", "times", "uncertain", "unsaid",
]  # fmt: skip
