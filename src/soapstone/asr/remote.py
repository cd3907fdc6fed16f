"""Recognition on a server with the OpenAI transcription interface, for instance one in the clinic."""

from __future__ import annotations

import io
import random
import time
import wave
from collections.abc import Callable
from typing import Any

import httpx
import numpy as np

from soapstone.asr.base import Heard, Hearing
from soapstone.asr.listen import listen
from soapstone.asr.verbose_json import heard
from soapstone.audio import RATE, Audio
from soapstone.audio.decode import Samples
from soapstone.errors import RemoteError, UsageError
from soapstone.settings import settings

PATH = "audio/transcriptions"
TRIES = 4
FIRST_WAIT = 0.5  # seconds; doubled each time
LONGEST_WAIT = 20.0
CONNECT_SECONDS = 5.0


class Remote:
    """A server that takes speech and gives words; speech is found here, and only speech is sent.

    `url` is the base address that ends in "/v1". Raises RemoteError when the server does not answer,
    refuses, or answers with something else; 429 and 5xx are tried again, with growing pauses.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        model: str | None = None,
        key: str | None = None,
        timeout: float | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        chosen = settings()
        url = url or chosen.transcription_url
        if not url:
            raise UsageError(
                "no transcription server is set.",
                where="SOAPSTONE_TRANSCRIPTION_URL",
                fix="Set it to the server's base URL.",
            )
        secret = chosen.transcription_key
        self.url = f"{url.rstrip('/')}/{PATH}"
        self.model = model or chosen.transcription_model
        self._key = key or (secret.get_secret_value() if secret else None)
        self._timeout = httpx.Timeout(timeout or chosen.transcription_timeout, connect=CONNECT_SECONDS)
        self._wait = wait

    def stream(self, audio: Audio) -> Hearing:
        """Listen to a recording of any length, sent in pieces of at most 28 s; see `Transcriber`."""
        return listen(audio, self.recognise)

    def recognise(self, samples: Samples, language: str | None = None) -> Heard:
        """The words in speech of shape (n,), timed from its start."""
        form: dict[str, Any] = {
            "model": self.model,
            "response_format": "verbose_json",
            "timestamp_granularities[]": ["word", "segment"],
            "temperature": "0",
            **({"language": language} if language else {}),
        }
        answer = self._post(form, wav(samples))
        try:
            return heard(answer.json(), seconds=len(samples) / RATE)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RemoteError(
                "the server's answer is no transcription (verbose_json).",
                where=self.url,
                fix="Check that the address is that of an OpenAI-compatible server.",
            ) from error

    def _post(self, form: dict[str, Any], sound: bytes) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        reason = ""
        with httpx.Client(timeout=self._timeout, headers=headers) as client:
            for attempt in range(TRIES):
                asked: str | None = None
                try:
                    answer = client.post(
                        self.url, data=form, files={"file": ("speech.wav", sound, "audio/wav")}
                    )
                    if answer.is_success:
                        return answer
                    if not _may_pass(answer.status_code):
                        raise self._refused(answer)
                    reason = f"it answered {answer.status_code}"
                    asked = answer.headers.get("Retry-After")
                except httpx.TransportError as error:
                    reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
                if attempt < TRIES - 1:
                    self._wait(pause(attempt, asked))
        raise RemoteError(
            f"the transcription server cannot be used ({reason}; {TRIES} tries).",
            where=self.url,
            fix="Check that it runs and is not overloaded, or unset SOAPSTONE_TRANSCRIPTION_URL to "
            "recognise on this machine.",
        )

    def _refused(self, answer: httpx.Response) -> RemoteError:
        fixes = {
            401: "Set SOAPSTONE_TRANSCRIPTION_KEY to a valid key.",
            403: "Set SOAPSTONE_TRANSCRIPTION_KEY to a key that may use this model.",
            404: "Check SOAPSTONE_TRANSCRIPTION_URL (it ends in /v1) and SOAPSTONE_TRANSCRIPTION_MODEL.",
        }
        return RemoteError(
            f"the transcription server refused the request ({answer.status_code}).",
            where=self.url,
            fix=fixes.get(answer.status_code, f"Check that it serves the model {self.model!r}."),
        )


def _may_pass(status: int) -> bool:
    return status in (408, 429) or status >= 500


def pause(attempt: int, asked: str | None) -> float:
    """Seconds before the next try: as the server asked, else doubling, with jitter against herds."""
    if asked is not None and asked.replace(".", "", 1).isdigit():
        return min(float(asked), LONGEST_WAIT)
    return min(FIRST_WAIT * 2.0**attempt * random.uniform(0.5, 1.5), LONGEST_WAIT)


def wav(samples: Samples) -> bytes:
    """A 16-bit WAV file of mono samples at 16 kHz."""
    file = io.BytesIO()
    with wave.open(file, "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(RATE)
        stream.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()
