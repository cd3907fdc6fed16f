"""Tokens and money spent, and a limit that stops the run."""

from __future__ import annotations

import threading
from typing import NamedTuple

from soapstone.errors import SoapstoneError


class Price(NamedTuple):
    """Money for a million tokens, in the server's currency; 0 for one's own hardware."""

    prompt: float = 0.0
    answer: float = 0.0


class BudgetSpentError(SoapstoneError):
    """The budget is spent. What was judged is kept; a larger budget goes on."""

    exit_code = 9
    kind = "budget"


class Budget:
    """Counts what each answer cost; `require` raises BudgetSpentError once `limit` is reached."""

    def __init__(
        self, price: Price | None = None, limit: float | None = None, tokens: int | None = None
    ) -> None:
        self.price, self.limit, self.most_tokens = price or Price(), limit, tokens
        self.prompt_tokens = self.answer_tokens = 0
        self._lock = threading.Lock()

    @property
    def cost(self) -> float:
        """Money spent."""
        return (self.prompt_tokens * self.price.prompt + self.answer_tokens * self.price.answer) / 1e6

    def require(self) -> None:
        """Raise BudgetSpentError when nothing is left to spend."""
        if self.limit is not None and self.cost >= self.limit:
            raise BudgetSpentError(
                f"the budget of {self.limit:g} is spent.",
                fix="Rows judged so far are kept; go on with a larger one.",
            )
        if self.most_tokens is not None and self.prompt_tokens + self.answer_tokens >= self.most_tokens:
            raise BudgetSpentError(
                f"the budget of {self.most_tokens} tokens is spent.",
                fix="Rows judged so far are kept; go on with a larger one.",
            )

    def spend(self, prompt: int, answer: int) -> None:
        """Count the tokens of one answer."""
        with self._lock:
            self.prompt_tokens += prompt
            self.answer_tokens += answer
