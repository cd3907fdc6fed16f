"""Text as the entity model reads it: words, their word pieces, and what the lexicons know of each word."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from soapstone.nlp.dictionary import find_phrases
from soapstone.nlp.words import drugs, is_english, medical

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPELLING = ("all capitals", "capital", "inner capital", "digit", "drug", "medical", "not english")
# A word's place in the longest phrase of the dictionary around it, by the phrase's type.
PHRASES = {
    ("DIAGNOSIS", "first"): 0,
    ("DIAGNOSIS", "later"): 1,
    ("MEDICATION", "first"): 2,
    ("MEDICATION", "later"): 3,
    ("PROCEDURE", "first"): 4,
    ("PROCEDURE", "later"): 4,
    ("ANATOMY", "first"): 5,
    ("ANATOMY", "later"): 5,
    ("TEST", "first"): 6,
    ("TEST", "later"): 6,
}
CLUES = (
    *SPELLING,
    "condition",
    "condition goes on",
    "drug phrase",
    "drug goes on",
    "procedure",
    "anatomy",
    "test",
)


class Words(NamedTuple):
    """A text cut into words and word pieces.

    `spans` [words, 2] are characters of the text; `first` [words + 1] the first piece of each word, and at
    the end the number of pieces; `ids` [pieces] word-piece numbers; `clues` [pieces, len(CLUES)] 0 or 1.
    """

    spans: NDArray[np.int32]
    first: NDArray[np.int32]
    ids: NDArray[np.int32]
    clues: NDArray[np.float32]


def load_tokenizer(file: Path) -> Tokenizer:
    """The word-piece tokenizer in `file`, neither cutting nor padding a text."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def read_words(text: str, tokenizer: Tokenizer) -> Words:
    """Cut a text as BERT does: at white space and around each punctuation mark.

    "5-fluorouracil" is three words, "lisinopril" one word of several pieces.
    """
    encoding = tokenizer.encode(text, add_special_tokens=False)
    spans: list[tuple[int, int]] = []
    first: list[int] = []
    previous: int | None = None
    for at, (word, (start, end)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
        if word != previous:
            spans.append((start, end))
            first.append(at)
            previous = word
        else:
            spans[-1] = (spans[-1][0], end)
    first.append(len(encoding.ids))
    known = [_spelling(text[start:end]) for start, end in spans]
    starts = np.array(first, dtype=np.int32)
    lengths = starts[1:] - starts[:-1]
    table = np.zeros((len(spans), len(CLUES)), dtype=np.float32)
    table[:, : len(SPELLING)] = np.array(known, dtype=np.float32).reshape(len(spans), len(SPELLING))
    _mark_phrases(text, spans, table[:, len(SPELLING) :])
    return Words(
        np.array(spans, dtype=np.int32).reshape(-1, 2),
        starts,
        np.array(encoding.ids, dtype=np.int32),
        np.repeat(table, lengths, axis=0),
    )


@cache
def _drug_words() -> frozenset[str]:
    return frozenset(part for name in drugs() for part in name.split() if len(part) > 3)


def _mark_phrases(text: str, spans: list[tuple[int, int]], table: NDArray[np.float32]) -> None:
    """Set in `table` [words, phrase clues] what the dictionary's phrases say of their words."""
    at = 0
    for phrase in find_phrases(text):
        place = "first"
        while at < len(spans) and spans[at][0] < phrase.end:
            if spans[at][0] >= phrase.start:
                table[at, PHRASES[phrase.type, place]] = 1
                place = "later"
            at += 1


@lru_cache(maxsize=60_000)
def _spelling(word: str) -> tuple[bool, ...]:
    lower = word.lower()
    return (
        len(word) > 1 and word.isupper(),
        word[:1].isupper(),
        any(letter.isupper() for letter in word[1:]) and not word.isupper(),
        any(letter.isdigit() for letter in word),
        lower in _drug_words(),
        lower in medical(),
        lower.isalpha() and not is_english(lower),
    )
