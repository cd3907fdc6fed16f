"""A memory of signed notes, from which a site's phrasing is learned without training.

What is kept of a note is never its facts. The memory holds how often the site uses each of our own
wordings, the labels it sets in a plan, and sentence templates in which names, numbers, drugs and findings
are slots. A template is used only when every other word of it that carries meaning was said in this visit.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from soapstone.engines.compose.phrases import acts, frames, labels
from soapstone.engines.compose.template import SentenceTemplate, make_template
from soapstone.errors import InputError
from soapstone.nlp.sentences import split_sentences
from soapstone.notes.parse import split_parts
from soapstone.notes.templates import Topic

_ENOUGH = 3  # notes that must share a habit before it is taken over
_LABELLED = 0.25  # share of notes that must label their plans before ours are


class Memory(NamedTuple):
    """What was learned: preferred wordings by name, labels by kind of statement, templates by topic."""

    wordings: Mapping[str, str] = MappingProxyType({})
    labels: Mapping[str, str] = MappingProxyType({})
    templates: tuple[SentenceTemplate, ...] = ()
    notes: int = 0

    def wording(self, name: str, shipped: str) -> str:
        """The site's wording of an act or frame, else the shipped one."""
        return self.wordings.get(name, shipped)

    @classmethod
    def learn(cls, notes: Iterable[str]) -> Memory:
        """A memory of the given notes' texts."""
        texts = list(notes)
        return cls(_wordings(texts), _labels(texts), tuple(_templates(texts)), len(texts))

    @classmethod
    def load(cls, folder: Path) -> Memory:
        """A memory of all signed notes in a folder: .txt and .md notes, .json and .jsonl with a `note`.

        InputError when the folder is missing, holds no note, or a file cannot be read.
        """
        if not folder.exists():
            raise InputError(
                "there is no such memory.", where=str(folder), fix="Give a folder of signed notes."
            )
        files = sorted(folder.iterdir()) if folder.is_dir() else [folder]
        notes = [note for file in files for note in _notes_in(file)]
        if not notes:
            raise InputError(
                "holds no notes.",
                where=str(folder),
                fix="Put signed notes there as .txt, .md, .json or .jsonl.",
            )
        return cls.learn(notes)


def _notes_in(file: Path) -> Iterator[str]:
    try:
        if file.suffix in (".txt", ".md"):
            yield file.read_text(encoding="utf-8")
        elif file.suffix == ".jsonl":
            for line in filter(str.strip, file.read_text(encoding="utf-8").splitlines()):
                yield _note_text(json.loads(line), file)
        elif file.suffix == ".json":
            yield _note_text(json.loads(file.read_text(encoding="utf-8")), file)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(
            f"cannot be read: {error}.", where=str(file), fix="Mend it or take it out of the memory."
        ) from error


def _note_text(document: object, file: Path) -> str:
    """The note in a JSON document: its `note`, or the sections that `soapstone note --format json` wrote."""
    if isinstance(document, dict) and isinstance(document.get("note"), str):
        return str(document["note"])
    if isinstance(document, dict) and isinstance(document.get("sections"), dict):
        titles = document.get("titles", {})
        return "\n\n".join(f"{titles.get(key, key)}\n\n{text}" for key, text in document["sections"].items())
    raise InputError(
        "holds no note.", where=str(file), fix='Write {"note": "..."} or what `soapstone note --json` prints.'
    )


def _wordings(notes: list[str]) -> dict[str, str]:
    """For each act and frame, the wording that most notes use, if enough use it."""
    known = [(act.name, act.wordings) for act in acts()] + list(frames().items())
    options = {name: tuple(dict.fromkeys(w for n, ws in known if n == name for w in ws)) for name, _ in known}
    sentences = [{piece.text for piece in split_sentences(note)} for note in notes]
    chosen = {}
    for name, wordings in options.items():
        counts = {
            w: 0
            if w.startswith("{items}")
            else sum(any(_uses(w).match(s) for s in note) for note in sentences)
            for w in wordings
        }
        best = max(wordings, key=lambda w: counts[w])
        if counts[best] >= _ENOUGH:
            chosen[name] = best
    return chosen


def _uses(wording: str) -> re.Pattern[str]:
    fixed = re.split(r"\{\w+\}", wording.rstrip("."))
    return re.compile(
        r"^(?:[A-Z][\w /]{2,40}: )?" + r"\S.{0,120}?".join(map(re.escape, fixed)), re.IGNORECASE
    )


def _labels(notes: list[str]) -> dict[str, str]:
    """The label that the site sets before each kind of statement of a plan, as most of its notes write it."""
    found: Counter[tuple[str, str]] = Counter()
    labelled = 0
    for note in notes:
        used = set(re.findall(r"^\W*([A-Z][A-Za-z/ ]{3,40}): \S", note, re.MULTILINE))
        kinds = {
            (kind, label)
            for label in used
            for kind, names in labels().items()
            if re.fullmatch(names, label, re.I)
        }
        found.update(kinds)
        labelled += bool(kinds)
    if not notes or labelled < max(_ENOUGH, _LABELLED * len(notes)):
        return {}
    return {kind: label for (kind, label), count in reversed(found.most_common()) if count >= _ENOUGH}


def _templates(notes: list[str]) -> Iterator[SentenceTemplate]:
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for note in notes:
        for part in split_parts(note):
            for piece in split_sentences(part.text):
                unlabelled = re.sub(r"^[A-Z][\w /]{2,40}: (?=\S)", "", piece.text)
                template = make_template(_topic(part.topic, part.title), unlabelled)
                if template is not None and (template.topic, template.pieces) not in seen:
                    seen.add((template.topic, template.pieces))
                    yield template


def _topic(topic: Topic | None, title: str) -> Topic:
    if topic == "assessment" and "plan" in title.lower():
        return "plan"
    return topic or "exam"
