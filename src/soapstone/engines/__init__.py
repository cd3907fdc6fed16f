"""Engines that write notes: one protocol, four verbs built on it once."""

from soapstone.engines.base import NoteEngine, draft, infill, propagate, update
from soapstone.engines.router import ENGINES, engine

__all__ = ["ENGINES", "NoteEngine", "draft", "engine", "infill", "propagate", "update"]
