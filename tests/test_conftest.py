"""The guards that all other tests rely on."""

from __future__ import annotations

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_no_test_reaches_a_host_outside() -> None:
    # 192.0.2.1 is kept for documentation (RFC 5737): nothing answers there, even unguarded
    outside = socket.socket()
    with (
        pytest.warns(UserWarning, match="connect"),
        pytest.raises(SocketConnectBlockedError),
    ):
        outside.connect(("192.0.2.1", 9))


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_a_missing_part_is_skipped_by_default(need, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOAPSTONE_CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no piano"):
        need(False, "no piano")


def test_a_missing_part_fails_where_all_parts_are_promised(need, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOAPSTONE_CI", "1")
    with pytest.raises(pytest.fail.Exception, match="no piano"):
        need(False, "no piano")
