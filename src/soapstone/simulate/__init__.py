"""The clinic simulator: visits whose truth is known, for training and tests.

A visit is drawn in three steps, each a function of the one before: what is true (`truth`), what is
said of it (`talk`), and what is written of what was said (`write`). All medicine and all wording is
data (`resources/simulate/`).
"""

from soapstone.simulate.run import simulate, visit

__all__ = ["simulate", "visit"]
