"""Support: whether each fact of a sentence was said in the visit."""

from __future__ import annotations

from typing import NamedTuple

from soapstone.nlp.said import Said, facts
from soapstone.nlp.stems import STOPWORDS, tokens
from soapstone.types import Note, Transcript


class Support(NamedTuple):
    """`sentences` counts those with at least one fact; `supported` those all of whose facts were said.

    `words` is the share of the note's content words whose stems occur in the visit.
    """

    sentences: int
    supported: int
    words: float
    missing: tuple[tuple[str, str], ...]


def support(note: Note, transcript: Transcript, known: str = "") -> Support:
    """Trace every fact of the note to the visit, or to `known`, what the record already holds.

    The visit is one bag of facts here: this finds what was never said, not what was said of something else.
    """
    said = Said("\n".join(turn.text for turn in transcript.turns) + "\n" + known)
    checked = supported = 0
    missing: list[tuple[str, str]] = []
    words = repeated = 0
    for section in note.sections:
        for sentence in section.sentences:
            for word in tokens(sentence.text):
                if word.text.lower() not in STOPWORDS:
                    words += 1
                    repeated += word.stem in said.stems
            wanted = facts(sentence.text)
            if not wanted:
                continue
            checked += 1
            lost = said.missing(wanted)
            supported += not lost
            missing += [(sentence.text, fact) for fact in sorted(lost)]
    return Support(checked, supported, repeated / words if words else 1.0, tuple(missing))
