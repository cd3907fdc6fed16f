"""Nothing leaves the machine: with every socket blocked, a recorded visit still becomes a redacted note."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import SocketBlockedError, disable_socket, enable_socket

from soapstone import Scribe
from soapstone.models import path
from soapstone.phi import redact
from soapstone.types import Patient

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def no_sockets() -> Iterator[None]:
    for model in ("whisper-base", "spacy-en-sm", "voice-encoder"):
        path(model)  # what an installation has fetched
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.usefixtures("no_sockets")
def test_a_recording_becomes_a_note_without_a_socket(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    stages: list[str] = []
    scribe = Scribe("outpatient", on_stage=lambda name, seconds: stages.append(name))
    visit = scribe.listen(
        EXAMPLES / "visit.ogg", Patient.model_validate_json((EXAMPLES / "patient.json").read_text())
    )
    note = scribe.draft(visit)
    text = scribe.render(note, visit=visit)
    assert stages == ["recognise", "roles", "repair", "draft", "check"]
    assert "BP 152/90, HR 88" in note.section("exam").text
    assert "isinopril" in note.section("medications").text
    assert "Penicillin: rash." in note.section("allergies").text
    assert "TO CONFIRM" in text
    logged = caplog.text.lower()
    for word in ("lisinopril", "penicillin", "wheezing", "asthma"):
        assert word not in logged, "no clinical text in logs"


@pytest.mark.usefixtures("no_sockets")
def test_identifiers_are_found_without_a_socket() -> None:
    assert redact("Seen by Dr. Alice Munro, MRN 8841202.").text == "Seen by Dr. <NAME>, MRN <MRN>."


def test_a_closed_socket_is_really_closed() -> None:
    import socket

    disable_socket(allow_unix_socket=True)
    try:
        with pytest.warns(UserWarning, match="tried to use socket"), pytest.raises(SocketBlockedError):
            socket.socket(socket.AF_INET)
    finally:
        enable_socket()
