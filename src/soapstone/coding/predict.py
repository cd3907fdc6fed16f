"""A note in, entities and codes out, in the form of `POST /api/v1/predict`."""

from __future__ import annotations

import time
import uuid
from typing import Any, Literal

from soapstone.coding.coder import read_and_code
from soapstone.coding.document import code
from soapstone.coding.together import check_codes
from soapstone.nlp.medications import read_medications
from soapstone.nlp.tagger import model_version
from soapstone.types import Code, Entity

NoteType = Literal["discharge_summary", "progress_note", "operative_report"]
LIMIT = 10_000  # characters of a note over HTTP; the library and the command line take any length


def predict(text: str, note_id: str | None = None) -> dict[str, Any]:
    """The contract's document, and beside it the note's codes, medications and findings.

    `end_char` is exclusive: `text[start_char:end_char]` is the entity's text. Without `note_id` a new one is made.
    """
    began = time.perf_counter()
    entities = read_and_code(text)
    codes = code(entities, text)
    return {
        "note_id": note_id or str(uuid.uuid4()),
        "entities": [_entity(entity) for entity in entities],
        "codes": [_code(one) | {"evidence": [list(place) for place in one.evidence]} for one in codes],
        "medications": [medication.model_dump() for medication in read_medications(text)],
        "findings": [
            finding.model_dump(include={"rule", "severity", "message", "source"})
            for finding in check_codes(codes)
        ],
        "processing_time_ms": round(1000 * (time.perf_counter() - began)),
        "model_version": model_version(),
    }


def _entity(entity: Entity) -> dict[str, Any]:
    negated = entity.assertion == "negated"
    return {
        "text": entity.text,
        "type": entity.type,
        "start_char": entity.start,
        "end_char": entity.end,
        "confidence": entity.confidence,
        "icd_codes": [_code(one) for one in entity.codes],
        "is_negated": negated,
        "negation_trigger": entity.trigger if negated else None,
        "assertion": entity.assertion,
        "assertion_trigger": entity.trigger,
    }


def _code(one: Code) -> dict[str, Any]:
    return {"code": one.code, "description": one.description, "confidence": one.confidence}
