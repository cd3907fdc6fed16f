"""What every test shares: no network but loopback, and one door for missing real parts."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from pytest_socket import socket_allow_hosts

LOOPBACK = ["127.0.0.1", "::1", "localhost"]


def need(condition: object, reason: str) -> None:
    """Go on if `condition` holds; else skip, or fail where SOAPSTONE_CI promises that all parts are there."""
    if condition:
        return
    if os.environ.get("SOAPSTONE_CI"):
        pytest.fail(f"SOAPSTONE_CI is set, so this may not be skipped: {reason}")
    pytest.skip(reason)


@pytest.fixture(name="need", scope="session")
def need_fixture() -> Callable[[object, str], None]:
    """`need` as a fixture, so that no test imports from conftest."""
    return need


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Block every connection but to loopback and unix sockets, unless the test is marked `network`.

    pytest-socket lifts the block again after each test.
    """
    if item.get_closest_marker("network") is None:
        socket_allow_hosts(LOOPBACK, allow_unix_socket=True)
