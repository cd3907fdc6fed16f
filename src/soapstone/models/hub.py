"""A model's file from the hub: plain GET, resumed after an interruption, at a pinned revision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx

from soapstone.models.manifest import Model, ModelFile
from soapstone.models.source import SourceError, sha256

CONNECT_SECONDS = 3.0
READ_SECONDS = 30.0

_unreachable: set[str] = set()


def fetch(
    model: Model, file: ModelFile, partial: Path, *, hub: str | None, advance: Callable[[int], None]
) -> None:
    """Download `file` to `partial`, going on where an earlier try stopped; the bytes are checked.

    `hub` is the base address of the hub; None asks huggingface_hub, which honours its own environment.
    `advance` takes the bytes of this file done so far. Raises SourceError; OSError when the disk fails.
    A hub that did not answer is not asked again by this process.
    """
    address = _address(model, file, hub)
    host = httpx.URL(address).netloc.decode()
    if host in _unreachable:
        raise SourceError(f"{host} was not reachable")
    had_partial = partial.exists() and partial.stat().st_size > 0
    try:
        _download(address, file, partial, advance)
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        _unreachable.add(host)
        raise SourceError(f"{host} is not reachable ({error})") from error
    except httpx.HTTPError as error:
        raise SourceError(f"{host} broke off ({type(error).__name__}); what came is kept") from error
    found = sha256(partial)
    if found == file.sha256:
        return
    partial.unlink()
    if had_partial:  # the old part may be of other bytes: once more, from the start
        fetch(model, file, partial, hub=hub, advance=advance)
        return
    raise SourceError(f"{file.path} from {host} has SHA-256 {found}, but must have {file.sha256}: refused")


def _address(model: Model, file: ModelFile, hub: str | None) -> str:
    from huggingface_hub import hf_hub_url

    return hf_hub_url(model.upstream, file.path, revision=model.revision, endpoint=hub)


def _download(address: str, file: ModelFile, partial: Path, advance: Callable[[int], None]) -> None:
    done = partial.stat().st_size if partial.exists() else 0
    if done > file.size:
        partial.unlink()
        done = 0
    if done == file.size:
        return
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={done}-"} if done else {})
    with httpx.stream("GET", address, headers=headers, timeout=timeout, follow_redirects=True) as answer:
        if answer.status_code not in (200, 206):
            raise SourceError(f"{answer.url.host} answered {answer.status_code} for {file.path}")
        resumed = answer.status_code == 206
        with partial.open("ab" if resumed else "wb") as stream:
            done = done if resumed else 0
            for block in answer.iter_raw():  # as it comes, so that a broken line loses nothing
                done += len(block)
                if done > file.size:
                    break  # longer than it may be; the hash will refuse it
                stream.write(block)
                advance(done)
