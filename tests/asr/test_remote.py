"""Recognition by a server, with a server of somebody else's making and one that misbehaves."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import numpy as np
import pytest

from soapstone import models
from soapstone.asr import transcribe
from soapstone.asr.remote import Remote, pause
from soapstone.asr.whisper import Whisper
from soapstone.audio import RATE
from soapstone.audio.decode import Samples
from soapstone.errors import NoSpeechError, RemoteError, UsageError

from ..audio.conftest import write_wav
from ..audio.sounds import SOUNDS

Need = Callable[[object, str], None]


@pytest.fixture(scope="module")
def real_server(whisper: Whisper, need: Need) -> Iterator[str]:
    """faster-whisper-server, another project's OpenAI-compatible server, with tiny.en on loopback."""
    program = shutil.which("faster-whisper-server", path=str(Path(sys.executable).parent))
    need(program, "the package faster-whisper-server is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = models.store().folder(models.named("whisper-tiny.en"))
    command = [str(program), str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(address).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(f"nothing answers at {address}")


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", text.lower())


@pytest.mark.model
def test_a_real_server_hears_the_visit(
    real_server: str, voice_encoder: None, tmp_path: Path, visit: Samples
) -> None:
    recording = write_wav(tmp_path / "visit.wav", visit[: 30 * RATE])

    transcript = transcribe(recording, transcriber=Remote(real_server, model="whisper-1"))

    said = plain(" ".join(turn.text for turn in transcript.turns))
    assert "what brings you in today" in said
    assert "any fever or chills" in said
    assert all(word.start is not None for turn in transcript.turns for word in turn.words)
    assert any(word.probability < 1 for turn in transcript.turns for word in turn.words)


@dataclass
class Served:
    """A server that gives prepared answers in turn, and remembers what it was sent."""

    answers: list[tuple[int, dict[str, str], bytes]]
    address: str = ""
    received: list[tuple[str, str | None, bytes]] = field(default_factory=list)


@pytest.fixture
def served() -> Iterator[Served]:
    state = Served([])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.received.append((self.path, self.headers.get("Authorization"), body))
            status, headers, content = state.answers.pop(0) if len(state.answers) > 1 else state.answers[0]
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


GOOD = (200, {}, json.dumps({"text": "no chest pain", "language": "english"}).encode())
SPEECH = np.zeros(RATE, np.float32)


def test_the_request_is_what_the_interface_asks_for(served: Served) -> None:
    served.answers = [GOOD]

    Remote(served.address + "/", model="base", key="secret").recognise(SPEECH, "en")

    ((path, authorization, body),) = served.received
    assert path == "/v1/audio/transcriptions"
    assert authorization == "Bearer secret"
    for part in (b'name="model"\r\n\r\nbase', b"verbose_json", b'name="language"\r\n\r\nen', b"RIFF"):
        assert part in body
    assert body.count(b'name="timestamp_granularities[]"') == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_server_that_is_busy_is_asked_again(served: Served, status: int) -> None:
    served.answers = [(status, {}, b""), (status, {"Retry-After": "7"}, b""), GOOD]
    waited: list[float] = []

    heard = Remote(served.address, wait=waited.append).recognise(SPEECH)

    assert [word.text for word in heard.words] == ["no", "chest", "pain"]
    assert 0.25 <= waited[0] <= 0.75
    assert waited[1] == 7.0


def test_a_server_that_stays_busy_is_given_up(served: Served) -> None:
    served.answers = [(503, {}, b"")]

    with pytest.raises(RemoteError, match="it answered 503; 4 tries") as caught:
        Remote(served.address, wait=lambda seconds: None).recognise(SPEECH)

    assert len(served.received) == 4
    assert caught.value.where == f"{served.address}/audio/transcriptions"
    assert caught.value.exit_code == 8


@pytest.mark.parametrize(
    ("status", "fix"),
    [(401, "TRANSCRIPTION_KEY"), (404, "TRANSCRIPTION_URL"), (400, "serves the model 'whisper-1'")],
)
def test_a_refusal_is_not_tried_again_and_says_what_to_set(served: Served, status: int, fix: str) -> None:
    served.answers = [(status, {}, b'{"error": "x"}')]

    with pytest.raises(RemoteError, match=str(status)) as caught:
        Remote(served.address).recognise(SPEECH)

    assert fix in caught.value.fix
    assert len(served.received) == 1


@pytest.mark.parametrize("content", [b"<html>hello</html>", b"{}", b"[]", b'{"words": [{"word": "no"}]}'])
def test_an_answer_that_is_no_transcription_is_refused(served: Served, content: bytes) -> None:
    served.answers = [(200, {}, content)]

    with pytest.raises(RemoteError, match="no transcription"):
        Remote(served.address).recognise(SPEECH)


def test_a_server_that_is_not_there_is_reported() -> None:
    with pytest.raises(RemoteError, match="cannot be used") as caught:
        Remote("http://127.0.0.1:9/v1", wait=lambda seconds: None).recognise(SPEECH)

    assert "SOAPSTONE_TRANSCRIPTION_URL" in caught.value.fix


def test_a_server_that_hangs_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        start = time.perf_counter()
        with pytest.raises(RemoteError, match="ReadTimeout"):
            Remote(address, timeout=0.2, wait=lambda seconds: None).recognise(SPEECH)

    assert time.perf_counter() - start < 5


def test_silence_is_not_even_sent(served: Served, tmp_path: Path) -> None:
    served.answers = [GOOD]
    recording = write_wav(tmp_path / "silence.wav", SOUNDS["music"]())

    with pytest.raises(NoSpeechError):
        transcribe(recording, transcriber=Remote(served.address))

    assert served.received == []


def test_without_an_address_there_is_no_server() -> None:
    with pytest.raises(UsageError, match="no transcription server is set"):
        Remote()


def test_pauses_grow_and_are_bounded() -> None:
    assert max(pause(0, None) for _ in range(50)) <= min(pause(2, None) for _ in range(50))
    assert pause(30, None) == 20.0
    assert pause(0, "3600") == 20.0
    assert pause(0, "Wed, 21 Oct 2026 07:28:00 GMT") < 1
