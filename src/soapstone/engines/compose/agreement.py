"""Whether the patient agrees with the plan: written only when the patient says so."""

from __future__ import annotations

import re

from soapstone.engines.compose.layout import AGREEMENT
from soapstone.engines.compose.memory import Memory
from soapstone.engines.compose.phrases import frames
from soapstone.engines.compose.reading import Reading
from soapstone.engines.compose.statement import Statement
from soapstone.nlp.assertion import reply

_PROPOSED = re.compile(
    r"\b(?:how does (?:that|this|it) sound|sounds? (?:good|okay|all right|like a (?:good )?plan|"
    r"reasonable)|(?:does that|make) (?:make )?sense|"
    r"(?:are you )?okay with (?:that|this)|(?:do you )?agree)\b",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"\b(?:(?:sounds?|that's|that is|that would be|be) (?:good|great|fine|okay|perfect|like a plan|"
    r"wonderful|reasonable)|that works|makes sense|let's do (?:it|that)|I agree)\b",
    re.IGNORECASE,
)


def agreement(reading: Reading, memory: Memory) -> list[Statement]:
    """One statement, resting on the proposal and the answer; none without both in the last third of the visit."""
    heard = reading.heard
    for at in range(len(heard) - 1, int(0.6 * len(heard)), -1):
        before, answer = heard[at - 1], heard[at]
        if answer.seen.side == "C" or before.seen.side != "C":
            continue
        asked = _PROPOSED.search(before.said) is not None and reply(answer.said) == "yes"
        if asked or _AGREED.search(answer.said):
            text = memory.wording("agreement", frames()["agreement"][0])
            spans = (before.seen.clause.span, answer.seen.clause.span)
            return [Statement("plan", text, spans, at, AGREEMENT, 0.5, 0.75, "agreement")]
    return []
