"""Answers kept on disk by what was asked of which model, so that nothing is paid for twice."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from pathlib import Path
from typing import Any


class Cache:
    """An SQLite file; `None` keeps answers in memory only. Safe for several threads of one process."""

    def __init__(self, file: Path | None = None) -> None:
        self._base = sqlite3.connect(file or ":memory:", check_same_thread=False, isolation_level=None)
        self._lock = threading.Lock()
        self._base.execute(
            "create table if not exists answers (asked text primary key, answer text not null)"
        )

    @staticmethod
    def key(request: dict[str, Any]) -> str:
        """The hash of a whole request: model, messages, schema."""
        return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()

    def get(self, key: str) -> str | None:
        """The answer as JSON text, or None."""
        with self._lock:
            row = self._base.execute("select answer from answers where asked = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def put(self, key: str, answer: str) -> None:
        """Keep an answer."""
        with self._lock:
            self._base.execute("insert or replace into answers values (?, ?)", (key, answer))

    def close(self) -> None:
        """Close the file."""
        self._base.close()
