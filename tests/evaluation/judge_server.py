"""A server on loopback that answers as it is told: recorded answers, refusals, silence, dropped connections."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Reply(NamedTuple):
    """An answer: its text as the model's message, or a status; `wait` seconds before, or the connection dropped."""

    text: str = ""
    status: int = 200
    headers: Mapping[str, str] = {}
    wait: float = 0.0
    drop: bool = False


class JudgeServer:
    """What was asked, and what answers: a function from the request to a reply."""

    def __init__(self, answer: Callable[[dict[str, Any]], Reply]) -> None:
        self.answer = answer
        self.requests: list[dict[str, Any]] = []
        self.tokens: list[str] = []
        self.url = ""


@contextmanager
def serving(answer: Callable[[dict[str, Any]], Reply]) -> Iterator[JudgeServer]:
    """A running server with its URL."""
    judge = JudgeServer(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            judge.requests.append(request)
            judge.tokens.append(self.headers.get("Authorization", ""))
            reply = judge.answer(request)
            time.sleep(reply.wait)
            if reply.drop:
                self.close_connection = True
                return
            usage = {"prompt_tokens": 1000, "completion_tokens": 100}
            message = {"choices": [{"message": {"content": reply.text}}], "usage": usage}
            body = json.dumps(message).encode()
            self.send_response(reply.status)
            for name, value in {**reply.headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    judge.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield judge
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
