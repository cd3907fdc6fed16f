"""Asking a server for an answer of a given type, through time-outs, refusals and nonsense."""

from __future__ import annotations

import random
from typing import Any, NamedTuple, TypeVar

import httpx
from pydantic import SecretStr, ValidationError

from soapstone.errors import SoapstoneError
from soapstone.evaluation.judges.answers import Answer
from soapstone.evaluation.judges.budget import Budget
from soapstone.evaluation.judges.cache import Cache
from soapstone.evaluation.judges.pace import Pace

A = TypeVar("A", bound=Answer)
RETRIED = frozenset([408, 409, 425, 429, 500, 502, 503, 504])


class Server(NamedTuple):
    """An OpenAI-compatible server: the URL that ends in /v1, the model's name there, a bearer token."""

    url: str
    model: str
    key: SecretStr | None = None
    timeout: float = 120.0


class JudgeFailedError(SoapstoneError):
    """No usable answer after all attempts; `what` says why and holds no clinical text."""

    exit_code = 8
    kind = "judge"


class Asker:
    """Asks one model. Temperature 0, a fixed seed, answers held to a JSON schema; safe for several threads."""

    def __init__(
        self,
        server: Server,
        *,
        budget: Budget | None = None,
        cache: Cache | None = None,
        pace: Pace | None = None,
        attempts: int = 5,
        seed: int = 0,
    ) -> None:
        self.server, self.attempts = server, attempts
        self.budget, self.cache, self.pace = budget or Budget(), cache or Cache(), pace or Pace()
        self._chance = random.Random(seed)
        token = {"Authorization": f"Bearer {server.key.get_secret_value()}"} if server.key else {}
        self._http = httpx.Client(timeout=server.timeout, headers=token, trust_env=False)

    @property
    def model(self) -> str:
        """The name in verdicts."""
        return self.server.model

    def ask(self, system: str, user: str, form: type[A]) -> A:
        """The model's answer. JudgeFailedError after the last attempt, BudgetSpentError when nothing may be spent."""
        request = self._request(system, user, form)
        key = self.cache.key(request)
        known = self.cache.get(key)
        if known is not None:
            return form.model_validate_json(known)
        fault = ""
        for attempt in range(self.attempts):
            self.budget.require()
            if attempt:
                self.pace.pause(attempt, self._chance)
            self.pace.wait()
            answer, fault = self._once(request, form)
            if answer is not None:
                self.cache.put(key, answer.model_dump_json())
                return answer
        raise JudgeFailedError(f"no usable answer after {self.attempts} attempts: {fault}.", where=self.model)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _request(self, system: str, user: str, form: type[A]) -> dict[str, Any]:
        schema = {"name": form.__name__, "strict": True, "schema": form.model_json_schema()}
        return {
            "model": self.server.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "temperature": 0,
            "seed": 0,
            "response_format": {"type": "json_schema", "json_schema": schema},
        }

    def _once(self, request: dict[str, Any], form: type[A]) -> tuple[A | None, str]:
        """One attempt: an answer, or why there is none and another attempt may help."""
        try:
            response = self._http.post(f"{self.server.url.rstrip('/')}/chat/completions", json=request)
        except httpx.TimeoutException:
            return None, f"no answer within {self.server.timeout:g} s"
        except httpx.TransportError as error:
            return None, f"the connection failed ({type(error).__name__})"
        if response.status_code in RETRIED:
            if response.status_code in (429, 503):
                self.pace.refused(response.headers)
            return None, f"the server answered {response.status_code}"
        if response.status_code != 200:
            raise JudgeFailedError(
                f"the server answered {response.status_code}.",
                where=self.model,
                fix="Check URL, model and key.",
            )
        self.pace.succeeded(response.headers)
        return self._read(response, form)

    def _read(self, response: httpx.Response, form: type[A]) -> tuple[A | None, str]:
        try:
            document = response.json()
            usage = document.get("usage") or {}
            self.budget.spend(int(usage.get("prompt_tokens", 0)), int(usage.get("completion_tokens", 0)))
            text = document["choices"][0]["message"]["content"]
            return form.model_validate_json(text[text.index("{") : text.rindex("}") + 1]), ""
        except ValidationError:
            return None, f"the answer is no {form.__name__}"
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            return None, "the answer is no JSON of the asked form"
