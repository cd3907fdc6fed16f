"""A real llama.cpp server on loopback, in a process of its own so that it can be killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

KEY = "the-key-of-this-test"


class Llama(NamedTuple):
    """The running server: its base URL and its process."""

    url: str
    process: subprocess.Popen[str]


@contextmanager
def running(model: Path) -> Iterator[Llama]:
    """A server of the GGUF file `model` on a free port; it ends with the block."""
    with subprocess.Popen(
        [sys.executable, __file__, str(model)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield Llama(f"{process.stdout.readline().strip()}/v1", process)
        process.kill()


def main(model: str) -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.hostnames, params.port, params.api_keys = ["127.0.0.1"], 0, [KEY]
    params.n_ctx, params.n_parallel, params.n_predict = 4096, 2, 400
    params.warmup = False
    # one thread: several wait for one another in a busy loop, which a loaded machine makes endless
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.sampling.penalty_repeat, params.sampling.penalty_last_n = (
        1.3,
        256,
    )  # small models repeat themselves
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
