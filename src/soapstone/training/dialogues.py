"""The public dialogues with known roles, one form for all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from soapstone.types import Role

_BRACKETED = re.compile(r"\[([a-z_ ]+)\]", re.IGNORECASE)
_LABELLED = re.compile(r"^\s*([A-Za-z][\w ]{0,20}?)\s*:\s*", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")

HELD_OUT_SHARE = 0.3


@dataclass(frozen=True)
class Dialogue:
    """A conversation whose speakers are known: `turns` are (role, text) in order."""

    source: str
    name: str
    held_out: bool
    turns: tuple[tuple[Role, str], ...]


def held_out(name: str) -> bool:
    """Whether a dialogue is kept for figures: a fixed share, by hash of its name."""
    return int(sha256(name.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < HELD_OUT_SHARE


def by_sentence(dialogue: Dialogue) -> Dialogue:
    """The dialogue with each sentence as a turn of its own, as a recogniser without voices gives it."""
    parts = ((role, part) for role, text in dialogue.turns for part in _SENTENCE_END.split(text) if part)
    return Dialogue(dialogue.source, dialogue.name, dialogue.held_out, tuple(parts))


def role_of(label: str) -> Role:
    """The role a corpus gives: relatives are `other`, a second clinician is a clinician."""
    label = label.strip().lower()
    if label.startswith(("doc", "guest_clin", "d")):
        return "clinician"
    if label.startswith("p"):
        return "patient"
    return "other"


def load(data: Path) -> list[Dialogue]:
    """All dialogues under the data folder: ACI-Bench and MTS-Dialog (train, valid), PriMock57, OSCE."""
    return [*_aci(data), *_mts(data), *_primock(data), *_osce(data)]


def rows(file: Path) -> Iterator[dict[str, object]]:
    """The objects of a JSON-lines file."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _aci(data: Path) -> Iterator[Dialogue]:
    for split in ("train", "valid"):
        files = [data / "aci_bench" / f"{split}.jsonl"]
        files += sorted((data / "aci_bench" / "transcript_variants").glob(f"{split}_*_asr.jsonl"))
        for file in files:
            source = "ACI-Bench ASR" if file.stem.endswith("_asr") else "ACI-Bench"
            for row in rows(file):
                name = str(row.get("encounter_id") or row.get("id"))
                turns = tuple(_pieces(_BRACKETED, str(row["dialogue"])))
                yield Dialogue(source, f"{source} {name}", split == "valid", turns)


def _mts(data: Path) -> Iterator[Dialogue]:
    for split in ("train", "valid"):
        for row in rows(data / "mts_dialog" / f"{split}.jsonl"):
            text = str(row["dialogue"]).replace("\r", "")
            turns = tuple(_pieces(_LABELLED, text))
            if len(turns) > 1:
                yield Dialogue("MTS-Dialog", f"mts {split} {row['ID']}", split == "valid", turns)


def _primock(data: Path) -> Iterator[Dialogue]:
    for row in rows(data / "primock57" / "consultations_day1-4.jsonl"):
        name = f"primock57 {row['id']}"
        said = row["utterances"]
        assert isinstance(said, list)
        cleaned = ((role_of(u["speaker"]), re.sub(r"<[^<>]*>", "", u["text"]).strip()) for u in said)
        yield Dialogue("PriMock57", name, held_out(name), tuple((r, t) for r, t in cleaned if t))


def _osce(data: Path) -> Iterator[Dialogue]:
    for row in rows(data / "osce_interviews" / "transcripts_shared.jsonl"):
        name = f"osce {row['id']}"
        turns = tuple(_pieces(re.compile(r"^\s*([DP])\s*:\s*", re.MULTILINE), str(row["text"])))
        if len(turns) > 1:
            yield Dialogue("OSCE", name, held_out(name), turns)


def _pieces(label: re.Pattern[str], text: str) -> Iterator[tuple[Role, str]]:
    found = list(label.finditer(text))
    for match, following in zip(found, [*found[1:], None], strict=True):
        said = text[match.end() : following.start() if following else len(text)]
        if said := " ".join(said.split()):
            yield role_of(match[1]), said
