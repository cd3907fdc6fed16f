"""The results on disk: one line a row, appended whole, never changed; a kill at any moment loses nothing."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from soapstone.errors import InputError, OutputError, UsageError
from soapstone.evaluation.rows import Row

RESULTS, SETTINGS = "results.jsonl", "run.json"
SYNC_EVERY = 1.0  # seconds: what a power cut, not a kill, can cost
_RESUME = "Continue it with --resume, or choose another folder with --out."


class Ledger:
    """`folder`/results.jsonl and run.json. Rows are in the order of the tasks, so their count says where to go on.

    OutputError when the folder holds another run or cannot be written (a full disk: rows so far are
    kept); UsageError when `resume` meets other settings than the run was begun with.
    """

    def __init__(self, folder: Path, settings: dict[str, Any], *, resume: bool = False) -> None:
        self.folder, self.file = folder, folder / RESULTS
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(folder, error) from error
        self._open_run(settings, resume)
        self._stream = self._open()
        self.rows = _mend(self.file) if resume and self.file.exists() else 0
        self._seen = _Seen(folder)
        for row in read_raw(self.file) if self.rows else ():
            if "duplicate_of" not in row:
                self._seen.add(row["system"], row["digest"], row["number"])
        self._synced = time.monotonic()

    def _open_run(self, settings: dict[str, Any], resume: bool) -> None:
        about = self.folder / SETTINGS
        if not about.exists():
            if self.file.exists():
                raise OutputError(
                    "holds results of an unknown run.",
                    where=str(self.folder),
                    fix="Choose another folder with --out.",
                )
            write_whole(about, json.dumps(settings, ensure_ascii=False, indent=2) + "\n")
            return
        if not resume:
            raise OutputError("holds another run.", where=str(self.folder), fix=_RESUME)
        before = json.loads(about.read_text(encoding="utf-8"))
        changed = [
            f"{name} was {before.get(name)!r} and is now {settings.get(name)!r}"
            for name in sorted({*before, *settings})
            if before.get(name) != settings.get(name)
        ]
        if changed:
            raise UsageError(
                f"the run was begun with other settings: {'; '.join(changed)}.",
                where=str(self.folder),
                fix="Give the same options, or begin a new run in another folder.",
            )

    def _open(self) -> int:
        """The results, open to append, and held against any other process until this one ends."""
        try:
            stream = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as error:
            raise _unwritable(self.file, error) from error
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(stream)
            raise OutputError(
                "another process is writing here.", where=str(self.folder), fix="Wait for it, or stop it."
            ) from None
        return stream

    def first_of(self, system: str, digest: str, number: int) -> int | None:
        """The number of the earlier item with the same content, if any; else this one is noted."""
        return self._seen.add(system, digest, number)

    def append(self, lines: str) -> None:
        """Write whole lines at the end. OutputError on a full disk; the torn line is cut off by the next resume."""
        content = memoryview(lines.encode("utf-8", "surrogateescape"))
        try:
            while content:
                content = content[os.write(self._stream, content) :]
            if time.monotonic() - self._synced > SYNC_EVERY:
                os.fsync(self._stream)
                self._synced = time.monotonic()
        except OSError as error:
            raise _unwritable(self.file, error) from error
        self.rows += lines.count("\n")

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._stream)
        self._seen.close()


class _Seen:
    """The contents met so far, on disk, so that memory stays flat. Rebuilt from the results on resume."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / ".seen.sqlite"
        self.file.unlink(missing_ok=True)  # a killed run's
        self._base = sqlite3.connect(self.file, isolation_level=None)
        self._base.executescript(
            "pragma journal_mode=off; pragma synchronous=off;"
            "create table seen (content blob primary key, number integer) without rowid; begin"
        )

    def add(self, system: str, digest: str, number: int) -> int | None:
        content = hashlib.blake2b(f"{system}\0{digest}".encode(), digest_size=12).digest()
        added = self._base.execute("insert or ignore into seen values (?, ?)", (content, number)).rowcount
        if added:
            return None
        known = self._base.execute("select number from seen where content = ?", (content,)).fetchone()
        return int(known[0])

    def close(self) -> None:
        self._base.close()
        self.file.unlink(missing_ok=True)


def read_raw(file: Path) -> Iterator[dict[str, Any]]:
    """The rows of a results file as plain objects; InputError names a line that is damaged."""
    try:
        with file.open(encoding="utf-8", errors="surrogateescape") as stream:
            for number, line in enumerate(stream, start=1):
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as error:
                    raise InputError(
                        f"line {number} is not a row of results.",
                        where=str(file),
                        fix="Run it again with --resume.",
                    ) from error
    except FileNotFoundError:
        raise InputError(
            "there are no results.",
            where=str(file),
            fix="Make them with soapstone evaluate DATA --out FOLDER.",
        ) from None


def read_results(file: Path) -> Iterator[Row]:
    """The rows of a results file."""
    return (Row.model_validate(row) for row in read_raw(file))


def _mend(file: Path) -> int:
    """Cut off a torn last line; how many whole lines there are."""
    whole = lines = 0
    with file.open("rb+") as stream:
        for line in stream:
            if not line.endswith(b"\n"):
                break
            whole += len(line)
            lines += 1
        stream.truncate(whole)
    return lines


def write_whole(file: Path, text: str) -> None:
    """Write a file whole or not at all. OutputError when it cannot be written."""
    partial = file.with_name(f".{file.name}.part")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(file)
    except OSError as error:
        raise _unwritable(file, error) from error


def _unwritable(file: Path, error: OSError) -> OutputError:
    return OutputError(
        f"cannot be written: {error.strerror}.",
        where=str(file),
        fix="Rows written so far are kept: make room and run again with --resume.",
    )
