"""The note's page in a real browser: Debian's chromium, headless."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from soapstone.engines import draft
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.notes import render
from soapstone.types import Note, Section, Sentence, Transcript, Turn
from tests.conformance.engines import visit

QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --virtual-time-budget=3000"
).split()


@pytest.fixture
def dom(tmp_path: Path, need: Callable[[object, str], None]) -> Callable[[str], str]:
    browser = shutil.which("chromium")
    need(browser, "chromium is not installed")

    def opened(page: str) -> str:
        file = tmp_path / "note.html"
        file.write_text(page, encoding="utf-8")
        command = [
            str(browser),
            *QUIET,
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            file.as_uri(),
        ]
        return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True).stdout

    return opened


def test_the_page_shows_the_note_beside_what_was_said(dom: Callable[[str], str]) -> None:
    asked = visit()
    note = draft(ComposeEngine(), asked)
    shown = dom(render(note, "html", transcript=asked.transcript))
    assert shown.count('class="turn"') == len(asked.transcript.turns)
    assert re.findall(r"<h2>([^<]+)</h2>", shown) == [
        section.title for section in note.sections if section.sentences
    ]
    targets = set(re.findall(r'href="#(turn-\d+)"', shown))
    assert targets and targets <= set(re.findall(r'id="(turn-\d+)"', shown)), "every mark leads to a turn"


def test_what_was_said_cannot_run_in_the_page(dom: Callable[[str], str]) -> None:
    nasty = '<img src=x onerror="document.title=\'taken\'"><script>document.title="taken"</script>'
    note = Note(
        template="soap", sections=(Section(key="hpi", title="HPI", sentences=(Sentence(text=nasty),)),)
    )
    shown = dom(render(note, "html", transcript=Transcript(turns=(Turn(index=0, text=nasty),))))
    assert "<title>Clinical note</title>" in shown
    assert "<img" not in shown and "<script" not in shown
