"""Some visits of every kind, made once for all tests of the simulator."""

from __future__ import annotations

from typing import Any

import pytest

from soapstone.simulate import simulate

Row = dict[str, Any]


@pytest.fixture(scope="session")
def visits() -> list[Row]:
    """Training visits in all three templates."""
    return [row for template in ("soap", "outpatient", "ed") for row in simulate(90, template, seed=21)]


@pytest.fixture(scope="session")
def held_out() -> list[Row]:
    """Visits of conditions and wordings that training never sees."""
    return [
        row for template in ("outpatient", "ed") for row in simulate(60, template, seed=21, held_out=True)
    ]
