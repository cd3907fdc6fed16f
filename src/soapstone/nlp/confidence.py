"""What an entity's confidence means: of those given 0.8, four in five are right to the character and in type.

A trained encoder is surer than it is right (Guo et al., ICML 2017). Two numbers, fitted on texts it did not learn from by
`python -m soapstone.training.ner_calibration`, bring its odds down (Platt 1999).
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import NamedTuple

from soapstone.resources import read_resource

FILE = "ner/calibration.json"
SUREST = 0.999


class Platt(NamedTuple):
    """log-odds of being right = `slope` * log-odds of the encoder + `offset`."""

    slope: float
    offset: float

    def __call__(self, confidence: float) -> float:
        """The probability of being right: 0.6 of the encoder may be 0.32."""
        return round(1 / (1 + math.exp(-self.slope * odds(confidence) - self.offset)), 4)

    def undone(self, confidence: float) -> float:
        """The encoder's confidence from the probability of being right: 0.6 again."""
        return 1 / (1 + math.exp(-(odds(confidence) - self.offset) / self.slope))


def odds(probability: float) -> float:
    """The log-odds of a probability, of 0 and 1 too."""
    inner = min(max(probability, 1 - SUREST), SUREST)
    return math.log(inner / (1 - inner))


@cache
def calibrated() -> Platt:
    """The shipped calibration."""
    held = json.loads(read_resource(FILE))
    return Platt(held["slope"], held["offset"])
