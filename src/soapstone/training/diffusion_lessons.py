"""What the diffusion model learns from: visits with their notes, each sentence with the turns that support it.

Three sources: simulated visits (their evidence is known), ACI-Bench train (whole visits; a sentence's turns are those
that share most of its rare words), MTS-Dialog train (short dialogues with one section). Beside a sentence stands the
sentence that `compose` drafts of the same turns, if there is one: what draft and denoise starts from.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from soapstone.asr.repair import repair
from soapstone.asr.roles import assign_roles
from soapstone.engines.base import EMPTY, draft
from soapstone.engines.compose.engine import ComposeEngine
from soapstone.engines.diffusion.chunks import Chunk, chunks, record_pieces
from soapstone.engines.diffusion.pieces import KIND, pieces_of
from soapstone.errors import SoapstoneError
from soapstone.nlp.stems import content_stems
from soapstone.notes.parse import parse_section, split_parts
from soapstone.notes.templates import Topic, load_template
from soapstone.simulate import simulate
from soapstone.training.compose import MTS_TOPICS
from soapstone.transcripts.read import read_text
from soapstone.types import Patient, Section, Sentence, Transcript, Turn, Visit

SHARED, DRAFT_SHARED, CHUNKS = 0.12, 0.35, 5


class Line(NamedTuple):
    """A sentence of a note: its pieces with its lead, the chunks that support it, and the drafted sentence (or none)."""

    pieces: tuple[int, ...]
    chunks: tuple[int, ...]
    draft: tuple[int, ...]


class Part(NamedTuple):
    """A section of a note."""

    kind: int
    title: tuple[int, ...]
    lines: tuple[Line, ...]


class Lesson(NamedTuple):
    """A visit with its note: `said` are the chunks of the visit, `record` the pieces of what the record knows."""

    source: str
    said: tuple[Chunk, ...]
    record: tuple[int, ...]
    parts: tuple[Part, ...]


def simulated(visits: int, seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Lessons of simulated visits, their templates in turn."""
    for template, row in simulated_rows(visits, seed, held_out=held_out):
        yield simulated_lesson(row, template)


def simulated_rows(visits: int, seed: int, *, held_out: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
    """Simulated visits as rows, each with its template; a third of them of each template."""
    templates = ("outpatient", "soap", "ed")
    for at, template in enumerate(templates):
        for row in simulate(visits // len(templates), template, seed + at, held_out=held_out):
            yield template, row


def simulated_lesson(row: dict[str, Any], template: str) -> Lesson:
    """The lesson of one simulated visit; its evidence is the simulator's own."""
    visit = visit_of_row(row, template)
    said, drafted = tuple(chunks(visit.transcript)), _drafted(visit)
    shape = load_template(template)
    parts = []
    for section in shape.sections:
        written = [one for one in row["evidence"] if one["section"] == section.key]
        text, at, lines = row["sections"].get(section.key, ""), 0, list[Line]()
        for one in written:
            pieces = tuple(pieces_of(text[at : one["end"]]))
            at = one["end"]
            turns = {span["turn"] for span in one["spans"]}
            support = tuple(at for at, chunk in enumerate(said) if chunk.span.turn in turns)
            lines.append(Line(pieces, support, _nearest(one["text"], drafted)))
        if lines:
            title = tuple(pieces_of(section.title))
            parts.append(Part(KIND[section.holds[0]], title, tuple(lines)))
    return Lesson("simulated", said, record_pieces(visit.patient), tuple(parts))


def visit_of_row(row: dict[str, Any], template: str) -> Visit:
    """A simulated row as an engine is given it: roles known, numbers and drug names repaired."""
    turns = tuple(
        Turn(index=one["index"], text=one["text"], role=one["role"], role_probability=1.0)
        for one in row["spoken"]
    )
    told = row["patient"]
    patient = Patient(age=told["age"], sex=told["sex"], name=told["name"])
    return Visit(transcript=repair(Transcript(turns=turns), patient), patient=patient, template=template)


def whole_visits(file: Path) -> Iterator[Lesson]:
    """Lessons of ACI-Bench's rows."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    weight = _rarity(row["note"] for row in rows)
    for row in rows:
        patient = Patient(
            age=_number(row["meta_patient_age"]),
            sex={"male": "M", "female": "F"}.get(str(row["meta_patient_gender"]).lower()),
            name=" ".join(filter(None, (row["meta_patient_firstname"], row["meta_patient_familyname"])))
            or None,
        )
        visit = _understood(row["dialogue"], patient, "outpatient")
        said, drafted = tuple(chunks(visit.transcript)), _drafted(visit)
        stems = [content_stems(visit.transcript.quote(chunk.span)) for chunk in said]
        parts = [
            _part(part.topic or "exam", part.title, part.text, stems, weight, drafted)
            for part in split_parts(row["note"])
            if part.text
        ]
        yield Lesson("aci", said, record_pieces(patient), tuple(parts))


def short_dialogues(files: Sequence[Path]) -> Iterator[Lesson]:
    """Lessons of MTS-Dialog's rows. Those of one section text are one visit told in other words."""
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    weight = _rarity(row["section_text"] for row in rows)
    for row in rows:
        topic = MTS_TOPICS[row["section_header"]]
        try:
            visit = _understood(row["dialogue"].replace("\r", ""), Patient(), "outpatient")
        except SoapstoneError:
            continue
        text = " ".join(row["section_text"].split())
        said = tuple(chunks(visit.transcript))
        stems = [content_stems(visit.transcript.quote(chunk.span)) for chunk in said]
        part = _part(topic, "", text, stems, weight, _drafted(visit))
        if part.lines:
            yield Lesson("mts", said, (), (part,))


def _understood(dialogue: str, patient: Patient, template: str) -> Visit:
    transcript = repair(assign_roles(read_text(dialogue, ".txt", "dialogue")), patient)
    return Visit(transcript=transcript, patient=patient, template=template)


def _number(text: object) -> float | None:
    try:
        return float(str(text))
    except ValueError:
        return None


def _drafted(visit: Visit) -> list[Sentence]:
    note = draft(ComposeEngine(), visit)
    return [s for section in note.sections for s in section.sentences if s.text != EMPTY]


def _nearest(text: str, drafted: Sequence[Sentence]) -> tuple[int, ...]:
    """The pieces of the drafted sentence that shares most stems with `text`; none where all share too few."""
    mine = content_stems(text)
    best, found = DRAFT_SHARED, ""
    for sentence in drafted:
        theirs = content_stems(sentence.text)
        shared = 2 * len(mine & theirs) / max(len(mine) + len(theirs), 1)
        if shared > best:
            best, found = shared, sentence.text
    return tuple(pieces_of(found))


def _rarity(notes: Iterable[str]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    total = 0
    for note in notes:
        counts.update(content_stems(note))
        total += 1
    return {stem: math.log((total + 1) / (count + 0.5)) for stem, count in counts.items()}


def _part(
    topic: Topic | str,
    title: str,
    text: str,
    stems: Sequence[set[str]],
    weight: dict[str, float],
    drafted: Sequence[Sentence],
) -> Part:
    section: Section = parse_section("part", title or str(topic), text)
    lines = tuple(
        Line(
            tuple(pieces_of(sentence.lead + sentence.text)),
            supporting(content_stems(sentence.text), stems, weight),
            _nearest(sentence.text, drafted),
        )
        for sentence in section.sentences
    )
    title = title or next((s.title for s in load_template("outpatient").sections if topic in s.holds), "")
    return Part(KIND[str(topic)], tuple(pieces_of(title)), lines)


def supporting(mine: set[str], said: Sequence[set[str]], weight: dict[str, float]) -> tuple[int, ...]:
    """The chunks, up to CHUNKS, that hold most of a sentence's stems by their rarity, each with the one before it."""

    def mass(stems: set[str]) -> float:
        return sum(weight.get(stem, 3.0) for stem in stems)

    scored = sorted(
        ((mass(mine & theirs) / (mass(mine) + 1e-9), -at) for at, theirs in enumerate(said)), reverse=True
    )
    best = [-at for share, at in scored[:CHUNKS] if share > SHARED]
    return tuple(sorted({near for at in best for near in (at - 1, at) if near >= 0}))
