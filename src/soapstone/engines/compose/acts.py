"""What the clinician does: a clause of the plan as an act with its object."""

from __future__ import annotations

import re

from soapstone.engines.compose.grammar import Subject, third_person
from soapstone.engines.compose.phrases import Act, acts
from soapstone.nlp.concepts import find_concepts
from soapstone.nlp.drugs import find_drugs

_CLOSING = re.compile(
    r"(?:,? (?:for (?:you|him|her)|as well|okay|here|then|now|just|right|too|all right))+$", re.IGNORECASE
)


def act_of(text: str, subject: Subject) -> tuple[Act, str] | None:
    """The act of a clause and its object as a note writes it, or None when nothing is done in it.

    "I'd like to increase your lisinopril to 40 milligrams" is `increase`, "lisinopril to 40 mg".
    """
    said = text.rstrip(" .?!,")
    for act in acts():
        match = act.pattern.match(said)
        if match and (not act.clinical or _is_clinical(match["object"])):
            return act, _written(match["object"], subject)
    return None


def _is_clinical(text: str) -> bool:
    return (
        any(m.concept.kind != "anatomy" for m in find_concepts(text))
        or bool(find_drugs(text))
        or re.search(r"\d", text) is not None
    )


def _written(text: str, subject: Subject) -> str:
    text = third_person(text, subject, "clinician")
    text = re.sub(r"\b(\d+(?:\.\d+)?) milligrams?\b", r"\1 mg", text)
    return _CLOSING.sub("", text.strip(" .?!,"))
