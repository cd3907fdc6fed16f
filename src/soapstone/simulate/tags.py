"""Entities marked in data: "[TEST:chest X-ray] today" says which words are a test."""

from __future__ import annotations

import re

from soapstone.simulate.marks import mark

_TAG = re.compile(r"\[(DIAGNOSIS|PROCEDURE|MEDICATION|ANATOMY|TEST):([^\]]+)\]")


def untagged(text: str) -> str:
    """The words alone, as they are spoken."""
    return _TAG.sub(r"\2", text)


def marked(text: str, assertion: str) -> str:
    """The words with their entities marked for the note."""
    return _TAG.sub(lambda match: entity(match[2], match[1], assertion), text)


def entity(text: str, kind: str, assertion: str, code: str = "") -> str:
    """Words of a note that are an entity."""
    return mark(f"e {kind} {assertion} {code}", text)
