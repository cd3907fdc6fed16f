"""Words to turns: a turn ends with a sentence, or with a long pause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from soapstone.types import Turn, Word

PAUSE = 1.2  # seconds without a word that end a turn even within a sentence
_SENTENCE_END = re.compile(r"[.?!…][\"')\]]*$")
# a full stop that ends no sentence
_ABBREVIATION = re.compile(r"^(?:Dr|Mr|Mrs|Ms|St|vs|No|e\.g|i\.e)\.$", re.IGNORECASE)


def ends_sentence(word: Word) -> bool:
    """Whether a sentence ends with this word, as in "fever." but not in "Dr."."""
    return bool(_SENTENCE_END.search(word.text)) and not _ABBREVIATION.match(word.text)


def sentences(words: Iterable[Word]) -> Iterator[tuple[Word, ...]]:
    """The words in groups of a sentence each, or of what lies between two long pauses."""
    group: list[Word] = []
    for word in words:
        if group and (ends_sentence(group[-1]) or pause(group[-1], word) >= PAUSE):
            yield tuple(group)
            group = []
        group.append(word)
    if group:
        yield tuple(group)


def pause(before: Word, after: Word) -> float:
    """Seconds of silence between two words; 0 where the times are unknown."""
    if before.end is None or after.start is None:
        return 0.0
    return after.start - before.end


def turn_of(words: Sequence[Word], *, index: int = 0, speaker: str = "") -> Turn:
    """A turn of these words; its text is the words with single spaces."""
    return Turn(
        index=index,
        text=" ".join(word.text for word in words),
        speaker=speaker,
        start=words[0].start,
        end=words[-1].end,
        words=tuple(words),
    )


def numbered(turns: Iterable[Turn]) -> Iterator[Turn]:
    """The turns with `index` 0, 1, 2, ..."""
    for index, turn in enumerate(turns):
        yield turn if turn.index == index else turn.model_copy(update={"index": index})
