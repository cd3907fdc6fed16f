"""How fast a server may be asked: what its headers say, slower after a refusal, faster again after success."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping

FLOOR, CEILING = 0.001, 60.0
"""Seconds between requests, at least and at most."""


class Pace:
    """Additive-increase, multiplicative-decrease: the gap doubles at a 429 and shrinks by a tenth at each success.

    `Retry-After` and `x-ratelimit-remaining-requests: 0` with its reset hold all requests until then.
    """

    def __init__(
        self, *, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.gap = FLOOR
        self._next = 0.0
        self._sleep, self._clock, self._lock = sleep, clock, threading.Lock()

    def wait(self) -> None:
        """Sleep until this request may go."""
        with self._lock:
            now = self._clock()
            begin = max(now, self._next)
            self._next = begin + self.gap
        if begin > now:
            self._sleep(begin - now)

    def succeeded(self, headers: Mapping[str, str]) -> None:
        """The server answered; hold when it says that nothing is left."""
        with self._lock:
            self.gap = max(self.gap * 0.9, FLOOR)
            if headers.get("x-ratelimit-remaining-requests") == "0":
                self._hold(_seconds(headers.get("x-ratelimit-reset-requests", "")))

    def refused(self, headers: Mapping[str, str]) -> None:
        """The server said 429 or 503: slow down, and wait as long as it asks for."""
        with self._lock:
            self.gap = min(max(self.gap, 0.05) * 2, CEILING)
            self._hold(_seconds(headers.get("retry-after", "")))

    def _hold(self, seconds: float) -> None:
        self._next = max(self._next, self._clock() + min(seconds, CEILING))

    def pause(self, attempt: int, chance: random.Random) -> None:
        """Wait before a retry: up to 0.5 s, 1 s, 2 s ..., a random share of it (full jitter)."""
        self._sleep(chance.uniform(0, min(0.5 * 2**attempt, CEILING)))


def _seconds(text: str) -> float:
    """ "30", "1.5s", "200ms" or "1m30s" in seconds; 0 for anything else."""
    total, number = 0.0, ""
    units = {"h": 3600.0, "m": 60.0, "s": 1.0}
    text = text.strip().lower().replace("ms", "µ")
    for character in text:
        if character.isdigit() or character == ".":
            number += character
        elif number and (character in units or character == "µ"):
            total += float(number) * (0.001 if character == "µ" else units[character])
            number = ""
        else:
            return 0.0
    try:
        return total + (float(number) if number else 0.0)
    except ValueError:
        return 0.0
