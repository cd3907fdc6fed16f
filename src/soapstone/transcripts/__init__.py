"""Readers for transcripts: plain text, JSON, JSONL, CSV, WebVTT, SRT, HealthScribe, WhisperX."""

from soapstone.transcripts.read import read_transcript

__all__ = ["read_transcript"]
