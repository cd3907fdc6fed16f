"""Recognition: a recording to a transcript of turns, each with its words, times and voice."""

from __future__ import annotations

from soapstone.asr.base import Hearing, Transcriber
from soapstone.asr.transcribe import transcribe

__all__ = ["Hearing", "Transcriber", "transcribe"]
