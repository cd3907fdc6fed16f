"""Find and mask what identifies a person: `<NAME>` where sure, `<UNCERTAIN>` where not quite."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from soapstone.phi.identifiers import Identifier, without_overlaps
from soapstone.phi.lexicon import lexicon
from soapstone.phi.tokens import tokenise
from soapstone.types import Noun, Transcript, Turn, Word

# Identifiers surer than this are masked by category; between the two they are masked as uncertain.
THRESHOLD = 0.6
UNCERTAIN_FROM = 0.4
UNCERTAIN = "<UNCERTAIN>"
REPEATED = 0.9
INTRODUCTION = "My name is "


class Redacted(Noun):
    """A text without identifiers, and where they stood in the original. The originals are not kept."""

    text: str
    identifiers: tuple[Identifier, ...] = ()


def find_identifiers(text: str, *, names: Collection[str] = ()) -> list[Identifier]:
    """All identifiers of a text in order, without overlaps, the unsure ones included.

    "Seen by Dr. Okafor on 3/5/2024" gives a name and a date. Ages under 90, drugs, eponyms (Lyme,
    Parkinson) and bare years are none. A person named once is found wherever the name comes again,
    and so are `names` known beforehand (the patient's). Raises ModelError where the spaCy model is
    missing.
    """
    from soapstone.phi.recognisers import recognise

    found = [i for i in recognise(text) if i.probability >= UNCERTAIN_FROM]
    people = name_parts([*names, *(text[i.start : i.end] for i in found if _sure_name(i))])
    return without_overlaps([*found, *_mentions(text, people)])


def redact(text: str, *, threshold: float = THRESHOLD, names: Collection[str] = ()) -> Redacted:
    """The text with each identifier masked: "Seen by <NAME> on <DATE>".

    Identifiers below `threshold` (a probability) become `<UNCERTAIN>`: they are masked all the same,
    and a reader sees that the category is a guess.
    """
    found = find_identifiers(text, names=names)
    return Redacted(text=_masked(text, found, threshold), identifiers=tuple(found))


def find_in_transcript(transcript: Transcript, *, names: Collection[str] = ()) -> list[list[Identifier]]:
    """The identifiers of each turn, as `find_identifiers`; a person named in one turn is found in all."""
    found = [find_identifiers(turn.text, names=names) for turn in transcript.turns]
    people = {
        turn.text[i.start : i.end]
        for turn, identifiers in zip(transcript.turns, found, strict=True)
        for i in identifiers
        if _sure_name(i)
    }
    parts = name_parts([*names, *people])
    return [
        without_overlaps([*identifiers, *_mentions(turn.text, parts)])
        for turn, identifiers in zip(transcript.turns, found, strict=True)
    ]


def redact_transcript(
    transcript: Transcript, *, threshold: float = THRESHOLD, names: Collection[str] = ()
) -> Transcript:
    """The transcript with every turn redacted, speaker names and recognised words included.

    Words keep their times; a word that is part of an identifier carries its mask. Repairs of redacted
    turns are dropped, since they hold what was heard.
    """
    found = find_in_transcript(transcript, names=names)
    turns = (_redact_turn(turn, i, threshold) for turn, i in zip(transcript.turns, found, strict=True))
    return transcript.model_copy(update={"turns": tuple(turns)})


def mask_of(identifier: Identifier, threshold: float) -> str:
    """What stands in an identifier's place."""
    return identifier.mask if identifier.probability >= threshold else UNCERTAIN


def name_parts(names: Iterable[str]) -> frozenset[str]:
    """The parts of people's names that tell of nobody else: "Dr. Joan Okafor" gives Joan and Okafor.

    Parts that are English words or medical terms (Brown, Parkinson) are left out.
    """
    words = lexicon()
    parts = (token for name in names for token in tokenise(name))
    return frozenset(
        part.text
        for part in parts
        if (part.capital or (part.word in words.us_names and len(part.word) > 3))
        and len(part.word) > 2
        and part.lower
        not in words.cues["names"]["titles"] | words.cues["names"]["never"] | words.cues["eponyms"]["terms"]
        and not words.is_term(part.word)
    )


def _mentions(text: str, parts: Collection[str]) -> Iterator[Identifier]:
    for token in tokenise(text):
        if token.text in parts or (token.possessive and token.text[: len(token.word)] in parts):
            end = token.start + len(token.word)
            yield Identifier(category="name", start=token.start, end=end, probability=REPEATED)


def _sure_name(identifier: Identifier) -> bool:
    return identifier.category == "name" and identifier.probability >= THRESHOLD


def _masked(text: str, found: Iterable[Identifier], threshold: float) -> str:
    parts: list[str] = []
    end = 0
    for identifier in found:
        parts += [text[end : identifier.start], mask_of(identifier, threshold)]
        end = identifier.end
    return "".join([*parts, text[end:]])


def _redact_turn(turn: Turn, found: list[Identifier], threshold: float) -> Turn:
    speaker = _redact_label(turn.speaker, threshold)
    if not found:
        return turn.model_copy(update={"speaker": speaker})
    return turn.model_copy(
        update={
            "text": _masked(turn.text, found, threshold),
            "speaker": speaker,
            "words": _redact_words(turn, found, threshold),
            "repairs": (),
        }
    )


def _redact_label(label: str, threshold: float) -> str:
    """A label may be a name: "Dr. Okafor" becomes "Dr. <NAME>", "SPEAKER_00" stays."""
    if not label:
        return label
    found = [i for i in find_identifiers(f"{INTRODUCTION}{label}") if i.start >= len(INTRODUCTION)]
    return _masked(f"{INTRODUCTION}{label}", found, threshold).removeprefix(INTRODUCTION)


def _redact_words(turn: Turn, found: list[Identifier], threshold: float) -> tuple[Word, ...]:
    masked: list[Word] = []
    position = 0
    for word in turn.words:
        start = turn.text.find(word.text.strip(), position)
        if start < 0:
            return ()
        position = start + len(word.text.strip())
        hit = next((i for i in found if i.start < position and start < i.end), None)
        masked.append(word if hit is None else word.model_copy(update={"text": mask_of(hit, threshold)}))
    return tuple(masked)
